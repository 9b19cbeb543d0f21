#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Several baselines: the last one decides, the others are shown as a sparkline, on a
# terminal and as a picture whose title has the numbers.  What CI services take does
# not change.
. "${srcdir:-.}/tests/shell/harness.sh"
need_python

small trace
cat >suite.yaml <<'EOF'
traces: [trace]
policies: [lru, fifo]
memories: [8, 16]
EOF
expect 0 "$pagerace" bench suite.yaml -q --baseline now.json --update-baseline
# 1 to 4 have fewer faults, of the first run and the third; 2 lacks the first run; 0 is
# of another trace.
python3 - <<'EOF'
import json
def write(name, first, third=0, digest=None, less=False):
    d = json.load(open("now.json"))
    result = d["results"][0]
    for run, n in (result["runs"][0], first), (result["runs"][2], third):
        run["faults"]["total"] -= n
        run["faults"]["swap_in"] -= n
    if digest:
        result["trace"]["digest"] = digest
    if less:
        result["runs"].pop(0)
    json.dump(d, open(name, "w"))
write("0.json", 9, digest="xxh3:0123456789abcdef")
write("1.json", 70, 3)
write("2.json", 60, less=True)
write("3.json", 40)
write("4.json", 10)
EOF
many="--baseline 0.json --baseline 1.json --baseline 2.json --baseline 3.json
    --baseline 4.json"
expect 1 "$pagerace" bench suite.yaml $many --html page.html --markdown many.md \
    --junit many.xml --codequality many.quality --annotations --json many.json
mv err many.err
for text in '^history: 5 baselines' '^baseline 1 of 5 has none of these runs' \
    'faults.total .* regression   _ ~\*#$' 'fifo, 8 frames.*equal in' \
    'faults.total .* 0 .* equal        _####$'; do
	grep -q "$text" out || {
		fail "no '$text'"
		tail -n 20 out
	}
done
[ "$(grep -c 'baseline . of 5' out)" -eq 1 ] || fail "another baseline has no runs"
expect 1 "$pagerace" bench suite.yaml --baseline 4.json --markdown one.md --junit one.xml \
    --codequality one.quality --annotations --json one.json --map
for name in xml quality json; do
	cmp one.$name many.$name || fail "another $name with history"
done
cmp err many.err || fail "other annotations with history"
! grep -q history one.md || fail "a history of one baseline"
grep -q '| history |' many.md || fail "no history in Markdown"

# The last one decides, also of 'diff', whose last document is the new one.
expect 0 "$pagerace" bench suite.yaml -q $many --baseline now.json
expect 1 "$pagerace" bench suite.yaml -q --baseline now.json --baseline 1.json
expect 0 "$pagerace" diff -q 1.json 4.json now.json now.json
expect 1 "$pagerace" diff 1.json 3.json now.json --annotations
grep -q '_~#$' out || fail "no history in diff: $(cat out)"
grep -q '^::error file=now.json' err || fail "another file: $(cat err)"

# Each is read before the work and not written over.
expect 3 "$pagerace" bench suite.yaml --baseline absent.json --baseline 4.json
grep -q '^pagerace: absent.json: ' err || fail "$(cat err)"
expect 2 "$pagerace" bench suite.yaml -q $many --json 2.json
grep -q "would write over '2.json'" err || fail "$(cat err)"
expect 2 "$pagerace" bench suite.yaml $many --update-baseline
grep -q 'needs --baseline FILE, once' err || fail "$(cat err)"

# The picture: its title, and a line of that form.
python3 - <<'EOF' || fail "see above"
import json, re
def total(name):
    return json.load(open(name))["results"][0]["runs"][0]["faults"]["total"]
text = open("page.html", encoding="utf-8").read()
lines = re.findall(r'<svg class="spark"[^>]*role="img"><title>(.*?)</title><path d="(.*?)"/>', text)
assert lines, "no sparkline"
seen = [int(re.search(r'"total": (\d+)', open("now.json").read()).group(1)) if n == "now"
        else total(n + ".json") for n in ("1", "3", "4", "now")]
want = "none; {:,}; none; {:,}; {:,}; now {:,}".format(*seen)
assert lines[0][0] == want, (lines[0][0], want)
points = [tuple(map(int, p)) for p in re.findall(r"[ML](\d+) (\d+)", lines[0][1])]
assert len(points) == 4 and lines[0][1].count("M") == 2, lines[0][1]
assert points == sorted(points), points
low, high = min(seen), max(seen)
for value, (x, y) in zip(seen, points):
    assert abs(y - (17 - 14 * (value - low) / (high - low))) <= 1, (value, y)
EOF

# In a browser it has a size and a colour, and its table is as wide as it was.
find_browser >/dev/null || {
	echo "no chromium: the page was not shown"
	finish
}
cat >last <<'EOF'
<pre id="check"></pre><script>
document.getElementById("check").textContent = JSON.stringify([...document.querySelectorAll(".spark")].map(s => {
  const box = s.getBoundingClientRect(), path = s.querySelector("path").getBoundingClientRect();
  return [box.width, box.height, path.width, getComputedStyle(s.querySelector("path")).stroke, box.right, innerWidth];
}));
</script>
EOF
sed '/^<\/main>/r last' page.html >check.html
browse check.html
python3 - <<'EOF' || fail "see above"
import html, json, re
dom = open("dom", encoding="utf-8").read()
got = re.search(r'<pre id="check">(.*?)</pre>', dom, re.S).group(1)
got = json.loads(html.unescape(got))
assert got, "no sparkline is shown"
for width, height, line, stroke, right, window in got:
    assert 90 < width < 110 and 18 < height < 24, (width, height)
    assert 30 < line <= width and right < window, (line, right, window)
    assert stroke.startswith("rgb("), stroke
EOF
finish
