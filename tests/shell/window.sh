#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# --skip, --warmup and --take, against a plain computation: what is left out is
# deleted from the trace, and what a warm-up does not count is subtracted.
. "${srcdir:-.}/tests/shell/harness.sh"
need_python

# 4,000 references by three processes, with areas, forks, pins and ticks between
# them; some are denied and some are to linear memory.
python3 >events.trace <<'EOF'
x = 1
print("pagerace-trace 1")
for pid in "", " pid=3":
    print("map 100000 400K rwx name=heap" + pid)
print("map 800000 16K rw linear=4000 name=frames")
for i in range(4000):
    x = (x * 1103515245 + 12345) % 2**31
    if i == 1000:
        print("fork 7")
    if i == 3900:
        print("exit pid=7")
    if i % 700 == 350:
        print("pin %x 8K" % (0x100000 + i // 700 * 0x2000))
    if i % 700 == 600:
        print("unpin %x 8K" % (0x100000 + i // 700 * 0x2000))
    if i % 300 == 10:
        print("tick")
    if i == 2500:
        print("unmap 120000 16K")
    page = x >> 8 & 31 if x >> 20 & 3 else x >> 8 & 127
    where = 0x800000 if x >> 13 & 63 == 0 else 0x100000 + page * 4096
    pid = "" if i < 1000 or i >= 3900 or x >> 5 & 3 else " pid=7"
    print("%s %x 4%s" % ("RWRM"[x >> 16 & 3], where,
          " pid=3" if x >> 27 & 7 == 0 else pid))
EOF
small small.trace

# deleted FILE SKIP TAKE: without the references outside the window; the events
# after it are not applied.
deleted() {
	awk -v skip="$2" -v stop=$(($2 + $3)) '
		/^[RWXM] / { if (++n > skip && n <= stop) print; next }
		n < stop' "$1"
}

# The part of a document that is the same where the counts are.
cat >same.py <<'EOF'
import json, sys
def counts(name):
    d = json.load(open(name))
    for key in "name", "digest", "window", "accesses":
        d["trace"].pop(key, None)
    for r in d["runs"]:
        for key in "model", "memory", "trace":
            r.pop(key, None)
    return [d["trace"], d["runs"]]
a, b = counts(sys.argv[1]), counts(sys.argv[2])
if a != b:
    for x, y in zip([a[0], *a[1]], [b[0], *b[1]]):
        for k in x:
            if x[k] != y.get(k):
                print(x.get("policy"), x.get("frames"), k, x[k], y.get(k))
    sys.exit(1)
EOF

for trace in small.trace events.trace; do
	for device in none nvme; do
		set -- -p all -m 6,13,40 -d $device -q
		"$pagerace" compare $trace "$@" --skip 1111 --take 1500 \
			--json window.json
		deleted $trace 1111 1500 >cut.trace
		"$pagerace" compare cut.trace "$@" --json cut.json
		python3 same.py window.json cut.json ||
			fail "$trace, $device: not the counts of what is left"
	done
done
"$pagerace" compare events.trace -p lru,clock -m 40 --set scope=local -q \
	--skip 1111 --json window.json
deleted events.trace 1111 9999 >cut.trace
"$pagerace" compare cut.trace -p lru,clock -m 40 --set scope=local -q \
	--json cut.json
python3 same.py window.json cut.json || fail "scope=local"

# A warm-up: the counts of both parts less those of the first part.
cat >less.py <<'EOF'
import json, sys
COUNTS = ("references hits denied no_frame total page_faults zero_fill swap_in "
    "cow cow_copies cow_last evictions reads writes stall count faults swap "
    "time_ns latency_ns by_area by_process cleaned sum").split()
def runs(name):
    return json.load(open(name))["runs"]
def less(a, b):
    if isinstance(a, dict):
        b = b if isinstance(b, dict) else {}
        return {k: less(a[k], b.get(k, 0)) for k in a if k in COUNTS}
    if isinstance(a, list):
        b = b if isinstance(b, list) else []
        return [less(x, b[i] if i < len(b) else 0) for i, x in enumerate(a)]
    return a - b
bad = 0
for warm, both, first in zip(*map(runs, sys.argv[1:4])):
    if warm["sight"] == "future":
        continue
    got, want = less(warm, 0), less(both, first)
    if got != want:
        print(warm["policy"], warm["frames"], got, want)
        bad = 1
    buckets = {tuple(b[:2]): b[2] for b in both["latency_ns"]["buckets"]}
    for low, high, n in first["latency_ns"]["buckets"]:
        buckets[low, high] -= n
    left = [[*k, n] for k, n in buckets.items() if n]
    if left != warm["latency_ns"]["buckets"]:
        print(warm["policy"], warm["frames"], "buckets")
        bad = 1
sys.exit(bad)
EOF
for trace in small.trace events.trace; do
	for how in "none -m 6,13" "nvme -m 40" "none -m 40 --set scope=local" \
	    "zram -m 6 --set swap_cache=yes"; do
		set -- -p all -d $how -q --skip 200
		"$pagerace" compare $trace "$@" --warmup 1300 --take 2000 \
			--json warm.json
		"$pagerace" compare $trace "$@" --take 3300 --json both.json
		"$pagerace" compare $trace "$@" --take 1300 --json first.json
		python3 less.py warm.json both.json first.json ||
			fail "$trace, $how: not the counts after the warm-up"
	done
done

# OPT sees what follows, so its events are counted instead.
"$pagerace" replay small.trace -p opt -m 9 -q --take 3000 --events all.tsv
"$pagerace" replay small.trace -p opt -m 9 -q --warmup 1000 --take 2000 \
	--events counted.tsv --json opt.json
awk 'NR == 1 || $1 > 1000' all.tsv | cmp - counted.tsv || fail "events of opt"
python3 -c '
import json
r = json.load(open("opt.json"))["runs"][0]
n = sum(1 for _ in open("counted.tsv")) - 1
assert r["faults"]["total"] == n == r["latency_ns"]["count"] > 0, n
assert r["references"] == 2000 == r["hits"] + n' || fail "counts of opt"

# A peak is that of the counted part, and begins with what is in use.
"$pagerace" replay --refs "0w 1w 2w 3w 4w 5w 5 5" -p lru -m 2 -q --warmup 6 \
	--json peak.json
"$pagerace" replay --refs "0w 1w 2w 3w 4w 5w 5 5" -p lru -m 2 -q --take 6 \
	--json used.json
python3 -c '
import json
peak, used = (json.load(open(f))["runs"][0]["swap"]["slots_peak"]
              for f in ("peak.json", "used.json"))
assert peak == used == 4, (peak, used)' || fail "slots_peak"

# One answer by every way: as the trace is read, from a recorded string, one
# machine at a time, through a pipe, in shares, from a suite.
set -- -p lru,clock,arc -m 8,30 -d none -q --skip 400 --warmup 1000 --take 2000
"$pagerace" compare small.trace "$@" --json want.json
"$pagerace" compare small.trace "$@" --engine=plain --json plain.json 2>/dev/null
cmp want.json plain.json || fail "--engine=plain"
"$pagerace" compare small.trace "$@" -j 3 --json jobs.json
cmp want.json jobs.json || fail "-j 3"
xz <small.trace | "$pagerace" compare - "$@" --json pipe.json
python3 same.py want.json pipe.json || fail "through a pipe"
set -- -p lru,clock,arc -m 8,30 -d none -q --skip 10% --warmup 25% --take 50%
"$pagerace" compare small.trace "$@" --json share.json
python3 same.py want.json share.json || fail "shares"
"$pagerace" compare - "$@" --json pipe.json <small.trace
python3 same.py want.json pipe.json || fail "shares through a pipe"
"$pagerace" compare events.trace "$@" --set areas=declared --json share.json
"$pagerace" compare events.trace -p lru,clock,arc -m 8,30 -d none -q \
	--set areas=declared --skip 400 --warmup 1000 --take 2000 \
	--json want2.json
python3 same.py want2.json share.json || fail "shares, with events"
cat >suite.yaml <<'EOF'
traces: [ { path: small.trace, settings: { warmup: 1000 } } ]
policies: [ lru, clock, arc ]
memories: [ 8, 30 ]
devices: [ none ]
settings: { skip: 400, take: 2k }
EOF
"$pagerace" bench suite.yaml -q --json suite.json
python3 -c '
import json
want, got = json.load(open("want.json")), json.load(open("suite.json"))
assert got["results"][0]["runs"] == want["runs"]
assert got["results"][0]["trace"] == want["trace"]
assert want["trace"]["window"] == {"whole": 4000, "skipped": 400,
    "warmup": 1000}
assert want["trace"]["references"] == 3000
assert want["runs"][0]["model"]["warmup"] == 1000' || fail "a suite"

# A reference is a page of an access: the window cuts an access in two.
printf 'pagerace-trace 1\nR 10ffe 4\nR 20ffe 4\n' >straddle.trace
"$pagerace" info straddle.trace --skip 1 --take 2 --json - >out
grep -q '"references": 2' out || fail "an access across a boundary"

# The faults explained are those that are counted.
"$pagerace" compare small.trace -p lru -m 9 -q --explain --skip 100 \
	--warmup 900 --take 2000 --json explained.json
python3 -c '
import json
r = json.load(open("explained.json"))["runs"][0]
x = r["explanation"]
assert x["cold"] + x["capacity"] + x["policy"] == r["faults"]["page_faults"]
assert sum(map(sum, x["phases"])) == r["faults"]["page_faults"] > 0
assert x["phases"][0] != [0, 0, 0] != x["phases"][-1], x["phases"]' ||
	fail "--explain"
"$pagerace" compare small.trace -p lru -m 9 -q --explain --warmup 900 --take 60 \
	--json explained.json
python3 -c '
import json
pages = json.load(open("explained.json"))["runs"][0]["explanation"]["worst_pages"]
assert pages and all(p["evicted_at"] > 0 for p in pages), pages' ||
	fail "--explain: evictions of the warm-up"

# A window is part of a run's key; documents without one do not have it.
"$pagerace" compare small.trace -p lru,clock,arc -m 8,30 -d none -q --json all.json
grep -q 'warmup\|window' all.json && fail "a document without a window has it"
expect 3 "$pagerace" diff all.json want.json
grep -q 'model skip' err || fail "diff: $(cat err)"
"$pagerace" report want.json >out
grep -q 'references 401 to 3,400 of 4,000; the first 1,000 are a warm-up' out ||
	fail "a report does not name the window"

# Nothing left to count is an error, and check counts everything.
for window in "--skip 4000" "--warmup 9k" "--skip 1 --warmup 3999" \
    "--take 0.001%" "--skip 100%"; do
	expect 3 "$pagerace" compare small.trace -p lru -m 8 $window
	grep -q 'of its 4000 references none is left to count' err ||
		fail "$window: $(cat err)"
done
expect 2 "$pagerace" compare small.trace --warmup 101%
expect 2 "$pagerace" check lru small.trace --set warmup=5
expect 0 "$pagerace" check lru small.trace --skip 100 --take 500 --runs 0 --long 0
finish
