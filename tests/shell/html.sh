#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# A page of HTML is well-formed, needs nothing else, has the same bytes each time,
# and shows names from outside as text, whatever is in them.
. "${srcdir:-.}/tests/shell/harness.sh"
need_python

small trace
event_trace events
cat >suite.yaml <<'EOF'
traces: [trace, { path: trace, name: again }]
policies: [fifo, clock, lru, opt]
memories: [4, 8, 16, 32]
devices: [nvme, hdd]
EOF
expect 0 "$pagerace" compare trace --html 1.html --json 1.json -q
expect 0 "$pagerace" compare trace --html 2.html -q -j 3
cmp -s 1.html 2.html || fail "another page of the same"
expect 0 "$pagerace" report 1.json --html 2.html -q
cmp -s 1.html 2.html || fail "another page from the document"
expect 0 "$pagerace" replay events -p clock -m 4 --explain --html replay.html -q
expect 0 "$pagerace" curve trace -p lru,clock --html curve.html -q
expect 0 "$pagerace" bench suite.yaml --html suite.html --baseline base.json \
    --update-baseline -q
expect 0 "$pagerace" bench suite.yaml --html gate.html --baseline base.json -q
expect 0 "$pagerace" info events --html info.html -q
grep -q '"map"' 1.json || fail "--html does not imply --map"
expect 0 "$pagerace" report 1.json --html - -q
cmp -s 1.html out || fail "another page on standard output"

# What a name may not do.
python3 - <<'EOF'
import json
d = json.load(open("1.json"))
evil = "</script><script>bad()</script><img src=x onerror=bad()>&\"'\u202e\u0007\u2066"
d["trace"]["name"] = evil
for r in d["runs"]:
    r["policy_label"] = r["policy"] + evil
    r["device_label"] = r["device"] + evil
d["trace"]["areas"] = [dict(name="</title>" + evil[:20], process=0, start="0x10000",
    bytes=4096, flags="rw", backend="lazy", pages=1)]
json.dump(d, open("evil.json", "w"))
EOF
expect 0 "$pagerace" report evil.json --html evil.html -q
python3 - 1 replay curve suite gate info evil <<'EOF' || fail "see above"
import html.parser, json, re, sys
bad = 0
void = {"meta", "br", "img", "link", "hr"}
class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.ids, self.scripts, self.charts = [], set(), 0, []
        self.tags, self.links, self.bars = set(), [], 0
    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        self.tags.add(tag)
        if tag not in void:
            self.open.append(tag)
        if "id" in a:
            assert a["id"] not in self.ids, "id twice: " + a["id"]
            self.ids.add(a["id"])
        self.links += [v for k, v in attrs if k in ("src", "href")]
        assert not [k for k in a if k.startswith("on")], a
        if tag == "script":
            self.json = a.get("type") == "application/json"
            self.scripts += not self.json
    def handle_startendtag(self, tag, attrs):
        self.tags.add(tag)
    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open, self.getpos())
        self.open.pop()
    def handle_data(self, data):
        if self.open and self.open[-1] == "script" and self.json:
            self.charts.append(json.loads(data))
want = {"1": 6, "replay": 4, "curve": 1, "suite": 16, "gate": 16, "info": 0, "evil": 6}
for name in sys.argv[1:]:
    text = open(name + ".html", encoding="utf-8").read()
    page = Page()
    try:
        page.feed(text)
        page.close()
        assert not page.open, page.open
        assert page.scripts in (1, 2), page.scripts
        assert not page.links, page.links
        assert "img" not in page.tags
        assert len(page.charts) == want[name], len(page.charts)
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u0007]", text), "control characters"
        assert text.count("<svg") >= len(page.charts)
        assert len(text) < 700000, len(text)
        assert text.count("prefers-color-scheme: dark") == text.count(
            "@media screen and (prefers-color-scheme: dark)") + 1, "dark on paper"
    except (AssertionError, ValueError) as e:
        print(name, e)
        bad = 1
sys.exit(bad)
EOF

# The map of a page has fewer columns than the survey: its line and its ticks of time
# still span the plot.
python3 - <<'EOF' || fail "see above"
import re
text = open("1.html", encoding="utf-8").read()
figure = re.search(r'<figure class="map">.*?</figure>', text, re.S).group(0)
line = re.search(r'stroke-width="2" d="M(\d+) \d+([^"]*)"', figure)
left, end = int(line.group(1)), int(re.findall(r"L(\d+) ", line.group(2))[-1])
assert 'x="%d"' % left in figure and 'width="%d"' % (end - left) in figure, (left, end)
ticks = re.findall(r'<text x="(\d+)"[^>]*text-anchor="middle"[^>]*>([\d,]+)</text>', figure)
seen = 0
for x, n in ticks:
    n = int(n.replace(",", ""))
    if n % 500 == 0 and n <= 4000:
        assert abs(int(x) - (left + n * (end - left) / 4000)) < 12, (x, n, left, end)
        seen += 1
assert seen > 4, ticks
assert "a cell: about " in figure
EOF

# A page is replaced as a whole or not at all.
cp 1.html kept.html
sed 's/"frames": 4/"frames": -4/' 1.json >bad.json
expect 3 "$pagerace" report bad.json --html kept.html
cmp -s 1.html kept.html || fail "a page was written over"
finish
