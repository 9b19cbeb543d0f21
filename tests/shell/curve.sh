#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Curves: equal to runs on the bundled traces, their reports, and bad input.
. "${srcdir:-.}/tests/shell/harness.sh"
need_python

# same TRACE POLICY FRAMES...: the curve has what runs have.
same() {
	trace=$1 policy=$2
	shift 2
	expect 0 "$pagerace" curve "$trace" -p "$policy" -q --csv curve.csv
	list=$(echo "$@" | tr ' ' ',')
	expect 0 "$pagerace" compare "$trace" -p "$policy" -m "$list" -d none \
		-q --csv runs.csv
	python3 - "$trace $policy" <<'PY' || fail "$trace: $policy differs"
import csv, sys
points = list(csv.DictReader(open("curve.csv")))
for run in csv.DictReader(open("runs.csv")):
    at = [p for p in points if int(p["frames"]) <= int(run["frames"])][-1]
    assert at["kind"] == "step" or at["frames"] == run["frames"]
    assert at["page_faults"] == run["page_faults"], (at, run)
    assert at["swap_writes"] in ("", run["swap_writes"]), (at, run)
    ratio = int(at["page_faults"]) / int(at["references"])
    assert abs(float(at["miss_ratio"]) - ratio) < 1e-8
PY
}
for name in tcc.lackey.xz awk.lackey.xz sqlite.lackey.xz; do
	same "$srcdir/traces/$name" lru 1 2 3 7 20 33 64 100 129 200 251 300 500
	same "$srcdir/traces/$name" opt 1 2 17 93 250
done
# Where processes share pages, too.
same "$srcdir/traces/gcc.prt" lru 1 2 3 5 17 40 64 150 321 777 1500 3000
for name in git server; do
	same "$srcdir/traces/$name.prt" lru 1 4 31 100 500 900 1700
done
same "$srcdir/traces/tcc.lackey.xz" clock 1 2 3 64 96 128

# A window, and settings that have a part in what is written.
small trace
expect 0 "$pagerace" curve trace --warmup 10% --skip 100 --take 2000 -q --csv -
[ "$(tail -n 1 out | cut -d , -f 5)" -eq 2000 ] || fail "references of a window"
expect 0 "$pagerace" curve trace --set always_write=yes -q --csv -
awk -F , 'NR == 2 && $8 != $6 - 1' out | grep -q . &&
	fail "always_write: $(sed -n 2p out)"

# Standard input, text, and a pattern are read once.
expect 0 "$pagerace" curve trace -q --csv named
"$pagerace" curve - -q --csv piped <trace
sed 1d named | cut -d , -f 2- >one
sed 1d piped | cut -d , -f 2- | cmp -s - one || fail "standard input differs"
expect 0 "$pagerace" curve --refs '1 2 3 1 2 3' -q --csv -
grep -q '^refs,lru,3,12288,6,3,0.500000000,0,step$' out || fail "$(cat out)"
expect 0 "$pagerace" curve gen:zipf:pages=100,n=5000 -q --csv -

# A document, and reports from it with the same bytes.
expect 0 "$pagerace" curve trace -p lru,opt,clock,arc --points 8 --json c.json
cp out terminal
for report in --csv --markdown --json; do
	expect 0 "$pagerace" curve trace -p lru,opt,clock,arc --points 8 -q $report a
	expect 0 "$pagerace" report c.json -q $report b
	cmp -s a b || fail "$report differs from that of the document"
done
expect 0 "$pagerace" report c.json
cmp -s out terminal || fail "the terminal's report differs"
expect 0 "$pagerace" curve trace -p lru,opt,clock,arc --points 8 -j 1 --json - 
cmp -s out c.json || fail "-j changes the document"
for part in lru,opt clock,arc; do
	expect 0 "$pagerace" curve trace -p $part --points 8 -q --json $part.json
