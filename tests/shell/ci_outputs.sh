#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The formats for CI services: each is read by a parser that is not the program's,
# and every number in it is that of the document.
. "${srcdir:-.}/tests/shell/harness.sh"
need_python

small trace
sed '$d' trace >other
cp trace 'a "quoted" \name'
cat >suite.yaml <<'YAML'
traces: [trace, { path: other, name: '50 %, other' }, { path: 'a "quoted" \name' }]
policies: [lru, clock:hand=stay]
memories: [10%, 20]
devices: [nvme, none]
YAML
services="--gha gha.json --bmf bmf.json --gbench gbench.json --openmetrics metrics.txt \
    --codequality quality.json"
expect 0 "$pagerace" bench suite.yaml -q --json suite.json $services
mkdir first
for f in gha.json bmf.json gbench.json metrics.txt quality.json; do
	cp $f first/
done
# 'report' writes the same bytes; 'compare' and 'replay' have the options, too.
expect 0 "$pagerace" report suite.json -q $services
for f in gha.json bmf.json gbench.json metrics.txt; do
	cmp -s $f first/$f || fail "report writes another $f"
done
expect 0 "$pagerace" compare trace -p lru -m 8 -q --gha - >/dev/null
expect 0 "$pagerace" replay trace -p lru -m 8 -q --gbench -
expect 2 "$pagerace" diff suite.json suite.json --gha -

# Studies of the same name: settings or the digest tell them apart.
"$pagerace" compare trace -p lru -m 8 -q --json a.json
"$pagerace" compare trace -p lru -m 8 --set tick=9 -q --json b.json
(cd first && cp ../other trace && "$pagerace" compare trace -p lru -m 8 -q --json c.json)
"$pagerace" report a.json b.json first/c.json -q --bmf - | grep -c '^  "' >names
[ "$(cat names)" -eq 3 ] || fail "names are not unique: $(cat names)"

cat >check.py <<'PY'
import json, re
suite = json.load(open("suite.json"))
runs = [(s, r) for s in suite["results"] for r in s["runs"]]
def name(d): return [x["name"] for x in d]

gha = json.load(open("gha.json"))
assert isinstance(gha, list) and len(gha) == 2 * len(runs)
assert len(set(name(gha))) == len(gha), "names are not unique"
for i, (s, r) in enumerate(runs):
    a, b = gha[2 * i:2 * i + 2]
    assert a["value"] == r["faults"]["total"] > 0 and a["unit"] == "faults"
    assert b["value"] == r["time_ns"]["total"] > 0 and b["unit"] == "ns"
    assert a["extra"] == "trace " + s["trace"]["digest"]
    for x in (a, b):
        assert set(x) == {"name", "unit", "value", "extra"}
        assert isinstance(x["value"], int)

bmf = json.load(open("bmf.json"))
assert len(bmf) == len(runs)
for (s, r), (key, measures) in zip(runs, bmf.items()):
    assert 0 < len(key) <= 1024 and len(measures) > 8
    for m, v in measures.items():
        assert 0 < len(m) <= 64 and set(v) == {"value"}
        at = r
        for part in m.split("."):
            at = at[part]
        assert v["value"] == at, (key, m)

g = json.load(open("gbench.json"))
for key in ("date", "host_name", "executable", "num_cpus", "mhz_per_cpu",
            "caches", "load_avg", "library_build_type"):
    assert key in g["context"], key
assert g["context"]["json_schema_version"] == 1
assert len(g["benchmarks"]) == len(runs)
assert len(set(name(g["benchmarks"]))) == len(runs)
for (s, r), b in zip(runs, g["benchmarks"]):
    assert b["run_type"] == "iteration" and b["time_unit"] == "ns"
    assert b["name"] == b["run_name"]
    assert b["iterations"] == r["references"]
    t = r["time_ns"]
    assert abs(b["real_time"] * b["iterations"] - t["total"]) <= b["iterations"]
    assert b["cpu_time"] <= b["real_time"]
    assert b["faults_total"] == r["faults"]["total"]
    assert b["swap_writes"] == r["swap"]["writes"]

