#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The manual page is complete: it names everything that the program lists, in the
# section for it and with its default, and nothing else.
. "${srcdir:-.}/tests/shell/harness.sh"
page=$srcdir/man/pagerace.1

# section NAME: its lines.
section() {
	awk -v name="$1" '/^\.Sh / { here = $0 == ".Sh " name } here' "$page"
}
# items SECTION: the words of its lists, one on a line.
items() {
	section "$1" | sed -n 's/^\.It Cm //p' | sed 's/ P[qf] .*//' |
		tr ',' '\n' | sed 's/^ *//; s/ .*//'
}
# both SECTION: the names in 'wanted' are those of the section, and no others.
both() {
	items "$1" | sort >found
	sort wanted | comm -3 - found | while read -r name; do
		echo "    $name"
	done >odd
	[ ! -s odd ] || {
		fail "$1 and the program do not agree on"
		cat odd
	}
}

"$pagerace" --help | awk '/^  [a-z]/ { print $1 }' >commands
{
	cat commands
	echo help
} >wanted
# about NAME: the lines of its section.
about() {
	section COMMANDS | awk -v name="$1" '/^\.Ss / { here = $2 == name } here'
}
section COMMANDS | sed -n 's/^\.Ss //p' | sort >found
sort wanted | diff found - ||
	fail "COMMANDS and the program do not agree on the commands"

# Each has a line of the synopsis.
section SYNOPSIS | sed -n 's/^\.Cm //p' | sort >found
sort wanted | diff found - ||
	fail "SYNOPSIS and the program do not agree on the commands"

# The kinds of 'list'.
about list >kinds
"$pagerace" list | awk '{ print $1 }' | while read -r kind; do
	grep -q "^\.Cm $kind\( \|\$\)" kinds || echo "$kind"
done >odd
[ ! -s odd ] || {
	fail "COMMANDS lacks these kinds of list"
	cat odd
}

# The section of a command names each of its options, those of its own in a list, the
# others behind "Shared options:", and no others; all have the last two.
while read -r command; do
	"$pagerace" $command --help >help
	sed -n 's/^  \(-.,\|   \) --\([a-z-]*\).*/\2/p' help |
		grep -vx 'help\|version' | sort >wanted
	about $command | awk '
	/^\.It Fl / || shared && /^\.Fl / {
		for (i = 2; i <= NF; i++)
			if ($i ~ /^-[a-z]/)
				print substr($i, 2)
		next
	}
	{ shared = /^Shared options:/ }' | sort >found
	diff found wanted ||
		fail "the section of $command and the program do not agree on its options"
	sed "s/^/$command /" wanted >>taken
done <commands
awk '{ n[$2]++; of[$2] = $1 }
END { for (option in n) if (n[option] == 1) print of[option], option }' taken |
	while read -r command option; do
		about $command | grep -q "^\.It Fl \(. , \)\?-$option\( \|\$\)" ||
			echo "$option: described outside the section of $command"
	done >odd
[ ! -s odd ] || fail "$(cat odd)"

# Every option, by both its names.
while read -r command; do
	"$pagerace" $command --help
done <commands | sed -n 's/^  \(-.,\|   \) --\([a-z-]*\).*/\1 \2/p' |
	sort -u | sed 's/^-\(.\),/\1/' >options
[ -s options ] || fail "no options seen"
{
	section COMMANDS
	section OPTIONS
} >page.options
awk '{ if (NF == 2) print "Fl " $1 " , -" $2; else print "Fl -" $1 }' options |
	while read -r item; do
		grep -q -- "^\.It $item\( .*\)\?$" page.options || echo "$item"
	done >odd
[ ! -s odd ] || {
	fail "options that the page lacks"
	cat odd
}
[ "$(grep -c '^\.It Fl' page.options)" -eq "$(wc -l <options)" ] ||
	fail "options that are not there"

# The choices of an option, in the item that describes it.
"$pagerace" completions |
	awk -F '\t' '$1 == "option" && sub(/^=/, "", $6) { print $3, $6 }' |
	sort -u >choices
[ -s choices ] || fail "no choices seen"
while read -r option words; do
	awk -v item="^\\.It Fl -$option( |\$)" '/^\.(It|El)/ { here = 0 }
	    $0 ~ item { here = 1 } here' page.options >item
	for word in $words; do
		grep -q "\(Cm\|[|,]\) $word\( \|\$\)" item ||
			fail "the page lacks $word of --$option"
	done
done <choices

# The second names of commands and options.
{
	"$pagerace" --help
	while read -r command; do
		"$pagerace" $command --help
	done <commands | tr -s '\n ' '  '
} | grep -o "also '[a-z]*')\|also --[a-z-]*" |
	sed "s/also '\(.*\)')/Cm \1/; s/also --/Fl -/" | sort -u >aliases
[ -s aliases ] || fail "no second names seen"
while read -r name; do
	grep -q -- "$name\( \|\$\)" "$page" || fail "the page lacks $name"
done <aliases

# Settings, with their defaults.
"$pagerace" list settings | sed -n 's/^  \([a-z]\)/\1/p' >wanted
both SETTINGS

# The parameters of what a list names, with their defaults.
parameters() {
	"$pagerace" list $1 | awk '{ print $1 }' | while read -r name; do
		"$pagerace" list $1 $name |
			awk '/^Parameters$/ { here = 1; next }
			    /^$/ { here = 0 }
			    here && /^  [a-z]/ && $1 != "none" { print $1 }' |
			sed "s/^/$name:/"
	done
}