done
expect 0 "$pagerace" merge lru,opt.json clock,arc.json -o m.json
cmp -s m.json c.json || fail "merged parts are not the whole"
python3 - "$srcdir/doc/result.schema.json" <<'PY' || fail "the document"
import json, sys
d = json.load(open("c.json"))
curves = {c["policy"]: c for c in d["curves"]}
assert list(curves) == ["lru", "opt", "clock", "arc"] and d["runs"] == []
for c in d["curves"]:
    sizes = [p[0] for p in c["points"]]
    assert sizes == sorted(set(sizes)) and sizes[0] == 1
    assert sizes[-1] == d["trace"]["pages"]
    assert c["exact"] == (c["policy"] in ("lru", "opt"))
    assert ("swap_writes" in c) == (c["policy"] != "opt")
    assert set(c["knees"]) <= set(sizes)
    if c["exact"]:
        faults = [p[1] for p in c["points"][:-1]]
        assert all(a > b for a, b in zip(faults, faults[1:]))
assert all(a[1] >= b[1] for a, b in zip(curves["lru"]["points"],
                                        curves["opt"]["points"]))
try:
    import jsonschema
    check = jsonschema.Draft202012Validator
except (ImportError, AttributeError):
    sys.exit(0)
check(json.load(open(sys.argv[1]))).validate(d)
PY

# A cliff is a knee, to the frame.
expect 0 "$pagerace" curve gen:loop:pages=129,n=20000 --csv loop.csv
grep -q 'Knee at 129 frames (516 KiB, 100.0 %' out || fail "loop: $(cat out)"
grep -q 'Enough: 129 frames' out || fail "loop: $(cat out)"
# With one frame nothing is said of fewer; one value needs no picture.
expect 0 "$pagerace" curve gen:sequential:n=100 -p lru,clock
grep -q 'with [^.]*0 frames\|fewer frames\|No knee\|[|│]' out &&
	fail "a flat curve: $(cat out)"
[ "$(grep -c '100 page faults with every number of frames' out)" -eq 2 ] ||
	fail "a flat curve: $(cat out)"
expect 0 "$pagerace" curve --refs 1
grep -q 'Its 1 page fault is within' out || fail "one page: $(cat out)"
LC_ALL=C.UTF-8 "$pagerace" curve trace >out
grep -q '█' out || fail "no picture"
COLUMNS=40 "$pagerace" curve trace >out
[ "$(awk 'length > 40' out | wc -l)" -eq 0 ] || fail "wider than 40 columns"

cat >forks <<'TRACE'
pagerace-trace 1
map 10000 64K rwx
W 10000 4
W 11000 4
fork 7
W 10000 4 pid=7
R 11000 4 pid=7
W 12000 4
TRACE

# In a comparison: the same curves, and what is enough to the frame.
expect 0 "$pagerace" compare trace -p lru,opt,clock -m 20%,100% --curve \
	--json both.json
cp out terminal
grep -q 'Memory for lru, exactly: ' out || fail "no exact memory: $(cat out)"
tr -s '\n ' '  ' <out |
	grep -q 'with [0-9]* they are not, and sizes between were not tried' ||
	fail "no bounds: $(cat out)"
expect 0 "$pagerace" report both.json
cmp -s out terminal || fail "the report of a comparison with curves differs"
expect 0 "$pagerace" compare trace -p lru,opt,clock -m 20%,100% --curve -j 1 \
	--engine=plain -q --json -
cmp -s out both.json || fail "--engine=plain changes curves"
expect 0 "$pagerace" trace -q --json bare.json
# Fixed sizes of policies that need no future: as the trace is read.
expect 0 "$pagerace" compare trace -p clock -m 8,32 --curve -q --json live.json
expect 0 "$pagerace" compare trace -p clock -m 8,32 -q --json none.json
expect 0 "$pagerace" compare forks -p clock -m 2 --curve -q --json forks.json
python3 - <<'PY' || fail "curves of a comparison"
import json
def curves(name):
    return {c["policy"]: c for c in json.load(open(name))["curves"]}
alone, both, bare = curves("c.json"), curves("both.json"), curves("bare.json")
assert list(both) == list(bare) == ["lru", "opt"]
assert both == bare == {p: alone[p] for p in both}
live = curves("live.json")
assert live == {"lru": alone["lru"]}
assert curves("none.json") == {} and list(curves("forks.json")) == ["lru"]
limit = json.load(open("both.json"))["trace"]["pages"] * 11 // 10
enough = next(f for f, n in alone["lru"]["points"] if n <= limit)
assert "exactly: %d frames" % enough in open("terminal").read()
PY