# The grammar of OpenMetrics 1.0 for gauges.
lines = open("metrics.txt").read().split("\n")
assert lines[-1] == "" and lines[-2] == "# EOF"
label = r'[a-z_]+="(?:[^"\\\n]|\\["\\n])*"'
sample = re.compile(r'([a-z_:][a-z0-9_:]*)\{(%s(?:,%s)*)\} (\d+)$' % (label, label))
seen, family, samples = set(), None, {}
for line in lines[:-2]:
    m = re.match(r'# TYPE ([a-z_]\w*) gauge$', line)
    if m:
        family = m[1]
        assert family not in seen and not family.endswith("_total")
        seen.add(family)
        continue
    if line.startswith("# HELP "):
        assert line.split()[2] == family
        continue
    m = sample.match(line)
    assert m and m[1] == family, line
    assert (family, m[2]) not in samples, line
    samples[family, m[2]] = int(m[3])
faults = [v for (f, l), v in samples.items() if f == "pagerace_faults"]
assert faults == [r["faults"]["total"] for s, r in runs]
assert "pagerace_time_ns" in seen and "pagerace_swap_reads" in seen

def quality(path):
    d = json.load(open(path))
    prints = [x["fingerprint"] for x in d]
    assert len(set(prints)) == len(prints)
    for x in d:
        assert set(x) == {"description", "check_name", "fingerprint", "severity",
                          "location"}
        assert re.match("[0-9a-f]{32}$", x["fingerprint"])
        assert x["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert x["location"]["path"] and x["location"]["lines"]["begin"] >= 1
    return d
quality("first/quality.json")
PY
python3 check.py || fail "see above"

# A gate: a finding for each metric that failed, at the suite.
"$pagerace" bench suite.yaml -q --baseline base.json --update-baseline
sed '0,/"total": [0-9]*, "zero_fill": [0-9]*, "swap_in": [0-9]*/s//"total": 70, "zero_fill": 60, "swap_in": 10/' \
    base.json >better.json
cmp -s base.json better.json && sed -n 1,12p base.json
GITHUB_STEP_SUMMARY=$work/summary.md
export GITHUB_STEP_SUMMARY
echo before >summary.md
expect 1 "$pagerace" bench suite.yaml -q --baseline better.json --annotations \
    --step-summary --codequality gate.json --gha gha.json
cmp -s gha.json first/gha.json || fail "a gate's --gha is not that of the results"
grep '^::' err >annotations
cat >>check.py <<'PY'
gate = quality("gate.json")
assert len(gate) == 1 and gate[0]["severity"] == "major", gate
assert gate[0]["location"]["path"] == "suite.yaml"
assert gate[0]["check_name"] == "faults.total"
assert re.search(r"faults.total 70 -> \d+ \(", gate[0]["description"])
notes = open("annotations").read().splitlines()
assert len(notes) == 1, notes
m = re.match(r"::error file=suite\.yaml,line=1,title=([^,:]*(?:%3A)?[^,:]*)::(.*)$",
             notes[0])
assert m and m[2].replace("%25", "%") == gate[0]["description"], notes
PY
python3 check.py || fail "see above: $(cat err)"
[ "$(head -n 1 summary.md)" = before ] || fail "the summary is not appended to"
grep -q '^❌' summary.md || fail "no verdict in the summary"
# What is wrong in place of a verdict, at its file.
echo '{' >broken.json
expect 3 "$pagerace" bench suite.yaml -q --baseline broken.json --annotations \
    --codequality gate.json
grep -q '^::error file=broken.json,line=' err || fail "no annotation: $(cat err)"
grep -q '"check_name": "refused"' gate.json || fail "no refusal: $(cat gate.json)"
# Warnings of results, and a summary of them.
expect 0 "$pagerace" compare trace -p lru -m 100% -q --annotations --step-summary \
    --codequality w.json
grep -q '^::warning file=trace,line=1,title=pagerace::trace: ' err ||
	fail "no warning: $(cat err)"
grep -q '"severity": "info"' w.json || fail "no issue for a warning"
grep -q '^## trace' summary.md || fail "no report in the summary"
unset GITHUB_STEP_SUMMARY
expect 2 "$pagerace" compare trace -p lru -m 8 -q --step-summary
GITHUB_STEP_SUMMARY=$work/no/such expect 4 "$pagerace" compare trace -p lru -m 8 -q \
    --step-summary
finish
