# SPDX-License-Identifier: BSD-2-Clause
#
# Does every include go through a door?
#
# Reads the names of files from standard input, relative to the root of the
# tree, and prints one line for each thing that is wrong; the exit status is 1
# if there was any.  The table in BEGIN is the floor plan: what each room may
# include besides itself.  Everything points down, and what passes between two
# rooms is a noun of model/.
#
# Besides: a file begins with its licence, no two sources share a name (a file
# name in an assertion or a stack trace is an address), and no source or script
# is longer than 400 lines.  A kit lives outside the tree, beside what it is made
# for: its parts include each other without a room, and the headers that stand in
# for another system's have that system's names.

BEGIN {
	words = "model base"
	hall = "trace space machine policy device metric " words

	door["base"] = ""
	door["model"] = ""
	n = split("trace space machine policy device metric report config", \
	    room, " ")
	for (i = 1; i <= n; i++)
		door[room[i]] = words
	door["replay"] = hall
	door["curve"] = hall
	door["laws"] = hall " replay"
	door["cli"] = hall " report config replay curve laws"
	door["policies"] = "replay policy " words
	door["kits"] = "policy " words

	# Libraries that one place speaks to, so that they can be replaced.
	keeper["yaml.h"] = "src/config/yaml.c"
	keeper["jemalloc/jemalloc.h"] = "src/base/heap_jemalloc.c"
	keeper["archive.h"] = keeper["archive_entry.h"] = "src/trace/"
	keeper["jansson.h"] = "src/report/"

	longest = 400
	licence = "SPDX-License-Identifier: BSD-2-Clause"
	bad = 0
}

function complain(line, column, text) {
	print file ":" line ":" column ": " text
	bad = 1
}

function room_of(path, part) {
	split(path, part, "/")
	return (part[1] == "src" ? part[2] : part[1])
}

function may(room, target) {
	return (room == target || \
	    index(" " door[room] " ", " " target " "))
}

# A header of the project: ROOM/NAME.h.
function check_ours(name, column, slash, target) {
	if (mine == "tests" || mine == "bench")
		return
	slash = index(name, "/")
	target = substr(name, 1, slash - 1)
	if (!slash && mine == "kits")
		return
	if (!slash)
		complain(lines, column, "'" name "' does not name its room")
	else if (!may(mine, target))
		complain(lines, column, "room '" mine \
		    "' may not include '" target "'")
}

function check_library(name, column) {
	if (name in keeper && mine != "tests" && mine != "bench" && \
	    index(file, keeper[name]) != 1)
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

{
	file = $0
	mine = room_of(file)
	source = file ~ /\.[ch]$/
	if (file ~ /^src\// && !(mine in door))
		complain(1, 1, "there is no room '" mine "'")
	if (source && file !~ /^kits\/[^\/]*\/include\//)
		check_name()
	lines = licensed = 0
	while ((getline text < file) > 0) {
		lines++
		# A script's first line is its interpreter's.
		if (lines == 1 || (lines == 2 && interpreter))
			licensed = licensed || index(text, licence)
		interpreter = lines == 1 && text ~ /^#!/
		if (source && text ~ /^[ \t]*#[ \t]*include/)
			check_include(text)
	}
	close(file)
	if (!licensed)
		complain(1, 1, "does not begin with its licence, '" \
		    licence "'")
	if (file !~ /\.mk$/ && lines > longest)
		complain(longest + 1, 1, lines " lines; " longest \
		    " are the most: split it by noun")
}

END {
	exit bad
}
