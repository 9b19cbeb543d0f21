#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Swap managers of uCore, built by the kit, have the same faults as the policies that
# they implement, on recorded and generated traces, and the fault counts that
# uCore's own check sequence asserts.  They keep the laws, and an error of a manager
# is reported as its own.
set -eu

srcdir=$(cd "${srcdir:-.}" && pwd)
pagerace=${PAGERACE:-$PWD/pagerace}
kit=$srcdir/kits/ucore
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
failed=0
cd "$work"

command -v objcopy >/dev/null && command -v make >/dev/null || {
	echo 'ucore: skipped, for want of make or objcopy' >&2
	exit 77
}

complain() {
	echo "ucore: $*" >&2
	failed=1
}

# This make must not use the job server of the make that runs the tests.
unset MAKEFLAGS MFLAGS MAKELEVEL

# build NAME SIGHT [SOURCE]
build() {
	make -s -f "$kit/plugin.mk" SRC="${3:-$kit/examples/swap_$1.c}" \
	    MANAGER="swap_manager_$1" SIGHT="$2" CFLAGS='-O2 -g' \
	    >made 2>&1 || {
		cat made >&2
		exit 1
	}
	[ ! -s made ] || {
		cat made >&2
		complain "$1: the kit does not build without warnings"
	}
}

# faults POLICY TRACE FRAMES: prints the page loaded and the page evicted.
faults() {
	"$pagerace" replay "$2" -p "$1" -m "$3" -q --events - |
		cut -f 1-4
}

# same A B TRACE FRAMES
same() {
	faults "$1" "$3" "$4" >a
	faults "$2" "$3" "$4" >b
	[ "$(wc -l <a)" -gt 1 ] || complain "$3: no faults"
	cmp a b || complain "$1 and $2 differ on $3 with $4 frames"
}

# counts POLICY EXPECTED: faults, evictions and pages written on the sequence.
counts() {
	"$pagerace" replay check -p "$1" -m 4 -q --csv - >csv
	got=$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
	    NR == 2 { print $at["faults_zero_fill"] + $at["faults_swap_in"], \
		$at["evictions"], $at["swap_writes"] }' csv)
	[ "$got" = "$2" ] || complain "$1: '$got', and it must be '$2'"
}

build fifo faults
build clock bits
build lru faults
build extended_clock bits

# The sequence that uCore runs at boot: pages a to e, four frames.
printf 'pagerace-trace 1\nmap 1000 20K rw\n' >check
for access in W1000 W1010 W2000 W2010 W3000 W3010 W4000 W4010 \
    W3000 W1000 W4000 W2000 W5000 W2000 W1000 W2000 W3000 W4000 W5000 \
    R1000 W1000; do
	echo "${access%${access#?}} ${access#?}" >>check
done
counts ./swap_fifo.so '11 7 7'
counts ./swap_lru.so '11 7 7'
counts ./swap_clock.so '9 5 5'
counts ./swap_extended_clock.so '9 5 8'

# Phases, loops and random references to 64 pages, and unmapped pages.
awk 'BEGIN {
	print "pagerace-trace 1\nmap 0 1M rwx"
	x = 12345
	for (i = 0; i < 20000; i++) {
		x = (x * 1103515245 + 12345) % 2147483648
		page = i % 7 < 3 ? i % 40 : int(x / 65536) % 64
		printf "%s %x\n", int(x / 1048576) % 3 ? "R" : "W", page * 4096
	}
}' >random
awk '{ print } NR % 53 == 0 && /^[RW]/ { print "unmap", $2, "4K"
	print "map", $2, "4K rw" }' random >unmapping
traces=random
for trace in "$srcdir"/traces/tcc.lackey.xz \
    "${PAGERACE_SHARED:-$srcdir/../shared/data}"/traces/pitt-spec/gcc.trace.gz
do
	[ ! -f "$trace" ] || [ "$(wc -c <"$trace")" -gt 4000000 ] ||
		traces="$traces $trace"
done
for trace in $traces; do
	for frames in 3 16 45; do
		same ./swap_fifo.so fifo "$trace" "$frames"
		same ./swap_lru.so fifo "$trace" "$frames"
		same ./swap_clock.so clock "$trace" "$frames"
	done
done
same ./swap_fifo.so fifo unmapping 16
same ./swap_lru.so fifo unmapping 16

# Several runs at the same time, with one set of a manager's variables.
# columns: policy, frames, faults, evictions, pages read and written.
columns() {
	sed 's/"[^"]*"//g' | awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
	    { print $at["policy"], $at["frames"], $at["faults_total"], \
		$at["evictions"], $at["swap_reads"], $at["swap_writes"] }' |
		sed 's/^swap_//' | sort
}
"$pagerace" compare random -p ./swap_clock.so,./swap_fifo.so -m 1..60/20 \
    -j 4 -q --csv - | columns >a
"$pagerace" compare random -p clock,fifo -m 1..60/20 -j 1 -q --csv - |
	columns >b
[ "$(wc -l <a)" -eq 40 ] || complain 'not forty runs'
cmp a b || complain 'many runs at a time'

for plugin in fifo clock lru extended_clock; do
	"$pagerace" check "./swap_$plugin.so" --runs 14 --long 20000 \
	    --bundled 20000 >said || {
		complain "swap_$plugin breaks a law"
		cat said >&2
	}
done

# A failed assertion of the manager ends the run with its position.
sed 's/assert(in_tick == 0)/assert(in_tick == 1)/' \
    "$kit/examples/swap_fifo.c" >swap_angry.c
sed -i 's/swap_manager_fifo/swap_manager_angry/' swap_angry.c
build angry faults swap_angry.c
status=0
"$pagerace" replay check -p ./swap_angry.so -m 2 -q 2>said || status=$?
if [ "$status" -ne 3 ] || ! grep -q 'assertion failed: in_tick == 1' said ||
    ! grep -q '^pagerace: policy swap_angry broke its contract' said; then
	complain "a failed assertion: status $status"
	cat said >&2
fi
exit "$failed"
