#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# think=trace: the program's own time is that of the trace's accesses.  The device
# here serves one request at a time in exactly 1000 ns, and the kernel takes no time,
# so that every figure below is computed by hand.
. "${srcdir:-.}/tests/shell/harness.sh"

cat >figures.yaml <<'END'
kernel:
  zero_fault_ns: 0
  major_fault_ns: 0
  evict_ns: 0
devices:
  queue: { kind: flash, read: { 0%: 1000ns }, write: { 0%: 1000ns } }
END

# Two frames, FIFO, writes that are not waited for.  From the first access on:
#
#	    0  W 1, W 2
#	 1000  W 3: 1 is written until 2000
#	 1200  R 1: 2 is written until 3000; read until 4000: stall 2800
#	 1200  R 2, at 4000: 3 is written until 5000; read until 6000: stall 2000
#	20000  R 3, at 24800: 1 has a copy; read until 25800: stall 1000
#
# Its time of 1100 is before the one above, and so counts as 1200.
cat >trace <<'END'
pagerace-trace 1
W 1000 4 t=700
W 2000 4 t=700
W 3000 4 t=1700
R 1000 4 t=1900
R 2000 4 t=1800
R 3000 4 t=20700
END
run() {
	command=$1
	shift
	expect 0 "$pagerace" "$command" "$@" -d queue --figures figures.yaml \
	    --csv csv
}
column() {
	awk -F, -v name="$1" -v row="${2:-1}" '{ gsub(/"[^"]*"/, "") }
	    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
	    NR == row + 1 { print $at[name] }' csv
}
# both TOTAL STALL WHAT [ROW]
both() {
	now="$(column time_ns_total "${4:-1}") $(column time_ns_stall "${4:-1}")"
	[ "$now" = "$1 $2" ] || fail "$3: total and stall are $now, not $1 $2"
}
timed() {
	what=$1 total=$2 stall=$3
	shift 3
	run replay "$@" -p fifo -m 2 --set think=trace
	both "$total" "$stall" "$what"
}

timed whole 25800 5800 trace
[ "$(column wait_ns_max)" = 1800 ] || fail "wait: $(column wait_ns_max)"
run replay trace -p fifo -m 2
both 6005 5999 "a nanosecond each"
cp csv plain.csv
run replay trace -p fifo -m 2 --set think=fixed
cmp csv plain.csv || fail "fixed is not the default"
run replay trace -p fifo -m 2 --set think=trace --set think_ns=1ms
both 25800 5800 "think_ns is not used"

# A window: from its first access on, and what the warm-up left in the queue.
timed warm-up 24800 5800 trace --warmup 3
timed share 24800 5800 trace --warmup 50%
timed part 5000 4800 trace --warmup 3 --take 2
timed skip 18800 0 trace --skip 3
timed "skip a share" 18800 0 trace --skip 50%

# A denied access takes no other one's time.
awk 'NR == 2 { print "map 1000 12K rw" } 1
    /^W 3/ { print "R 90000 4 t=1750"; print "R 90000 4 t=1850" }' trace >denied
timed denied 25800 5800 denied --set areas=declared
# Both pages of an access have its time: 4 reads page 3 first, a hit, and then 4.
{
	sed '$d' trace
	echo "R 2ffe 4 t=20700"
} >straddle
timed straddle 25800 5800 straddle

# Several machines, while the trace is read and from its recorded references.
for policies in fifo,clock fifo,opt; do
	run compare trace -p $policies -m 2,3 --set think=trace
	both 25800 5800 "compare $policies" 1
	both 20000 0 "compare $policies, three frames" 2
done

# More than a chunk, with times that differ, from all ways of reading it.
awk 'BEGIN {
	print "pagerace-trace 1"
	for (i = 0; i < 50000; i++) {
		x = (x * 1103 + 12345) % 65536
		t += x % 7 * 100
		printf "%s %x 4 t=%d\n", x % 3 ? "R" : "W", 4096 * (1 + x % 41), t
	}
}' >long
span=$(awk '{ sub(/.*t=/, "") } NR == 2 { first = $0 } END { print $0 - first }' long)
run replay long -p fifo -m 20 --set think=trace
stall=$(column time_ns_stall)
both $((span + stall)) "$stall" long
[ "$stall" -gt 1000000 ] || fail "hardly a fault waits: $stall"
for jobs in 1 2; do
	for policies in fifo,lru fifo,opt; do
		run compare long -p $policies -m 20 -j $jobs --set think=trace
		both $((span + stall)) "$stall" "$policies with $jobs jobs"
	done
done
for flavour in "" --page-refs; do
	expect 0 "$pagerace" convert long -q -o long.prt $flavour
	run replay long.prt -p fifo -m 20 --set think=trace
	both $((span + stall)) "$stall" "packed $flavour"
done

# It is a part of the model, where it is used.
expect 0 "$pagerace" replay trace -p fifo -m 2 -q --json timed.json --set think=trace
expect 0 "$pagerace" replay trace -p fifo -m 2 -q --json fixed.json
grep -q '"think": "trace"' timed.json || fail "the document has no setting"
! grep -q '"think"' fixed.json || fail "a setting that is not used is in the document"
expect 3 "$pagerace" diff fixed.json timed.json
grep -q 'think' err || fail "two models are compared: $(cat err)"

# Traces without times.
refuse() {
	text=$1
	shift
	expect 3 "$pagerace" replay "$@" -p fifo -m 2 --set think=trace
	grep -q -- "$text" err || fail "no '$text' in: $(cat err)"
}
printf '0 1000\n1 2000\n' >din
refuse "din: .*format din does not carry the property 'time'" din -f din
refuse "does not carry the property 'time'" gen:loop:pages=4,n=9
expect 0 "$pagerace" replay din -f din -p fifo -m 2
sed '5s/ t=.*//' trace >some
refuse "some:.*after 3 accesses with a time" some
refuse "after 3 accesses with a time" some --set strict=yes
# A time before an earlier one is counted, also where times are not used.
printf 'pagerace-trace 1\nR 1000 1 t=50\nR 2000 1 t=40\nR 3000 1 t=45\nR 1000 1 t=60\n' >back
expect 0 "$pagerace" replay back -p fifo -m 2 -q --json - --set think=trace
grep -q '"backward": 2' out || fail "not two times are before: $(cat out)"
grep -q 'before that of an earlier one: 2' out || fail "no warning: $(cat out)"
expect 0 "$pagerace" info back
grep -q 'accesses back in time *2 ' out || fail "info: $(cat out)"
grep -v 't=1800' trace >rising
expect 0 "$pagerace" info rising
! grep -q 'back in time' out || fail "info of rising times: $(cat out)"
sed '5s/t=.*/t=9000000000000000000/' trace >far
refuse "far:.*at most 4611686018427387904" far
finish
