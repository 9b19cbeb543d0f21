#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Pages that leave memory by events: pageout, discard, suspend and resume, counted by
# hand, for every policy; and OPT, which knows of them.
. "${srcdir:-.}/tests/shell/harness.sh"

column() {
	awk -F, -v name="$1" '{ gsub(/"[^"]*"/, "") }
	    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
	    NR == 2 { print $at[name] }' csv
}
# is TRACE COLUMN=VALUE...: what every policy must have with room for every page.
is() {
	trace=$1
	shift
	for policy in fifo lru clock arc opt ws s3fifo; do
		expect 0 "$pagerace" replay "$trace" -p "$policy" -m 16 -q --csv csv
		for pair in "$@"; do
			[ "$(column "${pair%=*}")" = "${pair#*=}" ] ||
				fail "$trace, $policy: $(column "${pair%=*}"), not $pair"
		done
	done
}

# A dirty page is written and read back, a clean one only read; an absent one, a page
# in a hole and a pinned page do nothing.
cat >pageout <<'END'
pagerace-trace 1
W 10000 4
R 11000 4
R 12000 4
pin 12000 4K
pageout 10000 64K
pageout 10000 64K
R 10000 4
R 11000 4
R 12000 4
END
is pageout faults_zero_fill=3 faults_swap_in=2 evictions=2 swap_writes=1 swap_reads=2 hits=1

# Reclaim took none of the pages that the trace took out.
for policy in lru linux; do
	for level in 1 2 3; do
		[ $policy = lru ] || [ $level = 3 ] || continue
		expect 0 "$pagerace" replay pageout -p $policy -m 64 -q --csv csv \
		    --set level=$level
		[ "$(column evictions)" = 2 ] && [ "$(column kernel_pgsteal)" = 0 ] &&
			[ "$(column kernel_pgscan)" = 0 ] ||
			fail "$policy, level $level: pages that are paged out are stolen"
	done
done

# The contents go: no read, no write, and the slot is free again.
cat >discard <<'END'
pagerace-trace 1
W 10000 4
pageout 10000 4K
discard 10000 4K
W 10000 4
discard 10000 4K
R 10000 4
END
is discard faults_zero_fill=3 faults_swap_in=0 evictions=1 swap_writes=1 swap_reads=0 \
    swap_slots_peak=1 malformed=0

# A process that stops; the frame that it shares with its child stays.
cat >suspend <<'END'
pagerace-trace 1
map 10000 64K rw
W 10000 4
W 11000 4
fork 1
W 11000 4 pid=1
R 20000 4 pid=1
suspend 1
R 10000 4
resume 1
R 10000 4 pid=1
R 11000 4 pid=1
R 20000 4 pid=1
END
is suspend faults_zero_fill=3 faults_cow=1 faults_swap_in=2 evictions=2 swap_writes=1 \
    hits=2 malformed=0

# Stopped twice, never stopped, unknown, an access while it is stopped, a discard of
# a pinned page: each is one malformed record.
cat >wrong <<'END'
pagerace-trace 1
map 10000 64K rw
W 10000 4
suspend
suspend
resume
resume
suspend 5
suspend
R 10000 4
pin 10000 4K
discard 10000 4K
R 10000 4
END
is wrong faults_zero_fill=1 malformed=5
expect 3 "$pagerace" replay wrong -p lru -m 4 --strict
grep -q '^pagerace: wrong:5:.*suspended, but it is so already' err || fail "$(cat err)"
sed 5d wrong >access
expect 3 "$pagerace" replay access -p lru -m 4 --strict
sed -i '6,7d' access
expect 3 "$pagerace" replay access -p lru -m 4 --strict
grep -q '^pagerace: access:7:.*process 0, which is suspended' err || fail "$(cat err)"

# OPT does not keep a page that must go: with two frames, page 1 leaves by itself, so
# page 2 is kept for its next use.
cat >opt <<'END'
pagerace-trace 1
R 1000 4
R 2000 4
R 3000 4
pageout 1000 4K
R 1000 4
R 2000 4
END
expect 0 "$pagerace" replay opt -p opt -m 2 -q --csv csv
[ "$(column page_faults)" = 4 ] || fail "OPT has $(column page_faults) faults, not 4"
finish
