# SPDX-License-Identifier: BSD-2-Clause
#
# The rows of 'pagerace completions' as completions for zsh.
BEGIN {
	FS = "\t"
	print "#compdef pagerace"
	print "# Completions for pagerace(1); made when it was built."
}

# Within single quotes; within the brackets of _arguments.
function quote(text) {
	gsub(/'/, "'\\''", text)
	return ("'" text "'")
}
function bracket(text) {
	gsub(/[\[\]:\\]/, "\\\\&", text)
	return (text)
}

# What completes values or words: an action of _arguments.
function action(source) {
	if (source == "files")
		return ("_files")
	if (source == "-")
		return ("")
	if (substr(source, 1, 1) == "=")
		return ("(" substr(source, 2) ")")
	return ("_pagerace_" source)
}

$1 == "command" {
	summary[++n] = $2 ":" $5
	if ($3 != "-")
		summary[++n] = $3 ":" $5
	pattern = $3 == "-" ? $2 : $2 "|" $3
	order[++commands] = pattern
	words[pattern] = $4
}

$1 == "option" {
	text = "[" bracket($7) "]"
	if ($5 != "none")
		text = text ($5 == "may" ? "::" : ":") $3 ":" action($6)
	equals = $5 == "none" ? "" : $5 == "may" ? "=-" : "="
	if ($4 != "-")
		line = "'(-" $4 " --" $3 ")'{-" $4 ($5 == "none" ? "" : "+") \
		    ",--" $3 equals "}" quote(text)
	else
		line = quote("*--" $3 equals text)
	options[pattern] = options[pattern] " \\\n\t\t    " line
	if ($8 != "-")
		options[pattern] = options[pattern] " \\\n\t\t    " \
		    quote("*--" $8 equals text)
}

$1 == "value" {
	choices = choices "\n\t" $2 ") compadd -- " substr($3, 2) " ;;"
}

# The parameters of a name, and the values of one that has choices.
$1 == "param" {
	name = $2 "/" $3
	if (!(name in params))
		named[++nnamed] = name
	params[name] = params[name] " " $4
	if ($5 != "-")
		values = values "\n\t" name ":" $4 ") compadd -- " \
		    substr($5, 2) " ;;"
}

$1 == "name" {
	if (!($2 in names))
		kinds = kinds " " $2
	names[$2] = names[$2] " " $3
}

function put_names(kind, command, list) {
	print "\n_pagerace_" kind "() {\n\t" command list "\n}"
}

# NAME:KEY=VALUE,... of a policy, a format or a device; KEY=VALUE of a setting.
function put_values(i) {
	print "\n_pagerace_setting() {\n\tcompset -P \"*=\" || return 1"
	print "\tcase ${${IPREFIX%=}##*=} in" choices "\n\tesac\n}"
	print "\n_pagerace_param() {"
	print "\tlocal name key"
	print "\tcompset -P \"*:\" || return 1"
	print "\tname=$1/${${IPREFIX%:}##*[,=]}"
	print "\tcompset -P \"*,\""
	print "\tif compset -P \"*=\"; then"
	print "\t\tkey=${${IPREFIX%=}##*[:,]}"
	print "\t\tcase $name:$key in" values "\n\t\tesac"
	print "\t\treturn 0\n\tfi"
	print "\tcase $name in"
	for (i = 1; i <= nnamed; i++)
		print "\t" named[i] ") compadd -S = --" params[named[i]] " ;;"
	print "\tesac\n}"
}

END {
	m = split(kinds, kind, " ")
	for (i = 1; i <= m; i++)
		put_names(kind[i], kind[i] == "settings" ? \
		    "_pagerace_setting && return\n\tcompadd -S = --" : \
		    kind[i] == "metrics" ? "compadd -S = --" : \
		    kind[i] ~ /^(policies|devices)$/ ? \
		    "_pagerace_param " kind[i] " && return\n\t_sequence compadd -" : \
		    kind[i] == "formats" ? \
		    "_pagerace_param " kind[i] " && return\n\tcompadd --" : \
		    "compadd --", names[kind[i]])
	put_values()
	print "\n_pagerace_kinds() {\n\tcase $words[2] in"
	for (i = 1; i <= m; i++)
		print "\t" kind[i] ") compadd --" names[kind[i]] " ;;"
	print "\tesac\n}"
	print "\n_pagerace_commands() {\n\tlocal -a commands"
	print "\tcommands=("
	for (i = 1; i <= n; i++)
		print "\t\t" quote(summary[i])
	print "\t\t'help:describes a command'\n\t)"
	print "\t_describe command commands\n}"
	print "\n_pagerace() {\n\tif ((CURRENT == 2)); then"
	print "\t\t_pagerace_commands\n\t\t_files\n\t\treturn\n\tfi"
	print "\tshift words\n\t((CURRENT--))\n\tcase $words[1] in"
	for (i = 1; i <= commands; i++) {
		source = words[order[i]]
		first = source == "kinds" ? "(" substr(kinds, 2) ")" : \
		    action(source)
		print "\t" order[i] ")\n\t\t_arguments" options[order[i]] \
		    " \\\n\t\t    '1: :" first "' '*: :" \
		    (source == "kinds" ? "_pagerace_kinds" : "_files") "'" \
		    "\n\t\t;;"
	}
	print "\thelp) _pagerace_commands ;;\n\t*) _files ;;\n\tesac\n}"
	print "\n_pagerace \"$@\""
}
