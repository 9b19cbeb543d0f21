#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# 'report' makes from a document every report that was made with it, byte for
# byte: of one run, of a comparison with everything in it, of a suite.
. "${srcdir:-.}/tests/shell/harness.sh"
need_python

small trace
event_trace events
cat >suite.yaml <<'EOF'
traces: [trace, { path: trace, name: again, settings: { areas: declared } }]
policies: [lru, "lruk:k=3", ws]
memories: [1, 10%, 30]
devices: [none, "zram:overhead_ns=1us"]
areas: [{ base: 0x10000, size: 64KiB, flags: rwx, name: some }]
EOF
cat >one.yaml <<'EOF'
traces: [trace]
policies: [lru]
memories: [8]
EOF

# same NAME COMMAND...: compares all reports made directly with those from its
# document.
same() {
	name=$1
	shift
	"$pagerace" "$@" --json made.json --csv made.csv --markdown made.md \
	    --hgrm made.hgrm --html made.html >made.txt 2>made.err ||
		fail "cannot run: $*"
	cp made.json "$name.json"
	"$pagerace" report "$name.json" --json again.json --csv again.csv \
	    --markdown again.md --hgrm again.hgrm \
	    --html again.html >again.txt 2>again.err ||
		fail "cannot report: $*"
	for form in json csv md hgrm html txt err; do
		cmp -s made.$form again.$form || {
			fail "another report: $* as $form"
			diff made.$form again.$form | head -n 5
		}
	done
}
same replay replay trace -p lruk:k=3 -m 25% -d zram:overhead_ns=1us
same events replay events -p clock -m 4 --explain --set seed=7
same whole compare trace -p lru,lruk:k=3,ws,opt -m 4..16*2,64KiB \
    -d none,hdd,zram:overhead_ns=1us --explain
same map compare trace -p lru,opt -m 4,8 --map
same mapped replay events -p fifo -m 4 --map
same suite bench suite.yaml
same single bench one.yaml

# A map that is not one is refused, with the place.
grep -q '^  "map": {' map.json || fail "no map"
"$pagerace" report map.json | grep -q '^References over time' || fail "no picture of it"
broken() {
	sed "$1" map.json >bad.json
	cmp -s map.json bad.json && fail "nothing changed by $1"
	expect 3 "$pagerace" report bad.json
	grep -q "bad.json: map.*$2" err || fail "$1: $(cat err)"
}
broken 's/"columns": [0-9]*/"columns": 513/' columns
broken 's/"column_references": [0-9]*/"column_references": 7/' column_references
broken 's/"block_pages": [0-9]*/"block_pages": 0/' block_pages
broken '/"blocks"/,$s/"references": \[[0-9]*/"references": [99999/' references
broken '/"blocks"/,$s/"start": "0x[0-9a-f]*"/"start": "0x7"/' start
broken '/"blocks"/,$s/"process": 0/"process": 9/' process
broken 's/"footprint": \[[0-9]*/"footprint": [0/' footprint

# Several documents are reported as a suite; the JUnit report is that of 'bench'.
"$pagerace" bench suite.yaml -q --junit made.xml 2>err
expect 0 "$pagerace" report suite.json --junit - -q
cmp -s made.xml out || fail "another report as JUnit"
expect 0 "$pagerace" report replay.json whole.json --csv -
[ "$(grep -c '^trace,policy,' out)" -eq 1 ] || fail "not one header"
[ "$(grep -c '^trace,lruk,' out)" -eq 10 ] || fail "not all runs"
expect 0 "$pagerace" report - <whole.json
"$pagerace" report whole.json >want 2>err
cmp -s out want || fail "another report of standard input"
expect 0 "$pagerace" report replay.json whole.json --json both.json -q
expect 0 "$pagerace" report both.json --json again.json -q
cmp -s both.json again.json || fail "another suite"
expect 0 "$pagerace" diff both.json again.json

# A file that is not a document is refused, and nothing is written.
expect 2 "$pagerace" report
expect 3 "$pagerace" report trace --csv never
expect 3 "$pagerace" report missing.json --csv never
sed 's/"frames": 4/"frames": -4/' whole.json >bad.json
expect 3 "$pagerace" report replay.json bad.json --csv never
grep -q 'bad.json: runs\[0].frames: must be a whole number' err ||
	fail "$(cat err)"
expect 2 "$pagerace" report whole.json --csv whole.json
[ ! -e never ] || fail "a report of nothing"

# A document of an earlier version, which had fewer keys, can be reported.
old replay.json old.json
expect 0 "$pagerace" report old.json --csv old.csv
cut -d, -f2,9-13 old.csv >old.part
"$pagerace" report replay.json -q --csv new.csv 2>err
cut -d, -f2,9-13 new.csv | cmp -s - old.part || fail "an old document differs"
expect 0 "$pagerace" diff old.json replay.json
# Its labels leave out the defaults, and a sum that is not known is empty.
old whole.json old.json
for file in old whole; do
	expect 0 "$pagerace" report $file.json --csv -
	mv out $file.csv
done
python3 - <<'LABELS' || fail "labels and sums of an old document"
import csv
old, new = (list(csv.DictReader(open(f + ".csv"))) for f in ("old", "whole"))
assert len(old) == len(new) > 10
for a, b in zip(old, new):
    for key in a:
        if key.endswith("_ns_sum") and int(a[key[:-3] + "count"]) >= 1000:
            assert a[key] == "", (key, a[key])
        else:
            assert a[key] == b[key], (key, a[key], b[key])
assert any(a["latency_ns_sum"] == "" for a in old)
LABELS
finish
