#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# System calls of a drmemtrace as events: the samples of a 64-bit and of a 32-bit
# program have the faults of the same traces written in the project's own text,
# also through text and packed; an access that no area covers is none that is
# denied; calls without their arguments are told.

. "${srcdir:-.}/tests/shell/harness.sh"
samples=$srcdir/tests/fuzz/corpus/trace

# results TRACE [OPTION...]: of every policy, with changes and by area.
results() {
	"$pagerace" compare "$@" -q -p all -m 2,4,60% --json - 2>/dev/null |
		sed -n '/"runs"/,/"warnings"/p' | grep -v '"warnings"'
	"$pagerace" replay "$@" -q -p lru -m 3 --json - 2>/dev/null |
		sed -n '/"runs"/,/"warnings"/p' | grep -v '"warnings"'
}

# like TRACE TEXT: the same faults, also through other formats.
like() {
	results "$2" -f text >want
	[ -s want ] || fail "$2: no results"
	results "$1" -f drmemtrace >is
	cmp -s want is || fail "$1 and $2 have other results"
	for to in text packed; do
		expect 0 "$pagerace" convert "$1" -f drmemtrace -q -o again --to $to
		results again -f $to >is
		cmp -s want is || fail "$1: other results through $to"
	done
	expect 0 "$pagerace" convert "$2" -q -o again --to text
	expect 0 "$pagerace" convert "$1" -f drmemtrace -q -o other --to text
	cmp -s again other || fail "$1 and $2: $(diff again other)"
}

# Of two calls to mmap one is for a file, and the other was given back in part; a
# heap that has become smaller; an mremap that moved; two calls that failed.
t=13312410768080478000 u=13312410768080490000 v=13312410768080500000
cat >wide.text <<-END
	pagerace-trace 1
	X 7fc205a61940 3 pid=1234 t=$t
	W 7fff9a9e3528 8 pid=1234 t=$t
	unmap 7f2a40000000 12K pid=1234 t=$t
	map 7f2a40000000 12K rwxu name=[anon] pid=1234 t=$t
	W 7f2a40000008 8 pid=1234 t=$u
	W 7f2a40001008 8 pid=1234 t=$u
	W 7f2a40002008 8 pid=1234 t=$u
	R 7f2a40000010 8 pid=1234 t=$u
	discard 7f2a40001000 4K pid=1234 t=$u
	W 7f2a40001010 8 pid=1234 t=$u
	W 55555557f000 8 pid=1234 t=$u
	unmap 555555578000 32K pid=1234 t=$u
	unmap 7f2a40000000 8K pid=1234 t=$u
	unmap 7f2a40001000 8K pid=1234 t=$u
	unmap 7f2a50000000 16K pid=1234 t=$u
	map 7f2a50000000 16K rwxu pid=1234 t=$u
	W 7f2a50000000 8 pid=1234 t=$v
	W 7f2a50003000 8 pid=1234 t=$v
	unmap 7f2a50000000 4K pid=1234 t=$v
	map 7f2a50000000 4K rwxu name=[file] pid=1234 t=$v
	R 7f2a50000000 8 pid=1234 t=$v
END
like "$samples/drmemtrace" wide.text
cat >narrow.text <<-END
	pagerace-trace 1
	X 8049000 3 pid=99 t=7000
	W ffffd528 8 pid=99 t=7000
	unmap f7fa0000 8K pid=99 t=7000
	map f7fa0000 8K rwxu populated name=[anon] pid=99 t=7000
	W f7fa0008 8 pid=99 t=9000
	W f7fa1008 8 pid=99 t=9000
	W 9020000 8 pid=99 t=9000
	unmap 9010000 68K pid=99 t=9000
	unmap f7fa1000 4K pid=99 t=9000
	unmap f7fa1000 8K pid=99 t=9000
	map f7fa1000 8K rwxu pid=99 t=9000
	W f7fa2000 8 pid=99 t=9000
	pageout f7fa0000 4K pid=99 t=9000
END
like "$samples/drmemtrace.calls32" narrow.text

# Every access is in an area, or in none: none is denied.
expect 0 "$pagerace" replay "$samples/drmemtrace" -p lru -m 2 -q --json out
grep -q '"denied": 0' out || fail "denied: $(grep denied out)"
grep -q '"zero_fill": 10' out || fail "pages: $(grep zero_fill out)"

# The call of 32-bit programs whose arguments are in memory.
expect 0 "$pagerace" info "$samples/drmemtrace.calls32" -q
grep -q 'malformed records of the trace were skipped: 1' err || fail "$(cat err)"
expect 3 "$pagerace" info "$samples/drmemtrace.calls32" -q --strict
grep -q 'record 79, byte 624: the arguments of this call belong before' err ||
	fail "$(cat err)"
finish
