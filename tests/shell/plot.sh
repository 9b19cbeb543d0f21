#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Figures: each that results have can be drawn, is well-formed, needs nothing else, and
# has its values beside it, which are those of the document.
. "${srcdir:-.}/tests/shell/harness.sh"
need_python

small trace
event_trace events
expect 0 "$pagerace" compare trace -p fifo,clock,lru,opt -m 4,8,16,32 -d nvme,hdd \
    --explain --json c.json --svg direct.svg -q
expect 0 "$pagerace" replay events -p clock -m 4 --explain --json r.json --svg r.svg -q
expect 0 "$pagerace" curve trace -p lru,clock --json k.json --svg k.svg -q
for figure in faults ratio time time-2 swap swap-2 latency histogram causes map; do
	expect 0 "$pagerace" plot c.json -o c-$figure.svg --figure $figure
done
for figure in latency phases areas; do
	expect 0 "$pagerace" plot r.json -o r-$figure.svg --figure $figure
done
expect 0 "$pagerace" plot k.json -o k-curve.svg
cmp -s direct.svg c-faults.svg || fail "--svg and plot differ"
expect 0 "$pagerace" report c.json --svg - -q
cmp -s out direct.svg || fail "report --svg differs"
expect 0 "$pagerace" plot c.json -o - --figure swap-2
cmp -s out c-swap-2.svg || fail "plot to standard output differs"
expect 0 "$pagerace" plot c.json -o bare.svg --no-caption
grep -q 'How many page faults' c-faults.svg || fail "no caption"
! grep -q 'How many page faults' bare.svg || fail "a caption with --no-caption"
python3 - <<'EOF' || fail "see above"
import glob, json, re, xml.dom.minidom
for name in glob.glob("*.svg"):
    text = open(name, encoding="utf-8").read()
    assert xml.dom.minidom.parseString(text).documentElement.tagName == "svg"
    assert not re.search(r"href|<image|<script|@font|http(?!://www.w3.org/2000/svg)", text), name
    for ref in re.findall(r"url\(#([^)]*)\)", text):
        assert 'id="%s"' % ref in text, (name, ref)
def rows(name):
    lines = open(name, encoding="utf-8").read().splitlines()
    assert lines[0].startswith("# pagerace") and "xxh3:" in lines[0], lines[0]
    assert any(l.startswith("# pagerace compare") or l.startswith("# pagerace replay")
        or l.startswith("# pagerace curve") for l in lines), lines[:3]
    return [l.split("\t") for l in lines if not l.startswith("#")][1:]
runs = json.load(open("c.json"))["runs"]
want = sorted([r["policy"], str(r["frames"]), str(r["faults"]["page_faults"])]
    for r in runs if r["device"] == "nvme")
assert sorted(rows("c-faults.tsv")) == want
want = sorted([r["policy"], str(r["frames"]), str(r["time_ns"]["stall"])]
    for r in runs if r["device"] == "hdd")
assert sorted(rows("c-time-2.tsv")) == want
assert sum(int(r[3]) for r in rows("c-map.tsv")) == json.load(open("c.json"))["map"]["references"]
x = json.load(open("r.json"))["runs"][0]["explanation"]
assert sum(int(r[2]) for r in rows("r-phases.tsv")) == x["cold"] + x["capacity"] + x["policy"]
EOF

# Other formats, by another program, where it is there.
if command -v rsvg-convert >/dev/null; then
	expect 0 "$pagerace" plot c.json -o c.png
	expect 0 "$pagerace" plot c.json -o c.pdf
	head -c 4 c.png | tail -c 3 | grep -q PNG || fail "no PNG"
	head -c 5 c.pdf | grep -q '%PDF-' || fail "no PDF"
	cp c.pdf 1.pdf
	expect 0 "$pagerace" plot c.json -o c.pdf
	cmp -s c.pdf 1.pdf || fail "another PDF of the same figure"
fi
expect 4 env PATH=/nonexistent "$pagerace" plot c.json -o none.pdf
grep -q 'rsvg-convert.*cannot be run' err || fail "$(cat err)"
[ ! -e none.pdf ] || fail "a picture of nothing"

# What cannot be drawn is refused.
expect 2 "$pagerace" plot c.json
expect 2 "$pagerace" plot c.json -o c.gif
grep -q 'does not say which format' err || fail "$(cat err)"
expect 2 "$pagerace" plot c.json -o x.svg --figure nonsense
grep -q 'known: faults, ratio' err || fail "$(cat err)"
expect 2 "$pagerace" plot c.json -o x.svg --figure curve
grep -q 'no figure .curve. in these results (there: faults, ratio' err || fail "$(cat err)"
expect 3 "$pagerace" plot trace -o x.svg
expect 2 "$pagerace" plot c.json -o c.json
expect 2 "$pagerace" compare trace --svg x.svg --figure nonsense
cp c.json in.tsv
expect 2 "$pagerace" plot in.tsv -o in.svg
cmp -s c.json in.tsv || fail "the document was written over"
[ ! -e x.svg ] || fail "a picture of nothing"
finish
