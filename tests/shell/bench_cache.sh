#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# bench --cache: what the cache has is not computed again, and the document has the
# same bytes whatever it has: nothing, a part, everything, or damaged entries.
. "${srcdir:-.}/tests/shell/harness.sh"

small trace
event_trace events
cat >suite.yaml <<'YAML'
traces: [trace, { path: events, memories: [2, 4] }, "gen:zipf:pages=40,n=1k"]
policies: [lru, clock:hand=stay, random, ws:tau=50, opt]
memories: [10%, 12%]
devices: [nvme, hdd]
YAML
run="bench suite.yaml --seeds 2 --color never"

# said TRACE FOUND COMPUTED: what standard error says of it.
said() {
	grep -q "^$1: $2 of [0-9]* policies from the cache, $3 computed\$" err ||
		fail "$1: not $2 and $3: $(grep "^$1: " err)"
}
# same OPTION...: runs with the cache, and compares every report.
same() {
	expect 0 "$pagerace" $run --cache cache --json here.json --csv here.csv \
	    --markdown here.md "$@"
	for report in json csv md; do
		cmp -s plain.$report here.$report || fail "another $report: $*"
	done
	sed '/^plain\|^here/d' out | cmp -s plain.out - || fail "another report: $*"
}

expect 0 "$pagerace" $run --json plain.json --csv plain.csv --markdown plain.md
mv out plain.out
same -j 1
said trace 0 5
[ "$(ls cache | wc -l)" -eq 15 ] || fail "entries: $(ls cache)"
same
said trace 5 0
said events 5 0
said 'gen:zipf:pages=40,n=1k' 5 0
# Some of them: the others are computed, and merged in their order.
ls cache | sed -n '1~3p' | while read -r entry; do
	rm "cache/$entry"
done
same --engine=plain
grep -c 'from the cache, 0 computed' err >hits || :
[ "$(cat hits)" -lt 3 ] || fail "nothing was missing"
same
# One more policy, in front; the name and place of a trace; nothing else.
mkdir elsewhere
cp trace elsewhere/renamed
sed 's/policies: \[/&fifo, /; s|\[trace,|[elsewhere/renamed,|' suite.yaml >more.yaml
"$pagerace" bench more.yaml --seeds 2 -q --json more.json 2>err
expect 0 "$pagerace" bench more.yaml --seeds 2 --cache cache --json again.json
cmp -s more.json again.json || fail "another document with one more policy"
said renamed 5 1
# What is damaged is computed again, and told.
entries=$(ls cache | wc -l)
for entry in $(ls cache | head -n 4); do
	case $((${n:=0} % 4)) in
	0) : >"cache/$entry" ;;
	1) sed 's/"hits": 1/"hits": 2/' "cache/$entry" >x && mv x "cache/$entry" ;;
	2) head -c 500 "cache/$entry" >x && mv x "cache/$entry" ;;
	3) rm "cache/$entry" && mkdir "cache/$entry" ;;
	esac
	n=$((n + 1))
done
expect 0 "$pagerace" bench more.yaml --seeds 2 --cache cache --json again.json
cmp -s more.json again.json || fail "another document from damaged entries"
[ "$(grep -c 'is damaged' err)" -ge 2 ] || fail "damage is not told: $(cat err)"
expect 0 "$pagerace" bench more.yaml --seeds 2 --cache cache --json again.json
cmp -s more.json again.json || fail "another document after the repair"

# What decides a result decides the entry.
for change in "--set tick=7" "-m 11" "-d ssd" "--seeds 3" "--explain" "--parts"; do
	expect 0 "$pagerace" bench suite.yaml -q --json plain.json $change
	expect 0 "$pagerace" bench suite.yaml -q --cache cache --json here.json $change
	cmp -s plain.json here.json || fail "another document: $change"
done
echo 'kernel: { evict_ns: 1 }' >figures.yaml
expect 0 "$pagerace" bench suite.yaml -q --json plain.json --figures figures.yaml
expect 0 "$pagerace" bench suite.yaml -q --cache cache --json here.json \
    --figures figures.yaml
cmp -s plain.json here.json || fail "another document: figures"
# A trace that changed is another one.
sed '$d' events >shorter
mv shorter events
expect 0 "$pagerace" $run --json plain.json
expect 0 "$pagerace" $run --cache cache --json here.json
cmp -s plain.json here.json || fail "another document: the trace changed"
said events 0 5

# Several at once, from nothing.
rm -rf cache
for i in 1 2 3; do
	"$pagerace" $run --cache cache -q --json at-once.$i 2>err.$i &
done
wait
for i in 1 2 3; do
	cmp -s plain.json at-once.$i || fail "another document of one of several"
	if grep -v 'note:\|warning:' err.$i; then
		fail "something is said"
	fi
done
ls -A cache | grep -v '^[0-9a-f]*\.json$' && fail "something is left in the cache"

# A directory that cannot be made or written.
expect 4 "$pagerace" $run --cache no/such/place -q
: >file
expect 0 "$pagerace" $run --cache file -q --json here.json
grep -q 'nothing is cached' err || fail "a cache that is a file is not told"
cmp -s plain.json here.json || fail "another document without a directory"
finish
