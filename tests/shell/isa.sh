#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# PAGERACE_ISA chooses vector instructions: reports do not depend on it, and a
# name that the processor lacks, or that is not known, is an error.
. "${srcdir:-.}/tests/shell/harness.sh"
unset PAGERACE_ISA
awk 'BEGIN {
	for (i = 0; i < 3000; i++) {
		page = i * 7919 % 61
		printf "I  %08x,%d\n", 4194304 + i * 5, 1 + i % 7
		printf " %s %08x,%d\n", substr("LSM", 1 + i % 3, 1),
		    268435456 + page * 4096 + i % 500, 1 + i % 16
	}
}' >trace
expect 0 "$pagerace" compare trace -f lackey -p lru,clock -m 16
cp out default
grep -q faults default || fail "the report has no faults"
"$pagerace" convert trace -f lackey -q -o refs.prt --page-refs 2>/dev/null
"$pagerace" compare refs.prt -p lru,clock -m 16 -q --csv refs.csv ||
	fail "packed references are not read"

# Every policy, and curves, on pages that fit no block of 64.
"$pagerace" gen zipf:pages=700,n=30000,writes=30% -q -o zipf.prt
runs="zipf.prt -p all -m 60,350 -d none -q --csv -"
"$pagerace" compare $runs >runs.csv || fail "every policy: no runs"
"$pagerace" curve zipf.prt -p lru,opt,fifo -q --csv - >curves.csv ||
	fail "no curves"

tried=0
for isa in plain neon avx2 avx512; do
	status=0
	PAGERACE_ISA=$isa "$pagerace" compare trace -f lackey \
		-p lru,clock -m 16 >out 2>err || status=$?
	case $status in
	0)
		tried=$((tried + 1))
		cmp -s default out || fail "another report with $isa"
		;;
	2)
		grep -q "PAGERACE_ISA is $isa, which this processor lacks" err ||
			fail "$isa: the message does not say what is wrong"
		;;
	*) fail "exit status $status with $isa" ;;
	esac

	# Page references are looked up in tables of different sizes.
	PAGERACE_ISA=$isa "$pagerace" compare refs.prt -p lru,clock -m 16 -q \
		--csv - >out 2>err && { cmp -s refs.csv out ||
		fail "other results of packed references with $isa"; }
	[ "$status" -eq 0 ] || continue
	PAGERACE_ISA=$isa "$pagerace" compare $runs >out &&
		cmp -s runs.csv out || fail "other runs with $isa"
	PAGERACE_ISA=$isa "$pagerace" curve zipf.prt -p lru,opt,fifo -q \
		--csv - >out && cmp -s curves.csv out ||
		fail "other curves with $isa"
done
[ "$tried" -gt 0 ] || fail "not even plain works"

expect 2 env PAGERACE_ISA=sse9 "$pagerace" trace
grep -q "PAGERACE_ISA is 'sse9'; it may be plain, neon, avx2 or avx512" err ||
	fail "an unknown name is not refused"
expect 0 env PAGERACE_ISA= "$pagerace" compare trace -f lackey -p lru,clock -m 16
cmp -s default out || fail "an empty name is not as none"
finish
