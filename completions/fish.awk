# SPDX-License-Identifier: BSD-2-Clause
#
# The rows of 'pagerace completions' as completions for fish.
BEGIN {
	FS = "\t"
	print "# Completions for pagerace(1); made when it was built."
}

function quote(text) {
	gsub(/[\\']/, "\\\\&", text)
	return ("'" text "'")
}

function put_command(name, text) {
	print "complete -c pagerace -n __fish_use_subcommand -a " name " -d " \
	    quote(text)
}

# Names come behind the options in the rows, so lines wait for them.
function keep(line, source) {
	lines[++n] = line
	sources[n] = source
}

$1 == "command" {
	put_command($2, $5)
	if ($3 != "-")
		put_command($3, $5)
	commands = commands " " $2
	here = "complete -c pagerace -n '__fish_seen_subcommand_from " $2 \
	    ($3 == "-" ? "" : " " $3) "'"
	if ($4 != "files")
		keep(here, $4)
}

$1 == "option" {
	line = here " -l " $3 ($4 == "-" ? "" : " -s " $4) " -d " quote($7)
	if ($5 == "none")
		print line
	else {
		how = $5 == "one" ? $6 == "files" ? " -r -F" : " -x" : " -f"
		keep(line how, $6)
		if ($8 != "-")
			keep(here " -l " $8 " -d " quote($7) how, $6)
	}
}

# A word is completed as a whole: KEY=VALUE, NAME:KEY=VALUE.
function assignments(before, values, text, i, m, value) {
	text = " " before "="
	m = values == "-" ? 0 : split(substr(values, 2), value, " ")
	for (i = 1; i <= m; i++)
		text = text " " before "=" value[i]
	return (text)
}

$1 == "value" {
	after["settings"] = after["settings"] assignments($2, $3)
}

$1 == "param" {
	params[$2, $3] = params[$2, $3] assignments($3 ":" $4, $5)
}

$1 == "name" {
	if (!($2 in names))
		kinds = kinds " " $2
	names[$2] = names[$2] " " $3
	if (($2, $3) in params)
		after[$2] = after[$2] params[$2, $3]
}

END {
	names["kinds"] = kinds
	for (i = 1; i <= n; i++) {
		text = sources[i]
		if (substr(text, 1, 1) == "=")
			text = " " substr(text, 2)
		else
			text = text in names ? names[text] : ""
		print lines[i] (text == "" ? "" : " -a " \
		    quote(substr(text, 2)))
		# Offered once the sign is typed.
		if (!(sources[i] in after))
			continue
		line = lines[i]
		sub(/'[^']*/, "&; and string match -q \"*" \
		    (sources[i] == "settings" ? "=" : ":") \
		    "*\" -- (commandline -ct)", line)
		print line " -a " quote(substr(after[sources[i]], 2))
	}
	m = split(kinds, kind, " ")
	for (i = 1; i <= m; i++)
		print "complete -c pagerace -n '__fish_seen_subcommand_from " \
		    kind[i] "' -f -a " quote(substr(names[kind[i]], 2))
	put_command("help", "describes a command")
	print "complete -c pagerace -n '__fish_seen_subcommand_from help' -f -a " \
	    quote(substr(commands, 2))
}
