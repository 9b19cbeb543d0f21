# SPDX-License-Identifier: BSD-2-Clause
#
# Checks the include rules of the source tree.
#
# Reads file names from standard input, relative to the root of the tree, and
# prints one line for each violation; the exit status is 1 if there was any.
# The table in BEGIN says what each module may include besides itself.  No two
# modules may include each other, and no chain of headers may come back to
# where it began.
#
# It also checks that a file begins with its licence, that no two sources share
# a name (a file name in an assertion or a stack trace identifies the file), and
# that no source or script is longer than 400 lines, and no function of the
# product longer than 60.  A kit is written against
# an installed pagerace: its own headers are included without a module name, and
# the headers that stand in for another system's have that system's names.

BEGIN {
	base = "base model"
	run = "machine policy device " base

	allow["base"] = ""
	allow["model"] = "base"
	n = split("trace space machine device policy config result", m, " ")
	for (i = 1; i <= n; i++)
		allow[m[i]] = base
	allow["formats"] = allow["generate"] = allow["record"] = "trace " base
	allow["sim"] = run
	allow["vm"] = "space sim " run
	allow["study"] = "trace space sim " run
	allow["report"] = "result " base
	allow["oracle"] = "result study trace space sim " run
	allow["check"] = "study trace space sim " run
	allow["cli"] = "vm config report result check study generate record oracle trace space sim " \
	    run
	allow["policies"] = "policy " base
	allow["kits"] = "policy " base

	# Single headers that a module may include beyond that.
	extra["policies"] = "sim/bind.h"

	# A library is included in few places, so that it can be replaced.
	keeper["yaml.h"] = "src/config/yaml.c"
	keeper["jemalloc/jemalloc.h"] = "src/base/heap_jemalloc.c"
	keeper["archive.h"] = keeper["archive_entry.h"] = "src/trace/ src/oracle/initrd.c"
	keeper["editline/readline.h"] = "src/cli/line_edit.c"
	keeper["jansson.h"] = "src/result/"

	longest = 400
	longest_function = 60	# lines between its braces
	licence = "SPDX-License-Identifier: BSD-2-Clause"
	bad = 0
}

function complain(line, column, text) {
	print file ":" line ":" column ": " text
	bad = 1
}

function module_of(path, part) {
	split(path, part, "/")
	return (part[1] == "src" ? part[2] : part[1])
}

function has(list, word) {
	return (index(" " list " ", " " word " "))
}

# A header of the project: MODULE/NAME.h.
function check_ours(name, column, slash, target) {
	if (mine == "tests" || mine == "bench")
		return
	slash = index(name, "/")
	target = substr(name, 1, slash - 1)
	if (!slash && mine == "kits")
		return
	if (!slash)
		complain(lines, column, "'" name "' does not name its module")
	else if (target != mine && !has(allow[mine], target) && \
	    !has(extra[mine], name))
		complain(lines, column, "module '" mine \
		    "' may not include '" name "'")
	else if (file ~ /\.h$/) {
		sub(/^src\//, "", file)
		edge[file] = edge[file] " " name
		file = path
	}
}

function check_library(name, column, place, n, i) {
	if (!(name in keeper) || mine == "tests" || mine == "bench")
		return
	n = split(keeper[name], place, " ")
	for (i = 1; i <= n; i++)
		if (index(file, place[i]) == 1)
			return
	complain(lines, column, "<" name "> belongs to " keeper[name])
}

function check_include(text, column, name) {
	column = index(text, "#")
	name = text
	sub(/^[ \t]*#[ \t]*include[ \t]*/, "", name)
	if (name ~ /^"[^"]*"/) {
		split(name, quoted, "\"")
		if (quoted[2] in keeper)
			check_library(quoted[2], column)
		else
			check_ours(quoted[2], column)
	} else if (name ~ /^<[^>]*>/) {
		sub(/^</, "", name)
		sub(/>.*/, "", name)
		check_library(name, column)
	}
}

function check_name(base) {
	base = file
	sub(/.*\//, "", base)
	if (base in named)
		complain(1, 1, "shares its name with " named[base])
	else
		named[base] = file
}

# clang-format puts the braces of a function, and no others, alone into the
# first column.
function check_function(text) {
	if (text == "{")
		opened = lines
	else if (text == "}" && opened) {
		if (lines - opened - 1 > longest_function)
			complain(opened, 1, "a function of " \
			    lines - opened - 1 " lines; " longest_function \
			    " are the most")
		opened = 0
	}
}

# Follows the includes of a header; chain: the headers that led to it.
function follow(header, chain, list, i, n) {
	if (has(chain, header)) {
		if (!(header in cyclic))
			print header ":1:1: includes itself by way of" \
			    substr(chain, index(chain " ", " " header " ") + \
			    length(header) + 1)
		cyclic[header] = bad = 1
		return
	}
	if (header in done)
		return
	n = split(edge[header], list, " ")
	for (i = 1; i <= n; i++)
		follow(list[i], chain " " header)
	done[header] = 1
}

{
	path = file = $0
	mine = module_of(file)
	source = file ~ /\.[ch]$/
	if (file ~ /^src\// && !(mine in allow))
		complain(1, 1, "there is no module '" mine "'")
	if (source && file !~ /^kits\/[^\/]*\/include\//)
		check_name()
	lines = licensed = opened = 0
	while ((getline text < path) > 0) {
		lines++
		# A script's first line is its interpreter's.
		if (lines == 1 || (lines == 2 && interpreter))
			licensed = licensed || index(text, licence)
		interpreter = lines == 1 && text ~ /^#!/
		if (source && text ~ /^[ \t]*#[ \t]*include/)
			check_include(text)
		if (source && mine != "tests")
			check_function(text)
	}
	close(path)
	if (!licensed)
		complain(1, 1, "does not begin with its licence, '" \
		    licence "'")
	if (file !~ /\.mk$/ && lines > longest)
		complain(longest + 1, 1, lines " lines; " longest \
		    " are the most: split it by subject")
}

END {
	n = 0
	for (header in edge)
		order[++n] = header
	# The order of 'for' is awk's own: the smallest name first.
	for (i = 1; i <= n; i++)
		for (j = i; j > 1 && order[j] < order[j - 1]; j--) {
			swap = order[j]
			order[j] = order[j - 1]
			order[j - 1] = swap
		}
	for (i = 1; i <= n; i++)
		follow(order[i], "")
	exit bad
}
