#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Level 3 of the model: watermarks, batches, reclaim in the background, write-back, out
# of memory, and what of it is in the time of a fault.
. "${srcdir:-.}/tests/shell/harness.sh"
need_python

scan=gen:scan:pages=3000,hot=700,share=20%,n=15000,writes=20%,seed=42
all=$("$pagerace" list policies | awk '{ print $1 }' |
	grep -v -E '^(opt|ws|vsws|pff|linux|mglru)$' | paste -sd, -)

# Every textbook policy, with memory of a machine and of a group: no page's contents
# are lost, and what was read and evicted adds up.
for of in machine group; do
	for memory in 1,2,7 300,1000; do
		for contents in none bytes; do
			expect 0 "$pagerace" compare $scan -p $all -m $memory -q \
			    --set level=3 --set memory_of=$of --set contents=$contents \
			    --json $contents
		done
		python3 - <<'P' || fail "level 3, $of, $memory frames"
import json
none, kept = (json.load(open(n))["runs"] for n in ("none", "bytes"))
assert len(none) == len(kept) > 60
for a, b in zip(none, kept):
    k = a["kernel"]
    assert k == b["kernel"] and a["faults"] == b["faults"] and k["level"] == 3, a["policy"]
    assert a["swap"]["reads"] == a["faults"]["swap_in"] + k["swap_ra"]
    assert a["hits"] + a["faults"]["total"] == a["references"]
    still = a["faults"]["zero_fill"] + a["swap"]["reads"] - a["evictions"]
    assert 0 <= still <= a["frames"], (a["policy"], still)
    assert a["resident"]["peak"] <= a["frames"]
    taken = k.get("pgsteal_direct", 0) + k.get("pgsteal_kswapd", 0)
    assert taken >= k["pgsteal"] or k["oom"], a["policy"]
P
	done
done

# A kernel gives out more slots than there are pages, round and round; each has
# contents, also where the pages of the trace are counted first, for OPT.
zipf=gen:zipf:pages=6000,n=600000,writes=50%,seed=3
for contents in none stamps; do
	expect 0 "$pagerace" compare $zipf -p linux:swap=async,page_cluster=3 -p opt \
	    -m 500 -q --set contents=$contents --csv $contents.csv
done
cmp none.csv stamps.csv || fail "contents change the counts of a kernel"

# one FILE SET... : lru at level 3 on a device of 60 us.
one() {
	file=$1
	shift
	expect 0 "$pagerace" replay $scan -p lru -m 1000 -q -d nullblk \
	    --figures "$srcdir/tests/kernel/nullblk.yaml" --set level=3 "$@" --json "$file"
}
one slow --set think_ns=10us
one none --set think_ns=10us --set memory_of=group
one fast --set think_ns=1ns
one high --set think_ns=10us --set watermark_scale_factor=1000
one free --set think_ns=10us --set min_free_kbytes=1024
python3 - <<'P' || fail "the daemon"
import json
of = {n: json.load(open(n))["runs"][0] for n in ("slow", "none", "fast", "high", "free")}
k = {n: r["kernel"] for n, r in of.items()}
# With time to spare the daemon does all of it, and faults are not delayed.
assert "allocstall" not in k["slow"] and k["slow"]["pgsteal_kswapd"] > 1000
assert "reclaim_ns" not in k["slow"] and k["slow"]["kswapd_ns"] >= 3000 * k["slow"]["pgsteal_kswapd"]
# Without one the faults reclaim, 32 pages at a time, and wait.
assert "pgsteal_kswapd" not in k["none"] and "kswapd_ns" not in k["none"]
assert 24 < k["none"]["pgsteal_direct"] / k["none"]["allocstall"] <= 33
assert k["none"]["reclaim_ns"] >= 3000 * k["none"]["pgsteal_direct"]
assert of["none"]["latency_ns"]["p99"] > of["slow"]["latency_ns"]["p99"]
# Marks that are further apart leave less memory to use.
assert k["high"]["pgmajfault"] > k["slow"]["pgmajfault"]
assert of["high"]["resident"]["mean"] < of["slow"]["resident"]["mean"] < 1000 - 32
# 256 frames of reserve, of which none is used.
assert of["free"]["resident"]["peak"] <= 1000 - 256 < of["slow"]["resident"]["peak"]
for r in of.values():
    assert r["time_ns"]["stall"] == r["latency_ns"]["sum"] + r["kernel"].get("minor_ns", 0)
    assert r["kernel"].get("reclaim_ns", 0) + r["kernel"].get("writeback_ns", 0) < r["latency_ns"]["sum"]
P

# A device that is slow to write makes faults wait for it; a page that is touched
# while it is written is a minor fault.
cat >figures.yaml <<'F'
kernel:
  zero_fault_ns: 1us
  evict_ns: 1us
devices:
  tape:
    kind: flash
    servers: 1
    read: { 0%: 60us, 100%: 60us }
    write: { 0%: 900us, 100%: 900us }
    source: none
F
expect 0 "$pagerace" replay gen:zipf:pages=3000,n=15000,s=0.7,writes=100%,seed=3 -p lru \
    -m 1000 -d tape --figures figures.yaml --set level=3 --set read_ahead=no --json tape
