#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# --max-memory: runs that do not fit together are made some at a time, and the
# document is the same to the byte; what one run alone exceeds is an error that
# states the need.
. "${srcdir:-.}/tests/shell/harness.sh"

trace=gen:zipf:pages=300k,n=400k,s=0.6,writes=20%,seed=2

# In so much memory, the same as without a bound, in more than one reading.
grouped() {
	bound=$1
	shift
	expect 0 "$pagerace" compare "$@" -q --json want.json
	expect 0 "$pagerace" compare "$@" -q --json got.json --engine \
		--max-memory "$bound"
	cp err how
	cmp -s want.json got.json || fail "$bound: other results: $*"
}

grouped 90MiB $trace -p arc,2q,s3fifo -m 3000,100000 -j 2
grep -q ', in [2-9] readings of it$' how || fail "one reading: $(cat how)"
grouped 80MiB $trace -p fifo,lru,opt -m 2%,30% --curve -j 1
grep -q 'from a recorded string' how || fail "not recorded: $(cat how)"

# Here runs are put off when much of the trace has been replayed.
"$pagerace" gen uniform:pages=600k,n=800k,seed=2 -q -o file.prt ||
	fail "no trace"
grouped 65MiB file.prt -p clock,lru -m 3000,100000 -d hdd --parts
grep -q ', in [2-9] readings of it$' how || fail "one reading: $(cat how)"

# Too little for one run, for the trace alone, for all runs of a pipe.
expect 4 "$pagerace" replay $trace -p lru -m 100000 --max-memory 12MiB
grep -q 'takes\{0,1\} .* MiB of memory' err || fail "no need: $(cat err)"
grep -q -e '--max-memory is 12 MiB' err || fail "no bound: $(cat err)"
expect 4 "$pagerace" compare $trace -p lru,fifo -m 10,20 --max-memory 5MiB
expect 4 "$pagerace" compare - -p lru,fifo,arc,s3fifo -m 3000,100000 \
	--max-memory 65MiB <file.prt
grep -q 'cannot be read again' err || fail "a pipe: $(cat err)"
expect 0 "$pagerace" compare - -p lru,fifo,arc,s3fifo -m 3000,100000 \
	-q --max-memory 1GiB <file.prt
expect 4 "$pagerace" compare $trace -p lru,opt -m 2%,30% --max-memory 25MiB
grep -q 'beside .* for the trace' err || fail "recorded: $(cat err)"

# OPT's future counts, and reduced strings are not made where they do not fit.
long=gen:zipf:pages=1000,n=4m,seed=2
for dry in "" --dry-run; do
	expect 4 "$pagerace" compare $long -p opt,lru -m 100 -d none -j 1 \
		--max-memory 36MiB $dry
	grep -q 'beside [34].* MiB for the trace' err ||
		fail "future: $(cat err)"
done
grouped 64MiB $long -p opt,lru -m 100 -d none -j 1
grep -q 'reduced' how && fail "reduced: $(cat how)"

# A trace of few pages: what reads it takes more than that.
expect 4 "$pagerace" compare "$srcdir/traces/awk.lackey.xz" -p fifo,lru \
	-m 10,20 --max-memory 4MiB
grep -q 'before any run; --max-memory is 4 MiB' err || fail "xz: $(cat err)"
expect 4 "$pagerace" compare "$srcdir/traces/awk.lackey.xz" -p fifo,lru \
	-m 10% --max-memory 4MiB

# More pages than there are numbers for.
expect 2 "$pagerace" replay gen:uniform:pages=3g,n=10 -p lru -m 4
grep -q '2147483648' err || fail "no limit of pages: $(cat err)"
expect 0 "$pagerace" replay gen:uniform:pages=2147483648,n=1000 -p lru -m 4 -q

# A curve has one pass, which must fit.
expect 4 "$pagerace" curve gen:sequential:n=1m -p lru --max-memory 20MiB
grep -q 'what is made from them' err || fail "a curve: $(cat err)"
expect 0 "$pagerace" curve gen:sequential:n=1m -p lru --max-memory 200MiB -q

# The plan says it, too.
expect 0 "$pagerace" compare $trace -p arc,2q,s3fifo -m 3000,100000 \
	--dry-run --max-memory 90MiB
grep -q ', in [2-9] readings of it$' out || fail "no plan: $(cat out)"
expect 4 "$pagerace" compare $trace -p lru -m 3000,100000 --dry-run \
	--max-memory 25MiB
expect 2 "$pagerace" compare $trace -p lru -m 3000 --max-memory 0
finish
