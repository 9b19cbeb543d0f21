
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

# The parameters of a policy, a format or a device behind its colon, which bash
# makes a word of its own: NAME : KEY = VALUE.  False: there is no colon.
_pagerace_param() {
	local cur=${COMP_WORDS[COMP_CWORD]} at=$COMP_CWORD kind name key
	while [[ $at -gt 1 && ${COMP_WORDS[at]} != : ]]; do
		[[ $((COMP_CWORD - at)) -lt 4 && ${COMP_WORDS[at]} != -* ]] ||
			return 1
		((at--))
	done
	[[ ${COMP_WORDS[at]} == : ]] || return 1
	kind=${COMP_WORDS[at - 2]}
	[[ $kind != = ]] || kind=${COMP_WORDS[at - 3]}
	kind=$(_pagerace_values "$kind")
	name=${kind:-policies}/${COMP_WORDS[at - 1]##*,} key=${COMP_WORDS[at + 1]-}
	[[ $cur != : && $cur != = ]] || cur=
	if ((COMP_CWORD <= at + 1)) || [[ $cur == *,* ]]; then
		compopt -o nospace
		key=
		[[ $cur != *,* ]] || key=${cur%,*},
		mapfile -t COMPREPLY < <(compgen -P "$key" -S = -W \
		    "$(_pagerace_params "$name")" -- "${cur##*,}")
	else
		_pagerace_offer "$(_pagerace_param_values "$name:$key")" "$cur"
	fi
}

_pagerace() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local command=${COMP_WORDS[1]} sign= values

	COMPREPLY=()
	# Bash makes '=' and ':' words of their own.
	if _pagerace_param; then
		return
	elif [[ $cur == = ]]; then
		cur= sign==
	elif [[ $prev == = ]]; then
		prev=${COMP_WORDS[COMP_CWORD - 2]} sign==
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
