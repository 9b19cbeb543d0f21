#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# 'info': one pass over standard input, the same facts whatever way the trace
# comes; reuse distances are the misses of lru, mean working sets those of a
# plain computation; the picture; what is refused.
. "${srcdir:-.}/tests/shell/harness.sh"
need_python
pattern=zipf:pages=300,n=40000,writes=25%

"$pagerace" gen "$pattern" -o zipf.trace -q
"$pagerace" info "gen:$pattern" -q --json gen.json
"$pagerace" info - -q --json pipe.json <zipf.trace
"$pagerace" info zipf.trace -q --json file.json --svg file.svg
gzip -c zipf.trace | "$pagerace" info - -q --json gzip.json --svg gzip.svg
for name in file gen pipe gzip; do
	sed -n '/"survey"/,$p' $name.json >$name.survey
	cmp $name.survey file.survey || fail "another survey of $name"
done
[ -s file.survey ] || fail "no survey"

# A piece at a time, as a slow writer gives it.
(
	head -c 30001 zipf.trace
	sleep 1
	tail -c +30002 zipf.trace
) | "$pagerace" info - -q --json - | sed -n '/"survey"/,$p' |
	cmp - file.survey || fail "pieces change the survey"

"$pagerace" compare zipf.trace -p lru -m 1,2,4,8,16,32,64,128,256,512 -q \
    --json lru.json
"$pagerace" gen "$pattern,processes=3,quantum=100" -o three.trace -q
"$pagerace" info three.trace -q --json three.json --map
python3 - <<'END' || fail "see above"
import json
s = json.load(open("file.json"))["survey"]
for r in json.load(open("lru.json"))["runs"]:
    hits = sum(b[2] for b in s["reuse_distance"]["buckets"]
               if b[1] < r["frames"])
    assert s["references"] - hits == r["faults"]["page_faults"], r["frames"]
assert s["reuse_distance"]["exact"]
pages, process = [], []
for line in open("three.trace"):
    w = line.split()
    if w[0] in ("R", "W"):
        pid = [int(x[4:]) for x in w if x.startswith("pid=")] or [0]
        pages.append((pid[0], int(w[1], 16) >> 12))
        process.append((pid[0], w[0]))
d = json.load(open("three.json"))
s = d["survey"]
assert s["references"] == len(pages) == 40000
assert s["pages"] == len(set(pages))
for i, p in enumerate(d["trace"]["processes"]):
    for kind, word in ("R", "reads"), ("W", "writes"):
        assert s["processes"][i][word] == process.count((p["pid"], kind))
for w in s["working_set"]:
    last, total, missing = {}, 0, 0
    for t, page in enumerate(pages):
        x = t - last[page] if page in last else w["window"] + 1
        missing += x > w["window"]
        if page in last:
            total += min(x, w["window"])
        last[page] = t
    total += sum(min(len(pages) - t, w["window"]) for t in last.values())
    assert missing == w["missing"]
    assert abs(total / len(pages) - w["mean_pages"]) < 0.0006
m = s["map"]
assert len(m["blocks"]) <= 512 and m["columns"] <= 512
assert sum(sum(b["references"]) for b in m["blocks"]) == 40000
assert sum(r["references"] for r in s["regions"]["list"]) == 40000
assert sum(r["pages"] for r in s["regions"]["list"]) == s["pages"]
END

# More pages than the arrays have at first, which grow.
"$pagerace" info gen:loop:pages=150k,n=400k -q --json loop.json --map
python3 - <<'END' || fail "pages beyond those at first"
import json
s = json.load(open("loop.json"))["survey"]
assert s["pages"] == 150000
d = s["reuse_distance"]
assert d["count"] == 250000 and d["max"] == 149999 and d["p50"] == 149999
assert [w["missing"] for w in s["working_set"][-3:]] == [400000, 150000, 150000]
assert s["popularity"]["top"][-1]["references"] == 225000
assert len(s["regions"]["list"]) == 1
assert s["regions"]["list"][0]["references"] == 400000
assert sum(sum(b["references"]) for b in s["map"]["blocks"]) == 400000
END

