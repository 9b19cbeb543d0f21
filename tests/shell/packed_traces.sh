#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The packed traces of real programs: they can be read, are what README.md says,
# and together take at most 8 MB.
. "${srcdir:-.}/tests/shell/harness.sh"

bytes=0
n=0
for trace in "$srcdir"/traces/*.prt; do
	name=${trace##*/}
	expect 0 "$pagerace" replay "$trace" -p fifo -m 25% --json facts -q
	row=$(grep "^| .$name" "$srcdir/traces/README.md") ||
		fail "README.md has no $name"
	for key in pages reads writes fetches; do
		value=$(sed -n "/\"trace\"/,/\"runs\"/s/.*\"$key\": \([0-9]*\).*/\1/p" \
		    facts | head -n 1)
		echo "$row" | tr -d , | grep -q "| $value |" ||
			fail "$name: README.md has another number of $key than $value"
	done
	grep -q '"denied": 0' facts || fail "$name: denied references"
	bytes=$((bytes + $(wc -c <"$trace")))
	n=$((n + 1))
done
[ $n -ge 8 ] || fail "$n traces"
[ $bytes -le 8000000 ] || fail "the packed traces take $bytes bytes"
finish
