#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The statistics that 'linux' reads are copied every 2 s of modelled time
# (stats=time), or every so many references: where a reference takes 1 ms and a fault
# no time, 2000 of them are as long.
. "${srcdir:-.}/tests/shell/harness.sh"

cat >figures.yaml <<'END'
kernel:
  zero_fault_ns: 0ns
  major_fault_ns: 0ns
  evict_ns: 0ns
  source: none of it takes time
END
trace=gen:zipf:pages=2000,s=0.8,n=30000,writes=30%,seed=5
run() {
	expect 0 "$pagerace" replay $trace -m 900 -p "linux:stats=$1" -d none \
	    --figures figures.yaml --set "think_ns=$2" -q --json run.json
	sed -n '/"kernel": {/,/}/p' run.json
}
run time 1ms >by_time
run 2000 1ms >by_references
run time 1ns >never
grep -q pgmajfault by_time || fail "no counts"
cmp by_time by_references || fail "2 s are not 2000 references of 1 ms"
cmp -s by_time never && fail "in 30 us the statistics are copied, too"
finish
