# SPDX-License-Identifier: BSD-2-Clause
#
# The rows of 'pagerace completions' as completions for bash.  No function of
# the bash-completion package is used.
BEGIN {
	FS = "\t"
	commands = "help"
}

# Adds to what belongs to a key, and keeps the keys in order.
function add(list, key, text) {
	if ((list, key) in text_of) {
		text_of[list, key] = text_of[list, key] " " text
		return
	}
	keys[list] = keys[list] " " key
	text_of[list, key] = text
}

$1 == "command" {
	pattern = $2
	commands = commands " " $2
	if ($3 != "-") {
		pattern = $2 "|" $3
		commands = commands " " $3
	}
	add("words", pattern, $4)
}

$1 == "option" {
	short = $4 != "-" ? " -" $4 : ""
	add("options", pattern, "--" $3 short)
	if ($5 == "none" || ($3 in seen))
		next
	seen[$3]
	# A value that may be left out follows '=' alone.
	name = ($5 == "may" ? "=" : "") "--" $3 short
	sub(/ /, "|", name)
	if ($8 != "-")
		name = name "|" ($5 == "may" ? "=" : "") "--" $8
	add("values", name, $6)
}

$1 == "name" {
	if (!($2 in seen_kind))
		kinds = kinds " " $2
	seen_kind[$2]
	add("names", $2, $3)
}

$1 == "value" {
	add("choices", $2, $3)
}

$1 == "param" {
	add("params", $2 "/" $3, $4)
	if ($5 != "-")
		add("param_values", $2 "/" $3 ":" $4, $5)
}

# A function that prints what belongs to its first argument.
function put_function(list, n, i, key) {
	print "\n_pagerace_" list "() {\n\tcase $1 in"
	n = split(keys[list], key, " ")
	for (i = 1; i <= n; i++)
		printf "\t%s) echo '%s' ;;\n", key[i], text_of[list, key[i]]
	print "\tesac\n}"
}

END {
	add("names", "kinds", substr(kinds, 2))
	add("names", "commands", commands)
	print "# bash completion for pagerace(1); made when it was built."
	put_function("options")
	put_function("words")
	put_function("values")
	put_function("choices")
	put_function("params")
	put_function("param_values")
	put_function("names")
	while ((getline line < body) > 0)
		print line
}
