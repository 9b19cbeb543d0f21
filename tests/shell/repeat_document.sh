#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# 'repeat' makes what a document holds again: 0 where it is equal, 1 where a count
# differs, 3 where the trace is missing or another one.  The command at the end of a
# report makes the same runs, and is the same for the same study.
. "${srcdir:-.}/tests/shell/harness.sh"

small trace
sed '$d' trace >other
event_trace events

# equal DOCUMENT WORD...
equal() {
	expect 0 "$pagerace" repeat "$@"
	grep -q ': equal: ' out || fail "no verdict: repeat $*"
	grep -q 'differs' out && fail "equal and different: repeat $*"
	return 0
}

"$pagerace" compare trace -p lru,clock:hand=stay,random,opt,ws:tau=50 -m 5%,10,64KiB \
    -d nvme,zram:overhead_ns=1us --seeds 2 --explain --set tick=100 -q --json compare.json \
    --markdown compare.md 2>err
"$pagerace" replay events -p lru -m 8 --set seed=3 --optimum -q --json replay.json \
    2>err
"$pagerace" curve trace -p lru,clock --points 9 -q --json curve.json
"$pagerace" compare gen:zipf:pages=60,n=2k -p lru -m 10,20 -q --json pattern.json
"$pagerace" replay --refs "7 0 1 2w 0" -p fifo -m 3 -q --json refs.json
cat >suite.yaml <<'YAML'
traces: [trace, { path: other, name: second, settings: { areas: declared } }]
policies: [lru, sieve]
memories: [10%]
figures: figures.yaml
areas: [{ base: 0, size: 16MiB, flags: rw, name: all }]
YAML
echo 'kernel: { evict_ns: 1 }' >figures.yaml
"$pagerace" bench suite.yaml -q --json bench.json 2>err

equal compare.json trace
equal compare.json other trace -j 2 --engine=plain
equal compare.json
equal replay.json events
equal curve.json trace
equal pattern.json
equal refs.json --refs "7 0 1 2w 0"
equal bench.json trace other --machine suite.yaml
[ "$(grep -c equal out)" -eq 2 ] || fail "not both studies of a suite"
gzip -c trace >packed.gz
equal compare.json packed.gz

# Another count, in each kind of document, and which it is.
# changed FILE SCRIPT TEXT WORD...
changed() {
	sed "$2" "$1" >bad.json
	cmp -s "$1" bad.json && fail "nothing is changed: $2"
	named=$3
	shift 3
	expect 1 "$pagerace" repeat bad.json "$@"
	grep -q "$named" out || fail "not named: $named: $(cat out)"
}
changed compare.json '0,/"evictions": /s//"evictions": 9/' 'evictions 9' trace
changed replay.json '0,/"evictions": /s//"evictions": 9/' 'evictions 9' events
changed curve.json '0,/^ *\[1, /s//[1, 9/' 'curve of lru, 1 frames: 9' trace
changed bench.json '0,/"reads": /s//"reads": 9/' 'reads 9' trace other \
    --machine suite.yaml

# No trace, or another one.
mkdir empty
(cd empty && expect 3 "$pagerace" repeat ../compare.json)
expect 3 "$pagerace" repeat compare.json other
grep -q 'another trace' err || fail "another trace: $(cat err)"
expect 3 "$pagerace" repeat bench.json trace other
grep -q -e '--figures' err || fail "other figures: $(cat err)"
expect 3 "$pagerace" repeat bench.json trace other --figures figures.yaml
grep -q -e '--machine' err || fail "no areas: $(cat err)"
expect 3 "$pagerace" repeat refs.json --refs "7 0 1 2w 3"
expect 3 "$pagerace" repeat trace
# What a document may not say.
sed 's/"memory": "10"/"memory": "99999999999999999"/' compare.json >bad.json
expect 3 "$pagerace" repeat bad.json trace
sed 's/"runs": \[/"runs": [], "others": [/' pattern.json >bad.json
expect 3 "$pagerace" repeat bad.json
sed 's/"policy": "lru"/"policy": ".\/mine.so"/' pattern.json >bad.json
expect 3 "$pagerace" repeat bad.json
expect 2 "$pagerace" repeat

# The command of a report makes the same runs, whichever way it was asked for.
command_of() {
	sed -n '/^```sh$/,/^```$/p' "$1" | grep '^pagerace' | sed "s/TRACE/trace/"
}
command_of compare.md >command
[ "$(wc -l <command)" -eq 1 ] || fail "not one command: $(cat command)"
eval "set -- $(sed 's/^pagerace//' command)"
"$pagerace" "$@" -q --json again.json --markdown again.md 2>err
"$pagerace" diff compare.json again.json -q --gate all || fail "another study"
command_of again.md | cmp -s command || fail "the command of a command is another one"
"$pagerace" report compare.json -q --markdown report.md
cmp -s compare.md report.md || fail "a report of the document ends otherwise"
grep -q "$work" command && fail "the command has a path"

# Runs that are no grid: each has its command.
"$pagerace" compare trace -p lru -m 8,10 -q --json a.json
"$pagerace" compare trace -p clock -m 9 -q --json b.json
"$pagerace" merge a.json b.json -o whole.json
"$pagerace" report whole.json -q --markdown whole.md
[ "$(command_of whole.md | wc -l)" -eq 2 ] || fail "commands: $(command_of whole.md)"
equal whole.json trace

# Curves and the map beside the runs.
"$pagerace" compare trace -p lru,clock -m 8,10 --curve --map -q --json beside.json \
    --markdown beside.md
equal beside.json trace
[ "$(command_of beside.md | wc -l)" -eq 1 ] || fail "commands: $(command_of beside.md)"
command_of beside.md | grep -q -e '--curve --map' || fail "$(command_of beside.md)"

# A plug-in is named by its file; another file of it is told.
if [ -n "${CC:-}" ]; then
	example=$srcdir/policies/examples
	source=$(ls "$example"/*.c | head -n 1)
	if $CC -O1 -fPIC -shared -I"$srcdir/src" -I"$srcdir" -DPOLICY_PLUGIN \
	    -o mine.so "$source" 2>/dev/null; then
		expect 0 "$pagerace" compare trace -p ./mine.so -m 8 -q --json mine.json
		grep -q '"plugin": "xxh3:' mine.json || fail "no digest of a plug-in"
		equal mine.json trace ./mine.so
		expect 3 "$pagerace" repeat mine.json trace
		$CC -O2 -g -fPIC -shared -I"$srcdir/src" -I"$srcdir" -DPOLICY_PLUGIN \
		    -o mine.so "$source"
		equal mine.json trace ./mine.so
		grep -q 'another file' err || fail "another plug-in is not told"
	fi
fi
finish
