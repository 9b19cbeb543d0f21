#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Frames that a trace does not use cost no memory: with 2^28 frames every policy has
# the same results as with just enough frames, in at most 256 MiB, where four bytes
# for each frame would be 1 GiB.  The exception is wtinylfu, whose sketch has a size
# that depends on the number of frames.
#
# A document of hundreds of thousands of areas is not held in memory.
. "${srcdir:-.}/tests/shell/harness.sh"

vast=268435456
limit=$((256 * 1024))
# If the program is built with sanitizers, freed memory must be returned.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=1
export ASAN_OPTIONS
command -v python3 >/dev/null || {
	echo "skipped: no python3 to see how much memory a program took"
	exit 77
}

# peak COMMAND...: runs it, with its output in 'out' and its peak in KiB in 'peak'.
peak() {
	python3 -c '
import resource, subprocess, sys
status = subprocess.call(sys.argv[1:], stdout=open("out", "w"))
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(status)' "$@" >peak || fail "exit status $?: $*"
	[ "$(cat peak)" -le "$limit" ] || [ "$policy" = wtinylfu ] || fail "$(cat peak) KiB: $*"
}

small trace
for policy in $("$pagerace" list policies | awk '{ print $1 }'); do
	for frames in 4000 $vast; do
		peak "$pagerace" replay trace -p "$policy" -m $frames \
		    --csv "$frames.csv" --quiet
		# All but the number of frames and the size of the policy's state.
		awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i }
		    NR == 2 { print $column["faults_total"], $column["evictions"] }' \
		    "$frames.csv" >"$frames"
		[ -s "$frames" ] || fail "no counts of $policy"
	done
	cmp -s 4000 $vast || fail "$policy faults differently in vast memory"
done

# Pages that are unmapped and pinned before memory is full.
cat >going <<'END'
pagerace-trace 1
map 10000 64K rw
W 10000 4
W 11000 4
W 12000 4
pin 11000 4K
unmap 10000 4K
W 13000 4
unpin 11000 4K
unmap 12000 8K
W 11000 4
fork 1
W 14000 4
W 11000 4 pid=1
exit pid=1
END
for policy in fifo clock lru arc random; do
	peak "$pagerace" replay going -p "$policy" -m $vast
done

awk 'BEGIN {
	print "pagerace-trace 1"
	for (i = 0; i < 200000; i++)
		printf "map %x 4K rw-u name=a%d\n", 268435456 + i * 8192, i
	print "R 10000000 4"
}' >areas
peak "$pagerace" replay areas -p fifo -m 8 --quiet --json areas.json
peak "$pagerace" info areas --quiet --json areas.json
python3 -c 'import json
areas = json.load(open("areas.json"))["trace"]["areas"]
assert len(areas) == 200000 and areas[-1]["name"] == "a199999"' ||
	fail "not all areas are in the document"
finish