# Policies, their sight, their parameters and defaults.
"$pagerace" list policies | awk '{ print $1 "(" $2 ")" }' >wanted
parameters policies >>wanted
section POLICIES | awk '/^\.It Cm .* Pq / { name = $3; print name "(" $5 ")" }
    /^\.It Cm [^ ]*=[^ ]*$/ { print name ":" $3 }' | sort >found
sort wanted | comm -3 - found >odd
[ ! -s odd ] || {
	fail "POLICIES and the program do not agree on"
	sed 's/^/    /' odd
}

# Devices and their figures.
"$pagerace" list devices | awk '{ print $1 }' >wanted
items DEVICES | sort >found
sort wanted | comm -23 - found >odd
while read -r device; do
	"$pagerace" list devices $device | sed -n 's/^  \([a-z_]*\)=.*/\1/p'
done <wanted | sort -u | comm -23 - found >>odd
[ ! -s odd ] || {
	fail "DEVICES lacks"
	cat odd
}

# Formats and patterns, with their parameters; without the two that most
# formats have.
named() {
	section "$1" | awk '/^\.It Cm [^ =]*$/ { name = $3; print name }
	    /^Every pattern has these/ { name = "every" }
	    /^\.It Cm [^ ]*=[^ ]*$/ { print name ":" $3 }' | sort >found
	comm -3 wanted found >odd
	[ ! -s odd ] || {
		fail "$1 and the program do not agree on"
		sed 's/^/    /' odd
	}
}
{
	"$pagerace" list formats | awk '{ print $1 }'
	parameters formats | grep -v ':\(base\|unit\)='
} | sort >wanted
section 'TRACE FORMATS' >page.formats
for parameter in base unit; do
	grep -q "^\.It Cm $parameter Ns = " page.formats ||
		fail "TRACE FORMATS lacks $parameter"
done
named 'TRACE FORMATS'
# doc/TRACE.md has a row for each, with what it carries.
"$pagerace" list formats | sed 's/ .*(\(.*\))$/: \1/' >wanted
sed -n '/^## Formats/,/^## /s/^| `\([a-z0-9-]*\)` |.*| \([^|]*\) |$/\1: \2/p' \
    "$srcdir/doc/TRACE.md" | sed '/base=/d' >found
while IFS=: read -r name rest; do grep "^$name:" found | head -1; done <wanted >rows
diff wanted rows >odd || {
	fail "doc/TRACE.md and list formats do not agree on"
	cat odd
}
{
	"$pagerace" list patterns | awk '{ print $1 }'
	parameters patterns |
		sed 's/.*:\(\(n\|seed\|writes\|processes\|quantum\|page\|areas\|files\)=\)/every:\1/'
} | sort -u >wanted
named PATTERNS

for kind in reports columns; do
	"$pagerace" list $kind | awk '{ print $1 }' >wanted
	case $kind in
	reports) both REPORTS ;;
	columns) both COLUMNS ;;
	esac
done

# A document that names a column names one that there is.
"$pagerace" list columns | awk '{ print $1 }' >columns
grep -noE '`(resident|faults)_[a-z0-9_]+`' \
    "$srcdir"/doc/*.md "$srcdir/README.md" | tr -d '`' >named
[ -s named ] || fail "no document names a column"
while IFS=: read -r file line name; do
	grep -qx "$name" columns || echo "$file:$line: $name"
done <named >odd
[ ! -s odd ] || {
	fail "documents name columns that are not there"
	cat odd
}

# The sentences of the columns, and their units, are those of the program.
section COLUMNS | awk '/^\.It Cm / { name = $3; next }
    /^\.El/ { name = "" }
    name != "" { print name " " $0; name = "" }' | sort >found
"$pagerace" list columns | awk '{
	name = $1
	unit = ""
	text = substr($0, 40)
	if (substr($0, 33, 1) != " ")
		unit = " (" $2 ")"
	print name " " text unit }' | sort | comm -3 - found >odd
[ ! -s odd ] || {
	fail "COLUMNS and the program do not agree on a text"
	sed 's/^/    /' odd
}

# The laws, in the order in which they are judged; the former name of one is
# still accepted.
"$pagerace" list laws | awk '{ print $1 }' >wanted
sed -n '/^| law | what must hold/,/^$/s/^| `\([a-z]*\)` .*/\1/p' \
    "$srcdir/doc/PLUGINS.md" | diff - wanted ||
	fail "the laws of doc/PLUGINS.md are not those of the program"
[ -s wanted ] || fail "no laws seen"
expect 0 "$pagerace" check lru --law verbs --runs 1 --long 0 --bundled 0
grep -q '^  operations  *ok ' out || fail "the law 'verbs' is not 'operations'"

# The header of an events file.
small trace
"$pagerace" replay trace -p lru -m 8 --events - |
	sed -n 1p | tr '\t' '\n' \
    >wanted
both EVENTS

for status in 0 1 2 3 4; do
	section 'EXIT STATUS' | grep -q "^\.It $status\$" ||
		fail "exit status $status is not explained"
done
for name in COLUMNS NO_COLOR PAGERACE_TRACES TERM TMPDIR; do
	section ENVIRONMENT | grep -q "^\.It Ev $name\$" ||
		fail "$name is not explained"
done

# The page has no formatting errors.
if command -v mandoc >/dev/null; then
	mandoc -Tlint -W warning "$page" || fail "mandoc reports errors"
elif command -v groff >/dev/null; then
	groff -ww -mandoc -Tutf8 "$page" 2>err >/dev/null || :
	[ ! -s err ] || {
		fail "groff reports errors"
		cat err
	}
else
	echo "no mandoc and no groff: the formatting is not checked"
fi
finish