# Beyond the limit distances are estimated, and that is said.
"$pagerace" info zipf.trace --exact-pages 100 --json few.json >few.txt
grep -q '"exact": false' few.json || fail "an estimate is called exact"
grep -q 'estimated from one of [48] pages' few.txt || fail "nothing of estimates"
grep -q 'just has the page, exact' few.txt && fail "estimates called exact"

# The picture: well-formed, nothing from elsewhere, the same bytes each time.
cmp file.svg gzip.svg >/dev/null && fail "pictures do not name their trace"
"$pagerace" info zipf.trace -q --svg again.svg
cmp file.svg again.svg || fail "two pictures of one trace"
python3 - <<'END' || fail "no picture"
import re, xml.dom.minidom
text = open("file.svg").read()
d = xml.dom.minidom.parseString(text).documentElement
assert d.tagName == "svg"
assert not re.search("href|url\\(|<image|<script|http(?!://www.w3.org/2000/svg)",
                     text)
words = [t.firstChild.data for t in d.getElementsByTagName("text")
         if t.firstChild]
assert "zipf.trace" in words and "zipf" in words, words
assert "40k" in words and "time, in references" in words, words
END
printf 'pagerace-trace 1\nmap 1000 4K rw name=a<&">b\nW 1000 4\n' >odd.trace
"$pagerace" info odd.trace -q --svg - | python3 -c '
import sys, xml.dom.minidom
d = xml.dom.minidom.parseString(sys.stdin.read())
assert any(t.firstChild and t.firstChild.data == "a<&\">b"
           for t in d.getElementsByTagName("text"))' || fail "escapes"

# The legend has each count once, also where there are fewer counts than shades.
for most in 1 3 5 40; do
	"$pagerace" info "gen:loop:pages=1,n=$((most * 1024))" -q --svg - |
		python3 -c '
import sys, xml.dom.minidom
d = xml.dom.minidom.parseString(sys.stdin.read())
shown = [int(t.firstChild.data) for t in d.getElementsByTagName("text")
         if t.getAttribute("y") == "70" and t.firstChild.data.isdigit()]
assert shown and shown == sorted(set(shown)), shown' || fail "legend of $most"
done

# Characters for the locale.
"$pagerace" info zipf.trace >ascii.txt
grep -q '|.*#' ascii.txt || fail "no picture on the terminal"
LC_ALL=C grep -q '[^ -~]' ascii.txt && fail "not ASCII"
if locale -a 2>/dev/null | grep -qi '^C.utf-\?8$'; then
	LC_ALL=C.UTF-8 "$pagerace" info zipf.trace | grep -q '│.*█' ||
		fail "no blocks"
fi
for width in 20 40 77 200; do
	COLUMNS=$width "$pagerace" info zipf.trace |
		sed -n '/^References over/,$p' | grep '|' |
		awk -v most=$((width < 40 ? 40 : width)) \
		    'length > most { exit 1 }' || fail "wider than $width"
done

# Nothing to draw; other commands have no such picture.
printf 'pagerace-trace 1\nmap 1000 4K r name=a\nW 1000 4\n' >empty.trace
expect 0 "$pagerace" info empty.trace
expect 3 "$pagerace" info empty.trace -q --svg none.svg
[ ! -e none.svg ] || fail "a picture of nothing"
expect 2 "$pagerace" replay zipf.trace -m 10 --svg none.svg
expect 2 "$pagerace" info zipf.trace --exact-pages 1

# The report ends with the command that makes it again.
expect 0 "$pagerace" info zipf.trace --page-size 8KiB --skip 10% --exact-pages 64
cp out first
sed -n '/^  pagerace/,$p' out | sed "s|^  pagerace|$pagerace|; s/TRACE/zipf.trace/" >again
tr -d '\n' <again | grep -q 'page_size=8192.*skip=10%.*exact-pages 64' || fail "$(cat again)"
sh -eu again >out 2>err || fail "not a command: $(cat again)"
cmp first out || fail "another report: $(cat again)"
finish
