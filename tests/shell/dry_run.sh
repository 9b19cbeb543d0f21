#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# --dry-run: the ways are those that the runs are then made in, more references
# cost more, and nothing is written.
. "${srcdir:-.}/tests/shell/harness.sh"

trace=gen:zipf:pages=2000,n=200000,seed=3
runs="-p fifo,lru,opt -m 100,200,2000 -d none"

expect 0 "$pagerace" compare $trace $runs --dry-run
cp out plan
[ ! -s err ] || fail "--dry-run: $(cat err)"
grep -q 'page faults' plan && fail "--dry-run makes runs"
expect 0 "$pagerace" compare $trace $runs --engine -q
grep '^engine: ' err >ways
grep '^engine: ' plan | cmp -s - ways ||
	fail "the plan is not what is done: $(cat plan ways)"
grep -q '^plan: about .* of processor time' plan || fail "no estimate"

# The policies of kernels cost more than others.
estimate() {
	"$pagerace" replay gen:zipf:pages=1m,n=300k -p "$1" -m 1000 -d none \
		--dry-run | awk '/^plan: about/ {
			print int($3 * ($4 == "s" ? 1000 : 1)) }'
}
clock=$(estimate clock)
for policy in linux mglru; do
	[ "$(estimate $policy)" -gt $((clock * 3 / 2)) ] ||
		fail "$policy: $(estimate $policy) ms, clock: $clock"
done

# The future of 200,000 references is 4 bytes each, and so is the string.
grep -q '; 1.5 MiB of it are recorded; ' plan || fail "recorded: $(cat plan)"
expect 0 "$pagerace" compare $trace -p fifo,lru -m 100 --dry-run
grep -q '; 0 B of it are recorded; ' out || fail "nothing is recorded"

expect 0 "$pagerace" replay $trace -p lru -m 100 --dry-run

# Curves: the same line as when they are made; a pass for each of lru and opt.
for list in lru lru,opt clock,lru,arc; do
	expect 0 "$pagerace" curve $trace -p $list --dry-run
	cp out plan
	expect 0 "$pagerace" curve $trace -p $list --engine -q
	grep '^engine: ' plan | cmp -s - err || fail "$list: $(cat plan err)"
	grep -q '^plan: about .* of processor time' plan || fail "no estimate"
done
printf 'pagerace-trace 1\nR 0 1\npin 0 4K\nR 3000\nR 4000\n' >pins
expect 0 "$pagerace" curve pins -p lru --dry-run
grep -q ' 3 runs ' out || fail "with pins lru has no pass: $(cat out)"
expect 2 "$pagerace" curve $trace --dry-run --csv new.csv

# A suite: each trace.
cat >suite.yaml <<EOF
policies: [fifo, lru]
memories: [100, 200]
traces:
  - $trace
  - gen:loop:pages=300,n=1000
EOF
expect 0 "$pagerace" bench suite.yaml --dry-run --cache kept
[ "$(grep -c '^engine: 4 runs' out)" -eq 2 ] || fail "two traces: $(cat out)"
grep -q '^gen:loop:pages=300' out || fail "which trace: $(cat out)"
grep -q 'page faults' out && fail "--dry-run makes runs"
[ -z "$(ls kept 2>/dev/null)" ] || fail "--dry-run fills the cache"
expect 2 "$pagerace" bench suite.yaml --dry-run --json new.json
printf '{}' >base.json
"$pagerace" bench suite.yaml -q --json base.json 2>/dev/null
expect 2 "$pagerace" bench suite.yaml --dry-run --baseline base.json
expect 2 "$pagerace" bench suite.yaml --dry-run --baseline base.json \
	--update-baseline

expect 2 "$pagerace" compare $trace $runs --dry-run --json new.json
grep -q 'nothing to report' err || fail "$(cat err)"
[ ! -e new.json ] || fail "--dry-run writes a document"
expect 2 "$pagerace" replay $trace -p lru -m 100 --dry-run --events new.tsv
printf '0x1 R\nnonsense here\n' >bad
expect 3 "$pagerace" compare bad -f hexrw -p lru -m 1 --strict --dry-run
finish
