#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Patterns as a user gives them: each in place of a trace; a trace from the reuse
# distances, or from the curve of LRU, of another one; mixes; what is refused.
. "${srcdir:-.}/tests/shell/harness.sh"
need_python

# Every pattern, written to a file and read in its place.
"$pagerace" list patterns | awk '{ print $1 }' >patterns
[ "$(wc -l <patterns)" -ge 11 ] || fail "not all patterns"
while read -r name; do
	"$pagerace" gen "$name:n=3000" -o one.trace -q
	for trace in one.trace "gen:$name:n=3000"; do
		"$pagerace" replay "$trace" -p lru -m 20 -q --json - 2>/dev/null |
			sed -n '/"runs"/,/"latency_ns"/p' | grep -v '"trace"'
	done >runs.txt
	head -n $(($(wc -l <runs.txt) / 2)) runs.txt >half.txt
	cat half.txt half.txt | cmp - runs.txt || fail "gen:$name differs"
	[ -s half.txt ] || fail "gen:$name makes no run"
done <patterns

# A trace that has the reuse distances of another.
small real.trace
"$pagerace" info real.trace -q --json real.json
"$pagerace" gen distance:histogram=real.json,n=4000 -o made.trace -q
"$pagerace" info made.trace -q --json made.json
"$pagerace" compare real.trace -p lru -m '1..64*2,5%,50%' -q --json lru.json
"$pagerace" gen distance:curve=lru.json,n=4000 -o bent.trace -q
"$pagerace" compare bent.trace -p lru -m '1..64*2' -q --json bent.json
cat >same.py <<'END'
import json
def facts(name):
    return json.load(open(name))["survey"]["reuse_distance"]
a, b = facts("real.json"), facts("made.json")
assert a["count"] + a["first"] == 4000
assert a == b, (a, b)
def faults(name):
    return {r["frames"]: r["faults"]["page_faults"]
            for r in json.load(open(name))["runs"] if r["policy"] == "lru"}
real, bent = faults("lru.json"), faults("bent.json")
for frames in bent:
    assert real[frames] == bent[frames], (frames, real, bent)
END
python3 same.py || fail "another profile than requested"

# The same as text; the name of the file does not matter to the digest.
python3 - >profile.txt <<'END'
import json
d = json.load(open("real.json"))["survey"]["reuse_distance"]
print("\n# distances of real.trace")
last = 0
for low, high, n in d["buckets"]:
    if low > last:
        print(low, 0)
    print(high + 1, n)
    last = high + 1
print("inf", d["first"], "# pages")
END
"$pagerace" gen distance:histogram=profile.txt,n=4000 -o text.trace -q
cmp text.trace made.trace || fail "text and document give two traces"
cp real.json other.json
for name in real other; do
	"$pagerace" info gen:distance:histogram=$name.json,n=4000 -q --json - |
		grep digest
done | uniq | wc -l | grep -qx 1 || fail "the digest depends on the path"
{
	echo 0 4000
	python3 - <<'END'
import json
for r in json.load(open("lru.json"))["runs"]:
    print(r["frames"], r["faults"]["page_faults"])
END
} | sort -nu >curve.txt
"$pagerace" gen distance:curve=curve.txt,n=4000 -o text.trace -q
cmp text.trace bent.trace || fail "a curve as text gives another trace"
"$pagerace" gen "mix:parts=distance(histogram=profile.txt)+loop,n=4000" \
    -o part.trace -q || fail "no profile in a mix"

# refused STATUS WORDS FILE-TEXT KIND
refused() {
	printf "$3" >bad.txt
	expect "$1" "$pagerace" gen "distance:$4=bad.txt,n=100" -o no.trace
	grep -q "$2" err || {
		fail "nothing of '$2'"
		cat err
	}
	[ ! -e no.trace ] || fail "a trace of what is refused"
}
refused 3 'bad.txt:2: distances' '5 1\n5 1\n' histogram
refused 3 'bad.txt:1: a line has two' '5\n' histogram
refused 3 'bad.txt:1: a line has two' '5 6 7\n' histogram
refused 3 'bad.txt:1: the first' 'x 6\n' histogram
refused 3 'bad.txt:1: the second' '5 99999999999999999999\n' histogram
refused 3 'bad.txt:2: the weights' \
    '1 4611686018427387904\n2 1\n' histogram
refused 3 'bad.txt:3: inf is' '1 1\ninf 1\n2 1\n' histogram
refused 3 'no reference' '' histogram
refused 3 'no reference' '1 0\n' histogram
refused 3 'more page faults' '0 100\n1 20\n2 30\n' curve
refused 3 'no frames' '1 100\n2 20\n' curve
refused 3 'first is no' '0 10\ninf 1\n' curve
refused 3 'not the document' '{ "schema": "pagerace.result/1" }' histogram
refused 3 'not JSON' '{ "schema": ' histogram
refused 3 'buckets' '{ "schema": "pagerace.facts/1", "survey": {
    "reuse_distance": { "buckets": [ 5 ], "first": 1 } } }' histogram
refused 3 'distances' '{ "schema": "pagerace.facts/1", "survey": {
    "reuse_distance": { "buckets": [ [5,5,1], [3,3,1] ], "first": 1 } } }' \
    histogram
refused 2 'needs 900000000 pages' '900000000 5\n' histogram
"$pagerace" replay real.trace -p fifo -m 5 -q --json fifo.json
expect 3 "$pagerace" gen distance:curve=fifo.json -o no.trace
grep -q 'no run of lru' err || fail "fifo's faults are no curve of lru"
expect 3 "$pagerace" gen distance:curve=none.txt -o no.trace
expect 2 "$pagerace" gen distance:curve=curve.txt,histogram=profile.txt \
    -o no.trace

# A file that is read is not written over.
cp profile.txt kept.txt
expect 2 "$pagerace" gen distance:histogram=profile.txt -o profile.txt
cmp profile.txt kept.txt || fail "the profile is lost"
expect 2 "$pagerace" info gen:distance:histogram=profile.txt --json profile.txt
cmp profile.txt kept.txt || fail "the profile is lost"

# Commas and parentheses, on the command line and in a suite.
mix='gen:mix:parts=0.5*loop(pages=30)+zipf(pages=90,s=2),n=5k,areas=2,writes=10%'
expect 0 "$pagerace" info "$mix" --json mix.json -q
grep -q '"loop-2"' mix.json || fail "no areas of the parts"
cat >suite.yaml <<END
traces: ["$mix"]
policies: [lru]
memories: [20]
END
expect 0 "$pagerace" bench suite.yaml -q --json suite.json
grep -q '"references": 5000' suite.json || fail "no mix in a suite"
expect 2 "$pagerace" info 'gen:mix:parts=loop(pages=30,n=5k'
finish
