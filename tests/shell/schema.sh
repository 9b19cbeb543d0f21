#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The documents of --json are valid by their schema, and their counts add up.
. "${srcdir:-.}/tests/shell/harness.sh"
python3 -c 'import jsonschema; jsonschema.Draft202012Validator' 2>/dev/null || {
	echo "skipped: no python3 with jsonschema for draft 2020-12"
	exit 77
}

small trace
cat >suite.yaml <<'EOF'
traces: [trace, { path: trace, name: again, settings: { areas: declared } }]
policies: [all]
memories: [1, 10%, 30]
devices: [none, "zram:overhead_ns=1us"]
areas: [{ base: 0x10000, size: 64KiB, flags: rwx, name: some }]
EOF
event_trace events
"$pagerace" replay trace -p clock -m 8 -q --json 1.json
"$pagerace" replay trace -p opt -m 100% -q --json 2.json
"$pagerace" compare trace -p all -m 1..64*2 -d none,hdd,zram -q --json 3.json
"$pagerace" compare events -p all -m 2..8*2 --map -q --json 4.json
"$pagerace" bench suite.yaml -q --json 5.json
"$pagerace" compare trace -q --page-size 64KiB --set ifetch=no --json 6.json
"$pagerace" compare trace -q --timing --json 7.json 2>timed
"$pagerace" bench suite.yaml -q --timing --json 8.json 2>>timed
grep -q timing [1-6].json && fail "timing without --timing"
"$pagerace" compare trace -q --json now.json
sed '/"timing": {/,/}/d' 7.json | tr -d ', \n' >one
tr -d ', \n' <now.json >two
cmp -s one two || fail "--timing changes more than its object"
"$pagerace" diff now.json 7.json >said || fail "timing is compared"
python3 - "$srcdir/doc/result.schema.json" <<'EOF' || fail "see above"
import json, jsonschema, sys
check = jsonschema.Draft202012Validator(json.load(open(sys.argv[1])))
bad = 0
for n in range(1, 9):
    d = json.load(open("%d.json" % n))
    for e in check.iter_errors(d):
        print(n, e.json_path, e.message)
        bad = 1
    for result in d.get("results", [d]):
        t = result["trace"]
        assert ("timing" in result) == (n > 6)
        assert t["references"] == t["reads"] + t["writes"] + t["fetches"]
        for r in result["runs"]:
            f, h = r["faults"], r["latency_ns"]
            assert r["references"] == t["references"]
            assert f["total"] == f["zero_fill"] + f["swap_in"] + f["cow"]
            denied = r.get("denied", t["denied"])
            assert r["hits"] + f["total"] == r["references"] - denied
            assert h["count"] == f["total"] == sum(b[2] for b in h["buckets"])
            low = [b[0] for b in h["buckets"]]
            assert low == sorted(low)
            assert all(b[0] <= b[1] and b[2] > 0 for b in h["buckets"])
            for a, b in zip(("min", "p50", "p90", "p99", "p999"),
                            ("p50", "p90", "p99", "p999", "max")):
                assert h[a] <= h[b]
            assert r["time_ns"]["stall"] <= r["time_ns"]["total"]
sys.exit(bad)
EOF

# The documents of 'info', 'diff' and 'check' too; a broken law has a reference.
"$pagerace" info events -q --json facts.json
"$pagerace" convert trace -q -o packed.prt
"$pagerace" info packed.prt -q --json facts2.json
"$pagerace" diff now.json 7.json -q --json gate.json
sed '0,/"evictions": /s//"evictions": 1/' now.json >worse.json
expect 1 "$pagerace" diff now.json worse.json --gate all -q --json gate2.json
expect 3 "$pagerace" diff now.json 6.json -q --json gate3.json
"$pagerace" bench suite.yaml -q --baseline baseline.json --update-baseline
"$pagerace" check lru --runs 2 --long 0 --bundled 0 -q --json check.json
expect 1 "$pagerace" check fifo --stack --law stack --runs 28 --long 0 \
    --bundled 0 -q --json check2.json
python3 - "$srcdir/doc" <<'EOF' || fail "see above"
import json, jsonschema, sys
defs = json.load(open(sys.argv[1] + "/result.schema.json"))["$defs"]
bad = 0
for kind in "facts", "gate", "check", "baseline":
    text = open("%s/%s.schema.json" % (sys.argv[1], kind)).read()
    schema = json.loads(text.replace("result.schema.json#", "#"))
    schema["$defs"] = {**defs, **schema.get("$defs", {})}
    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema)
    for n in {"gate": ["", "2", "3"], "baseline": [""]}.get(kind, ["", "2"]):
        d = json.load(open("%s%s.json" % (kind, n)))
        for e in check.iter_errors(d):
            print(kind + n, e.json_path, e.message)
            bad = 1
        for key in schema["required"]:
            assert not check.is_valid({k: d[k] for k in d if k != key})
assert json.load(open("gate.json"))["passed"]
assert not json.load(open("gate2.json"))["passed"]
assert "refused" in json.load(open("gate3.json"))
assert json.load(open("check.json"))["passed"]
broken = json.load(open("check2.json"))
assert not broken["passed"]
assert [law["law"] for law in broken["laws"]
        if law["verdict"] == "broken"] == ["stack"]
sys.exit(bad)
EOF
finish
