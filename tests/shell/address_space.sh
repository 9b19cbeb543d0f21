#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Every command works with 2 GiB of address space on a small trace and with 4 GiB on
# the bundled ones, with the results that it has without a limit. What needs more
# ends with exit status 4 and names the limit.
. "${srcdir:-.}/tests/shell/harness.sh"
few_addresses 2097152 || {
	echo "skipped: the program does not start with 2 GiB of address space"
	exit 77
}

# within KIB ARGUMENT...: the same output with the limit as without.
within() {
	kib=$1
	shift
	expect 0 "$pagerace" "$@"
	mv out free
	expect 0 sh -c 'ulimit -v "$1" && shift && exec "$@"' sh "$kib" \
		"$pagerace" "$@"
	cmp -s free out || {
		fail "another result with $kib KiB of address space: $*"
		diff free out | head -n 5
	}
}
small trace
cat >suite.yaml <<'END_SUITE'
traces: [trace]
policies: [lru, fifo, opt]
memories: [4, 8]
END_SUITE
cat >script <<'END_SCRIPT'
new 0x1000 0x100000
map_alloc 0x1000 0x4000 rwu 1
write 0x1000 0x4000 1
fork
write 0x1000 0x4000 2
use 1
read 0x1000 0x4000
frames
END_SCRIPT
for jobs in '' '-j 1' '-j 64'; do
	# $jobs is an option and its value, or nothing.
	# shellcheck disable=SC2086
	{
		within 2097152 compare trace $jobs -q --json -
		within 2097152 compare trace $jobs -p all -m 1,50% -q --json -
		within 2097152 compare trace -p lru,clock -m 8..40/5 $jobs -q --csv -
		within 2097152 bench suite.yaml $jobs -q --json -
		within 2097152 replay trace -p lru -m 8 $jobs -q --json -
	}
done
"$pagerace" compare trace -q --json result
"$pagerace" compare trace -p lru -m 8 -q --json first
"$pagerace" compare trace -p fifo -m 8 -q --json second
for setting in contents=stamps contents=bytes slot_mode=vaddr scope=local \
	swap_cache=true swap_size=1MiB; do
	within 2097152 compare trace -p lru,fifo -m 8 --set $setting -q --json -
done
within 2097152 replay trace -p lru -m 8 -d zram -q --json -
within 2097152 replay trace -p lru -m 8 --steps --take 20
within 2097152 trace
within 2097152 info trace
within 2097152 convert trace -o -
within 2097152 list policies
within 2097152 report result
within 2097152 diff result result
within 2097152 merge first second -o -
within 2097152 check clock --runs 4 --long 500 --bundled 0
within 2097152 space script
within 2097152 space script -p lru -m 6
for name in "$srcdir"/traces/*.xz; do
	within 4194304 compare "$name" -p lru,clock,opt -m 10%,50% -q --json -
	within 4194304 replay "$name" -p lru -m 100 -q --json -
	within 4194304 info "$name"
done

# Pages beyond what the limit has room for: a clear error, not a result. Without a
# limit the same trace is read. A page's facts are 17 bytes, and take at most an eighth
# of the addresses.
printf '%s\n' 'pagerace-trace 1' 'map 100000000 32G rw populated' \
	'W 100000000' >wide
for kib in 524288 450000; do
	status=0
	(ulimit -v $kib && exec "$pagerace" info wide) >out 2>err || status=$?
	[ "$status" -eq 4 ] || fail "exit status $status for 8,388,608 pages in $kib KiB"
	grep -q "^pagerace: .*more than $((kib * 128 / 17)) pages .*'ulimit -v'" err || {
		fail "the limit of address space is not named"
		cat err
	}
done
# The list of 3,932,160 changes is made at once: it took twice as much.
printf '%s\n' 'pagerace-trace 1' 'map 100000000 15G rw populated' \
	'W 100000000' >wide
within 1000000 info wide
finish
