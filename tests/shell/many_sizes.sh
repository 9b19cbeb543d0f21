#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# A comparison of many memory sizes fits on a terminal of 60 to 200 columns: lines in
# place of most numbers, with block characters or without; files have all numbers.
. "${srcdir:-.}/tests/shell/harness.sh"

small trace
expect 0 "$pagerace" compare trace -p fifo,clock,lru,opt -m 1..60/60 -d nvme \
    --json r.json --csv r.csv --markdown r.md -q
for width in 60 80 132 200; do
	expect 0 env COLUMNS=$width "$pagerace" report r.json
	long=$(awk -v most=$width 'length($0) > most { print }' out | head -n 1)
	[ -z "$long" ] || fail "wider than $width: $long"
	lines=$(grep -c . out)
	[ "$lines" -le 80 ] || fail "$lines lines with $width columns"
	grep -q '^Page faults over all memory sizes' out || fail "no lines with $width columns"
	grep -q '^  fifo  *[#*+=~.-]' out || fail "no line of fifo with $width columns"
	grep -q 'of 60 memory sizes are shown' out || fail "not said with $width columns"
	LC_ALL=C grep -q '[^ -~]' out && fail "not ASCII with $width columns"
done
for locale in C.UTF-8 C.utf8; do
	env LC_ALL=$locale locale charmap 2>/dev/null | grep -q UTF-8 || continue
	expect 0 env LC_ALL=$locale COLUMNS=100 "$pagerace" report r.json
	grep -q '^  fifo  *█' out || fail "no block characters"
done

# The first size has most faults, the last the fewest: a line falls.
expect 0 env COLUMNS=100 "$pagerace" report r.json
line=$(sed -n 's/^  lru  *\([^ ]*\) .*/\1/p' out | head -n 1)
case $line in
'#'*_) ;;
*) fail "the line of lru does not fall: $line" ;;
esac
[ "$(grep -c '^trace,lru,' r.csv)" -eq 60 ] || fail "CSV does not have all sizes"
grep -q 'over all memory sizes' r.md && fail "Markdown leaves sizes out"

# The numbers of the sizes that are asked for: of each the nearest that was run.
expect 0 env COLUMNS=100 "$pagerace" report r.json --show 30,25%,59.9%,32,1000 -q --csv x.csv
expect 0 env COLUMNS=100 "$pagerace" report r.json --show 30,25%,59.9%,32,1000
[ "$(sed -n 's/^  frames  *//p' out | head -n 1 | tr -s ' ')" = "15 30 32 36 60" ] ||
	fail "other sizes: $(grep '^  frames' out)"
grep -q '5 of 60 memory sizes are shown' out || fail "not said how many"
cmp -s x.csv r.csv || fail "--show leaves rows of the CSV out"
expect 0 env COLUMNS=60 "$pagerace" report r.json --show 1..60/60
! grep -q 'sizes are shown' out || fail "all are shown, and some are said to be"
[ "$(awk 'length($0) > 60' out | wc -l)" -eq 0 ] || fail "wider than 60"
expect 2 "$pagerace" report r.json --show many

# The command at the end is what a shell reads: the sizes of all its -m.
expect 0 env COLUMNS=60 "$pagerace" report r.json
sed -n '/^  pagerace compare/,$p' out |
    sed "s|pagerace|$pagerace|; s/TRACE -f [a-z]*/trace/; s/-d nvme/& -q --csv again.csv/" >again
[ "$(grep -c -- '-m ' again)" -ge 3 ] || fail "no lines of -m: $(cat again)"
sh -eu again || fail "not a command: $(cat again)"
cmp r.csv again.csv || fail "another study: $(cat again)"

# Twelve sizes are shown as they are.
expect 0 env COLUMNS=100 "$pagerace" compare trace -p lru,opt -m 1..12/12
grep -q 'over all memory sizes' out && fail "few sizes are left out"
finish
