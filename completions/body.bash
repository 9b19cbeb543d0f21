
# SPDX-License-Identifier: BSD-2-Clause
# Offers what the row of an option or of a command says: SOURCE CURRENT.
_pagerace_offer() {
	local source=$1 cur=$2 before=
	case $source in
	files)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		;;
	=*)
		mapfile -t COMPREPLY < <(compgen -W "${source#=}" -- "$cur")
		;;
	settings | metrics)
		compopt -o nospace
		mapfile -t COMPREPLY < \
		    <(compgen -S = -W "$(_pagerace_names "$source")" -- "$cur")
		;;
	-) ;;
	*)
		# Several by comma; a policy may be a plug-in's path.
		[[ $cur != *,* ]] || before=${cur%,*},
		mapfile -t COMPREPLY < <(compgen -P "$before" -W \
		    "$(_pagerace_names "$source")" -- "${cur##*,}")
		if [[ $source == policies && $cur == */* ]]; then
			compopt -o filenames
			mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		fi
		;;
	esac
}

_pagerace() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local command=${COMP_WORDS[1]} sign= values

	COMPREPLY=()
	# Bash makes '=' and ':' words of their own.
	if [[ $cur == = ]]; then
		cur= sign==
	elif [[ $prev == = ]]; then
		prev=${COMP_WORDS[COMP_CWORD - 2]} sign==
	elif [[ $cur == : || $prev == : ]]; then
		return
	fi
	if ((COMP_CWORD == 1)); then
		if [[ $cur == -* ]]; then
			_pagerace_offer '=--help --version' "$cur"
			return
		fi
		# A trace alone is compared.
		compopt -o filenames
		mapfile -t COMPREPLY < \
		    <(compgen -W "$(_pagerace_names commands)" -- "$cur")
		mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < \
		    <(compgen -f -- "$cur")
		return
	fi
	[[ -n $(_pagerace_words "$command") || $command == help ]] ||
		command=compare
	values=$(_pagerace_values "$prev")
	[[ -n $values || -z $sign ]] || values=$(_pagerace_values "=$prev")
	[[ -n $values || -z $sign ]] || values=$(_pagerace_choices "$prev")
	if [[ -n $values ]]; then
		_pagerace_offer "$values" "$cur"
	elif [[ $cur == -* ]]; then
		_pagerace_offer "=$(_pagerace_options "$command")" "$cur"
	elif [[ $command == help ]]; then
		_pagerace_offer commands "$cur"
	elif [[ $command == list && -n $(_pagerace_names "$prev") ]]; then
		_pagerace_offer "$prev" "$cur"
	elif ((COMP_CWORD == 2)); then
		_pagerace_offer "$(_pagerace_words "$command")" "$cur"
	else
		_pagerace_offer files "$cur"
	fi
}
complete -F _pagerace pagerace
