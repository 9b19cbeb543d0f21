#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# In a browser the page has no error, its charts and tables have the numbers of the
# document, a policy can be hidden, a table sorted, and a chart read by keys.
. "${srcdir:-.}/tests/shell/harness.sh"
need_python
find_browser >/dev/null || {
	echo "skipped: no chromium"
	exit 77
}

small trace
"$pagerace" compare trace -p fifo,clock,lru,ws,opt -m 4,8,16,32 -d nvme,hdd \
    --explain --html page.html --json page.json -q 2>err
grep -q '^ \* Chart.js v' page.html || {
	echo "skipped: built without Chart.js"
	exit 77
}
python3 - <<'EOF'
text = open("page.html", encoding="utf-8").read()
first = '<script>window.bad = []; window.onerror = e => bad.push(String(e));</script>'
last = '''<pre id="check"></pre><script>
const out = { errors: bad, charts: [], tables: [] };
try {
  pagerace.charts.forEach(it => it.chart || pagerace.draw(it));
  for (const it of pagerace.charts) {
    out.charts.push({ id: it.c.id, sets: it.chart.data.datasets.filter(d => d.label)
      .map(d => [d.label, d.data.map(p => typeof p === "object" ? [p.x, p.y] : p)]) });
    it.figure.querySelector("details").open = true;
  }
  for (const t of document.querySelectorAll("section > .scroll > table"))
    out.tables.push([...t.rows].map(r => [...r.cells].map(c => c.textContent.trim())));
  const it = pagerace.charts[0], button = it.buttons[1];
  button.click();
  out.hidden = pagerace.charts.map(o => o.chart.isDatasetVisible(1));
  out.pressed = button.getAttribute("aria-pressed");
  button.click();
  out.shown = it.chart.isDatasetVisible(1);
  it.canvas.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
  out.said = it.figure.querySelector("[aria-live]").textContent;
  const table = [...document.querySelectorAll("table.sort")].find(t => t.rows[0].cells[3]?.textContent.trim() === "page faults");
  table.rows[0].cells[3].querySelector("button").click();
  out.sorted = [...table.tBodies[0].rows].map(r => r.cells[3].textContent);
  out.sort = table.rows[0].cells[3].getAttribute("aria-sort");
} catch (e) { bad.push(String(e)); }
setTimeout(() => {
  out.numbers = pagerace.charts.map(o => [...o.figure.querySelectorAll("details td")].map(c => c.textContent));
  document.getElementById("check").textContent = JSON.stringify(out);
}, 500);
</script>'''
text = text.replace("<body>", "<body>" + first).replace("</body>", last + "</body>")
open("check.html", "w", encoding="utf-8").write(text)
EOF
browse check.html
python3 - <<'EOF' || fail "see above"
import html, json, re
dom = open("dom", encoding="utf-8").read()
got = re.search(r'<pre id="check">(.*?)</pre>', dom, re.S)
out = json.loads(html.unescape(got.group(1)))
assert out["errors"] == [], out["errors"]
d = json.load(open("page.json"))
runs = d["runs"]
def value(run, what):
    return {"faults": run["faults"]["page_faults"], "time": run["time_ns"]["stall"],
        "swap": run["swap"]["reads"] + run["swap"]["writes"],
        "ratio": None if not run.get("optimum") else
            (run["faults"]["page_faults"] * 2000000 + run["optimum"]) // (2 * run["optimum"])}[what]
seen = 0
charts = {c["id"]: dict(c["sets"]) for c in out["charts"]}
for what, device in ("faults", "nvme"), ("ratio", "nvme"), ("time", "nvme"), ("time-2", "hdd"), \
        ("swap", "nvme"), ("swap-2", "hdd"):
    for run in runs:
        if run["device"] != device:
            continue
        points = dict(map(tuple, charts[what][run["policy_label"]]))
        want = value(run, what.split("-")[0])
        assert points[run["frames"]] == (want if want else None), (what, run["policy"], points, want)
        seen += 1
# Causes, and the percentiles of the size in the middle.
causes = charts["causes"]
for k, label in ("cold", "cold: first touches"), ("policy", "policy: OPT has hits there"):
    # Those on the second device are the same, and not shown again.
    assert sorted(causes[label]) == sorted(r["explanation"][k] for r in runs
        if r["device"] == "nvme"), label
for name, points in charts["latency"].items():
    run = next(r for r in runs if r["policy_label"] == name and r["frames"] == 8 and r["device"] == "nvme")
    at = dict(map(tuple, points))
    for n, key in (2, "p50"), (10, "p90"), (100, "p99"):
        if n in at:
            assert at[n] == run["latency_ns"][key], (name, n)
            seen += 1
for name, points in charts["histogram"].items():
    run = next(r for r in runs if r["policy_label"] == name and r["frames"] == 8 and r["device"] == "nvme")
    assert sum(y for x, y in points) == run["latency_ns"]["count"], name
# The table of all runs, and that of faults.
table = next(t for t in out["tables"] if "p99.9" in t[0])
head = [re.sub(r"\W+$", "", h) for h in table[0]]
assert len(table) == len(runs) + 1
for row, run in zip(table[1:], runs):
    cell = dict(zip(head, row))
    for key, want in ("frames", run["frames"]), ("page faults", run["faults"]["page_faults"]), \
            ("first touches", run["faults"]["zero_fill"]), ("evictions", run["evictions"]), \
            ("swap reads", run["swap"]["reads"]), ("swap writes", run["swap"]["writes"]):
        assert cell[key] == format(want, ","), (key, cell, want)
        seen += 1
assert seen > 200, seen
# The numbers below the first chart are its points.
want = sorted(format(r["faults"]["page_faults"], ",") for r in runs if r["device"] == "nvme")
assert sorted(out["numbers"][0]) == want, out["numbers"][0]
name = list(charts["faults"])[1]
assert [c["id"] for c, v in zip(out["charts"], out["hidden"]) if v and name in dict(c["sets"])] == []
assert out["pressed"] == "false" and out["shown"], out["pressed"]
assert out["said"].startswith("memory in frames 4: fifo "), out["said"]
n = [int(x.replace(",", "")) for x in out["sorted"]]
assert n == sorted(n) and out["sort"] == "ascending", n
EOF
finish