# A write to a shared page takes a frame.
same forks lru 1 2 3 4
# What has no stack is made from runs, and the reason is told; a pipe is not
# read twice.
printf 'pagerace-trace 1\nR 1000\npin 1000 4K\nR 2000\nR 1000\n' >pinned
expect 0 "$pagerace" curve pinned
grep -q 'Made from runs, because the trace pins pages' out || fail "$(cat out)"
expect 0 "$pagerace" curve forks -p opt
grep -q 'Made from runs, because in the trace a fork' out || fail "$(cat out)"
expect 0 "$pagerace" curve trace --set swap_size=1MiB
grep -q 'because swap_size limits swap' out || fail "$(cat out)"
expect 3 "$pagerace" curve - <pinned
grep -q 'cannot be read twice' err || fail "$(cat err)"
expect 0 "$pagerace" curve - -p clock,lru <pinned
expect 0 "$pagerace" curve - <forks

# The way chosen is told.
expect 0 "$pagerace" curve trace -q --engine
grep -q 'as the trace is read' err || fail "$(cat err)"
expect 0 "$pagerace" curve trace -p lru,clock -q --engine
grep -q 'recorded string of 4000 references.* runs by' err || fail "$(cat err)"

# Bad input.
expect 2 "$pagerace" curve
expect 2 "$pagerace" curve trace -m 8
expect 2 "$pagerace" curve trace -p nothing
expect 2 "$pagerace" curve trace --points 3
expect 2 "$pagerace" curve trace --points 5000
expect 2 "$pagerace" curve trace trace
expect 3 "$pagerace" curve absent
: >empty
expect 3 "$pagerace" curve empty
echo 'pagerace-trace 1' >none
expect 3 "$pagerace" curve none
printf 'pagerace-trace 1\nR 1000 4 pid=1\nR 1000 4 pid=2\n' >two
expect 2 "$pagerace" curve two --set scope=local
python3 - <<'PY'
import json
d = json.load(open("c.json"))
def bad(n, change):
    b = json.loads(json.dumps(d))
    change(b["curves"][0])
    json.dump(b, open("bad%d.json" % n, "w"))
for n, change in enumerate((
        lambda c: c.pop("points"), lambda c: c["points"].clear(),
        lambda c: c["points"][0].__setitem__(0, 0),
        lambda c: c["points"][1].__setitem__(0, 1),
        lambda c: c["points"].append([1 << 40, 0]),
        lambda c: c["points"].append(7), lambda c: c["points"][0].append(1),
        lambda c: c["swap_writes"].pop(), lambda c: c.pop("exact"),
        lambda c: c.update(references=-1), lambda c: c.pop("policy_label"),
        lambda c: c.update(checked={"sizes": 0, "off": 1}))):
    bad(n, change)
PY
for n in 0 1 2 3 4 5 6 7 8 9 10 11; do
	expect 3 "$pagerace" report bad$n.json
	grep -q 'curves\[0\]' err || fail "bad$n: $(cat err)"
done
# Where pinned pages take all of few frames, curves begin with the first size with
# which all references are made, and the report says so.
cat >pins <<'EOF'
pagerace-trace 1
R 0 1
pin 0 8K
R 3000
R 4000
R 5000
W 3000
R 0
unpin 0 4K
R 6000
R 3000
R 7000
R 4000
EOF
for policy in lru clock opt; do
	same pins $policy 3 4 5 6 7
	[ "$(sed -n 2p curve.csv | cut -d , -f 3)" = 3 ] ||
		fail "$policy: $(sed -n 2p curve.csv)"
done
expect 0 "$pagerace" curve pins -p clock
grep -q 'It begins with 3 frames: ' out || fail "no first size: $(cat out)"
expect 0 "$pagerace" curve "$srcdir/traces/tcc.lackey.xz" --take 20k \
	--set swap_size=28K -p fifo -q --csv curve.csv
[ "$(sed -n 2p curve.csv | cut -d , -f 3)" -gt 1 ] || fail "swap is never full"
expect 3 "$pagerace" replay pins -p lru -m 1

# Two different curves of a policy.
"$pagerace" curve trace -p lru,fifo --points 8 -q --json few.json
"$pagerace" curve trace -p fifo --points 30 -q --json more.json
expect 3 "$pagerace" merge few.json more.json -o f.json
rm -f f.json
expect 4 "$pagerace" curve trace -q --json absent/f.json
finish