python3 - <<'P' || fail "waiting for write-back"
import json
k = json.load(open("tape"))["runs"][0]["kernel"]
assert k["writeback_ns"] > 10 * k["reclaim_ns"] > 0, k
assert k["pgfault_minor_swapcache"] > 0 and k["swap_ra"] == k["swap_ra_hit"] == 0
P
grep -q 'waiting for write-back: ' out || fail "the report does not say what faults waited for"

# A fault does not wait for what a batch of the daemon writes after it: a batch of 32 pages
# takes 3.2 ms, and what is requested 60 us.
cat >wide.yaml <<'F'
kernel:
  evict_ns: 100us
devices:
  wide:
    kind: flash
    servers: 8
    read: { 0%: 60us, 100%: 60us }
    write: { 0%: 60us, 100%: 60us }
    source: none
F
for device in wide none; do
	expect 0 "$pagerace" compare $scan -p lru,linux,mglru,linux:swap=async,mglru:swap=async \
	    -m 1500 -d $device --figures wide.yaml -q --set level=3 --set think_ns=200us \
	    --set watermark_scale_factor=1000 --json wide
	python3 - <<'P' || fail "faults during a batch, on $device"
import json
for r in json.load(open("wide"))["runs"]:
    assert r["kernel"]["pgsteal_kswapd"] > 2000 and "allocstall" not in r["kernel"], r["policy"]
    assert r["latency_ns"]["max"] < 1000000, (r["policy"], r["latency_ns"]["max"])
P
done

# All that a batch or a pass writes is requested, where no two slots are adjacent, too: what lru
# lets go leaves its frame, and a fault of linux waits for the hundreds of writes before it.
sed 's/evict_ns: 100us/evict_ns: 1us/; s/servers: 8/servers: 1/; /write:/s/60us/500us/g' wide.yaml >narrow.yaml
expect 0 "$pagerace" compare gen:uniform:pages=4000,n=60000,writes=100%,seed=3 -p lru,linux,mglru \
    -m 3000 -d wide --figures narrow.yaml -q --set level=3 --set think_ns=1ms \
    --set watermark_scale_factor=1000 --json narrow
python3 - <<'P' || fail "writes that lie ahead"
import json
lru, *passes = json.load(open("narrow"))["runs"]
assert lru["resident"]["mean"] < lru["resident"]["peak"] - 150, lru["resident"]
for r in passes:
    assert r["latency_ns"]["max"] > 300 * 500000, (r["policy"], r["latency_ns"]["max"])
P

# linux and mglru: memory of a machine, with swap as on zram and as on a disk.
expect 0 "$pagerace" compare $scan -p linux,mglru,linux:swap=async,mglru:swap=async -m 1000 \
    -q --set level=3 --set think_ns=10us --json machine
expect 0 "$pagerace" compare $scan -p linux,mglru,linux:swap=async,mglru:swap=async -m 1000 \
    -q --set level=3 --set memory_of=group --set think_ns=10us --json group
expect 0 "$pagerace" compare $scan -p linux,mglru,linux:swap=async,mglru:swap=async -m 1000 \
    -q --set think_ns=10us --json plain
python3 - <<'P' || fail "linux and mglru"
import json
machine, group, plain = (json.load(open(n))["runs"] for n in ("machine", "group", "plain"))
for m, g, p in zip(machine, group, plain):
    assert g["kernel"] == p["kernel"] and "pgsteal_kswapd" not in g["kernel"]
    assert m["kernel"]["pgsteal_kswapd"] > 500 and m["kernel"]["oom"] == 0
    assert m["resident"]["peak"] <= 1000 - 32
    assert m["hits"] + m["faults"]["total"] == m["references"]
    # A batch that a fault reclaims is in its latency, with synchronous swap, too.
    assert g["kernel"]["reclaim_ns"] > g["kernel"]["allocstall"] * 16 * 500
    assert g["latency_ns"]["max"] > m["latency_ns"]["p50"]
P

# Out of memory is a result: of a group that holds no page beside the kernel's, and of a
# swap that is full.
for level in 1 2 3; do
	expect 0 "$pagerace" replay $scan -p lru -m 300 --set level=$level \
	    --set swap_size=1MiB --json oom
	python3 -c 'import json; assert json.load(open("oom"))["runs"][0]["kernel"]["oom"] > 0' ||
		fail "level $level: swap is full and nobody is killed"
	grep -q 'out of memory' out || fail "level $level: the report does not say so"
done
expect 0 "$pagerace" replay $scan -p linux -m 300 --set swap_size=1MiB --json oom
grep -q 'out of memory' out || fail "linux: swap is full"
expect 0 "$pagerace" replay $scan -p lru -m 2 --set level=3 --set memory_of=group
grep -q 'out of memory' out || fail "a group of two pages"
expect 3 "$pagerace" replay $scan -p lru -m 300 --set level=0 --set swap_size=1MiB

# Changes of the address space, with pages in write-back.
event_trace trace
for policy in lru arc linux; do
	for of in machine group; do
		expect 0 "$pagerace" replay trace -p $policy -m 4 --set level=3 \
		    --set memory_of=$of
	done
done

refuse() {
	text=$1
	shift
	expect 2 "$pagerace" compare $scan -q -m 300 -p lru "$@"
	grep -q -- "$text" err || fail "$*: $(cat err)"
}
refuse 'level: 3' --set memory_of=machine
refuse 'level: 3' --set level=2 --set min_free_kbytes=100
refuse 'no watermarks' --set level=3 --set memory_of=group --set watermark_scale_factor=20
refuse 'scope: local' --set level=3 --set scope=local
finish
