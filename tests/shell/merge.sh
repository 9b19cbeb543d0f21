#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# 'merge' makes the document of a whole study from those of its parts, byte for byte,
# and refuses documents that do not belong together.
. "${srcdir:-.}/tests/shell/harness.sh"
need_python

small trace
devices=none,hdd,zram:overhead_ns=1us
part() {
	file=$1
	shift
	"$pagerace" compare trace -q --json $file "$@" 2>err ||
		fail "cannot run: $*"
}
# whole NAME PART...: joined, the parts are equal to NAME.json.
whole() {
	name=$1
	shift
	expect 0 "$pagerace" merge "$@" -o made.json
	cmp -s $name.json made.json || {
		fail "another whole: $*"
		diff $name.json made.json | head -n 5
	}
}
part all.json -p lru,lruk:k=3,ws,opt -m 4,8,16 -d $devices
part a.json -p lru,lruk:k=3 -m 4,8,16 -d $devices
part b.json -p ws,opt -m 4,8 -d $devices
part c.json -p ws,opt -m 16 -d $devices
whole all a.json b.json c.json
part none.json -p lru,lruk:k=3,ws,opt -m 4,8,16 -d none
part hdd.json -p lru,lruk:k=3,ws,opt -m 4,8,16 -d hdd
part zram.json -p lru,lruk:k=3,ws,opt -m 4,8,16 -d zram:overhead_ns=1us
whole all none.json hdd.json zram.json

part mapped.json -p lru,ws -m 4,8 --map
part lru.json -p lru -m 4,8 --map
part ws.json -p ws -m 4,8 --map
whole mapped lru.json ws.json
sed '/"regions"/,/"blocks"/s/"references": [0-9]*/"references": 1/' ws.json \
    >other.json
expect 3 "$pagerace" merge lru.json other.json -o made.json
grep -q 'two different maps' err || fail "$(cat err)"

# A run of two parts is written once, with its first name.
part d.json -p lru,lruk:k=3 -m 16,8 -d $devices
whole all a.json b.json d.json c.json
whole all all.json all.json
expect 0 "$pagerace" merge a.json b.json -o -
mv out some.json
expect 0 "$pagerace" merge all.json some.json -o made.json
cmp -s all.json made.json || fail "a part of the whole is added to it"

# Documents of single runs, with their areas and processes.
for memory in 8 16; do
	"$pagerace" replay trace -p lru -m $memory -q --json $memory.json 2>err
done
expect 0 "$pagerace" merge 8.json 16.json -o runs.json
expect 0 "$pagerace" report runs.json
grep -q 'Which policy' out || fail "no comparison of two runs"

# Of the same run in an older document, with fewer keys, the newer is kept.
old all.json older.json
whole all all.json older.json
whole all older.json all.json

# Suites: the studies of each trace are joined.
suite() {
	printf 'traces: [trace, { path: trace, name: again, settings: { seed: 7 } }]\n'
	printf 'policies: [%s]\nmemories: [4, 8]\n' "$1"
}
for policies in "lru, fifo" lru fifo; do
	suite "$policies" >suite.yaml
	"$pagerace" bench suite.yaml -q --json "$(echo $policies | tr -d ' ,')".json 2>err
done
whole lrufifo lru.json fifo.json

# Documents that do not belong together are refused, and nothing is written.
refused() {
	says=$1
	shift
	rm -f never
	expect 3 "$pagerace" merge all.json "$@" -o never
	grep -q "$says" err || fail "no '$says': $(cat err)"
	[ ! -e never ] || fail "a whole of what does not belong together"
}
head -n 3000 trace >other
"$pagerace" compare other -p lru -m 8 -q --json other.json 2>err
refused 'other.json: cannot be merged with all.json: trace xxh3' other.json
# Parts that were made with other options are parts of no study.
part plain.json -p lru -m 4
part causes.json -p fifo -m 4 --explain
part same.json -p lru -m 4 --explain
part bound.json -p fifo -m 8 --optimum
part parts.json -p fifo -m 8 --parts
for other in causes:--explain same:--explain bound:--optimum parts:--parts; do
	expect 3 "$pagerace" merge plain.json "${other%%:*}.json" -o never
	grep -q "${other%%:*}.json: cannot be merged with plain.json: .*${other#*:}" \
	    err || fail "merged with ${other%%:*}: $(cat err)"
done
# Where they make up a study, they are merged.
part bound4.json -p fifo -m 4 --optimum
part both.json -p lru,fifo -m 4 --optimum
whole both plain.json bound4.json
part page.json -p lru -m 8 --page-size 8KiB
refused 'page size 4096 there, 8192 here' page.json
part seed.json -p lru -m 8 --set seed=7
refused 'model seed 1 there, 7 here' seed.json
printf 'kernel: { evict_ns: 1 }\n' >figures.yaml
part figures.json -p lru -m 8 --figures figures.yaml
refused 'device figures xxh3' figures.json
sed '0,/"evictions": /s//"evictions": 1/' all.json >changed.json
refused 'two different results of lru with 4 frames' changed.json
sed 's/"pages": 60/"pages": 61/' all.json >facts.json
refused 'read in another way' facts.json
sed 's,pagerace.result/1,pagerace.result/2,' all.json >later.json
refused "'pagerace.result/2' cannot be read" later.json
refused 'not JSON' trace
expect 2 "$pagerace" merge all.json -o never
expect 2 "$pagerace" merge all.json a.json
expect 2 "$pagerace" merge all.json a.json -o a.json
finish
