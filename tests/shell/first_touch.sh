#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# first_touch=read: a first touch stays one, costs a read, and counts as a page read,
# as courses count swap-ins; a copy that a fork makes reads nothing.
. "${srcdir:-.}/tests/shell/harness.sh"

cat >trace <<'END'
pagerace-trace 1
map 10000 64K rw
map 40000 8K rw populated
R 10000 4
W 11000 4
R 12000 4
R 10000 4
pin 12000 4K
fork 1
W 12000 4 pid=1
R 40000 4
W 10000 4 pid=1
END
column() {
	awk -F, -v name="$1" '{ gsub(/"[^"]*"/, "") }
	    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
	    NR == 2 { print $at[name] }' csv
}
is() {
	[ "$2" = "$3" ] || fail "$1: $2, not $3"
}
run() {
	expect 0 "$pagerace" replay trace -p fifo -m 16 --csv csv "$@"
}

run --set first_touch=zero
is "zero: reads" "$(column swap_reads)" 0
cp csv plain.csv
run
cmp csv plain.csv || fail "zero is not the default"
zero_ns=$(column time_ns_stall)

run --set first_touch=read --json json
is "read: first touches" "$(column faults_zero_fill)" 3
is "read: swap-ins" "$(column faults_swap_in)" 0
# Three first touches and two populated pages.
is "read: reads" "$(column swap_reads)" 5
is "read: page faults" "$(column page_faults)" 3
[ "$(column time_ns_stall)" -gt "$zero_ns" ] || fail "a read takes no time"
grep -q 'first touch  *3 .*read from their files' out || fail "the report: $(cat out)"
grep -q '"first_touch": "read"' json || fail "the document has no setting"
expect 0 "$pagerace" report json
grep -q 'read from their files' out || fail "the report that is read back"
run --json json
! grep -q first_touch json || fail "a setting that is not used is in the document"

# Counted alone, or each when it happens; and by every policy.
small many
for policy in $("$pagerace" list policies | awk '{ print $1 }'); do
	for device in none nvme; do
		expect 0 "$pagerace" replay many -p "$policy" -m 20 -d "$device" -q \
		    --set first_touch=read --csv csv
		[ "$(column swap_reads)" = "$(column page_faults)" ] ||
			fail "$policy, $device: reads are not the page faults"
	done
done
expect 0 "$pagerace" compare many -p fifo,lru,clock -m 20 -d none -q \
    --set first_touch=read --csv -
awk -F, '{ gsub(/"[^"]*"/, "") }
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    $at["swap_reads"] != $at["page_faults"] { exit 1 }' out || fail "the fast path"

# By hand: a clone copies, which is no read.
printf '%s\n' 'new 0 0x10000' 'map_alloc 0 0x4000 rw 0' 'access 0 w' 'access 0x1000 r' \
    clone swap | expect 0 "$pagerace" space -p lru -m 8 --set first_touch=read
grep -q '^swap.*zero_fill=2 .*reads=2 ' out || fail "space: $(cat out)"

expect 0 "$pagerace" replay trace -p fifo -m 16 -q --json old.json
expect 0 "$pagerace" replay trace -p fifo -m 16 -q --set first_touch=read --json new.json
expect 3 "$pagerace" diff old.json new.json
grep -q first_touch err || fail "two models are compared: $(cat err)"
finish
