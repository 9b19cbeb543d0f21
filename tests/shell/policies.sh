#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# doc/POLICIES.md has a row for every policy, with what it sees and the defaults
# of its parameters, and no row for anything else.
. "${srcdir:-.}/tests/shell/harness.sh"

doc=$srcdir/doc/POLICIES.md
"$pagerace" list policies >list
awk '{ print $1, $2 }' list | while read -r policy sight; do
	row=$(grep "^| \`$policy\` | [a-z]* |" "$doc" || :)
	case $row in
	"| \`$policy\` | $sight | "*) ;;
	*) echo "no row for $policy, which sees $sight" ;;
	esac
	"$pagerace" list policies "$policy" >words
	for param in $(sed -n '/^Param/,/^$/s/^  \([a-z_]*=[^ ]*\)$/\1/p' words); do
		case $row in
		*"\`$param\`"*) ;;
		*) echo "$policy: not a word of $param" ;;
		esac
	done
done >missing
[ ! -s missing ] || fail "doc/POLICIES.md: $(cat missing)"
rows=$(grep -c '^| `[a-z0-9-]*` | [a-z]* |' "$doc")
[ "$rows" -eq "$(wc -l <list)" ] || fail "doc/POLICIES.md: $rows rows"
finish
