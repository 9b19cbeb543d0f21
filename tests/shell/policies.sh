#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# doc/POLICIES.md has a row for every policy, with what it sees and its
# parameters as they are by default, and none for what there is not.
set -eu

srcdir=${srcdir:-.}
tool=${PAGERACE:-./pagerace}
doc=$srcdir/doc/POLICIES.md
failed=0

complain() {
	echo "$doc: $*"
	failed=1
}

row() {
	grep "^| \`$1\` | [a-z]* |" "$doc" || :
}

policies=$("$tool" list policies | awk '{ print $1 }')
for policy in $policies; do
	sight=$("$tool" list policies | awk -v p="$policy" '$1 == p { print $2 }')
	row=$(row "$policy")
	case $row in
	"| \`$policy\` | $sight | "*) ;;
	*) complain "no row for $policy, which sees $sight" ;;
	esac
	for param in $("$tool" list policies "$policy" |
		sed -n 's/^  \([a-z_]*=[^ ]*\)$/\1/p'); do
		case $row in
		*"\`$param\`"*) ;;
		*) complain "$policy: not a word of $param" ;;
		esac
	done
done
[ "$(grep -c '^| `[a-z0-9]*` | [a-z]* |' "$doc")" -eq \
	"$(echo "$policies" | wc -l)" ] || complain "rows that are no policies"
exit $failed
