#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Levels of the model: which one is in force, what contradicts it, and what it does to
# textbook policies.
. "${srcdir:-.}/tests/shell/harness.sh"
need_python

scan=gen:scan:pages=3000,hot=700,share=20%,n=20000,writes=20%,seed=42
all=$("$pagerace" list policies | awk '{ print $1 }' |
	grep -v -E '^(opt|ws|vsws|pff|linux|mglru)$' | paste -sd, -)

# run LEVEL FILE ARGS...: a document.
run() {
	level=$1
	to=$2
	shift 2
	expect 0 "$pagerace" compare "$@" -q --set level=$level --json "$to"
}

# The textbook's level is the default; level 1 is that of swap_cache=yes.
run auto none $scan -p lru,clock -m 300,1000
run 0 zero $scan -p lru,clock -m 300,1000
run 1 one $scan -p lru,clock -m 300,1000
expect 0 "$pagerace" compare $scan -p lru,clock -m 300,1000 -q --set swap_cache=yes \
    --json cache
python3 - <<'P' || fail "levels 0 and 1"
import json
runs = {n: json.load(open(n))["runs"] for n in ("none", "zero", "one", "cache")}
strip = lambda runs: [{k: v for k, v in r.items() if k != "model"} for r in runs]
assert strip(runs["none"]) == strip(runs["zero"])
assert strip(runs["one"]) == strip(runs["cache"])
assert all("kernel" not in r for r in runs["zero"])
assert all(r["kernel"]["level"] == 1 for r in runs["one"])
assert all(r["kernel"]["pgsteal"] == r["evictions"] for r in runs["one"])
assert runs["zero"][0]["model"]["level"] == "0" and "level" not in runs["none"][0]["model"]
P

# Level 2: a loop that LRU always misses is read eight pages at a time.  A hit of
# a page that was read ahead is a minor fault.
run 0 zero gen:loop:pages=2000,n=20000,writes=10% -p lru -m 1000
run 2 two gen:loop:pages=2000,n=20000,writes=10% -p lru -m 1000
expect 0 "$pagerace" compare gen:loop:pages=2000,n=20000,writes=10% -p lru -m 1000 -q \
    --set level=2 --set read_ahead=no --json alone
python3 - <<'P' || fail "level 2"
import json
of = {n: json.load(open(n))["runs"][0] for n in ("zero", "two", "alone")}
zero, two, alone = of["zero"], of["two"], of["alone"]
k = two["kernel"]
assert k["level"] == 2
assert zero["faults"]["page_faults"] == 20000
assert two["faults"]["page_faults"] + k["pgfault_minor_swapcache"] == 20000
assert two["faults"]["swap_in"] < zero["faults"]["swap_in"] / 7
assert two["swap"]["reads"] == two["faults"]["swap_in"] + k["swap_ra"] == k["pswpin"]
assert 0.99 * k["swap_ra"] < k["swap_ra_hit"] <= k["swap_ra"]
assert k["pgfault_minor_swapcache"] == k["swap_ra_hit"]
assert two["time_ns"]["total"] < zero["time_ns"]["total"]
assert alone["kernel"]["swap_ra"] == 0 and alone["faults"] == zero["faults"]
assert two["hits"] + two["faults"]["total"] == two["references"]
P

# Of every policy: what is read is what faults and read-ahead ask for, and no page's
# contents are lost.
for memory in 1,2,7 300,1000; do
	run 2 two $scan -p $all -m $memory
	expect 0 "$pagerace" compare $scan -p $all -m $memory -q --set level=2 \
	    --set contents=bytes --json bytes
	python3 - <<'P' || fail "level 2 of every policy, $memory frames"
import json
two, kept = (json.load(open(n))["runs"] for n in ("two", "bytes"))
assert len(two) == len(kept) > 60
for a, b in zip(two, kept):
    assert a["kernel"] == b["kernel"] and a["faults"] == b["faults"], a["policy"]
    assert a["swap"]["reads"] == a["faults"]["swap_in"] + a["kernel"]["swap_ra"]
    assert a["evictions"] == a["faults"]["zero_fill"] + a["swap"]["reads"] - a["resident"]["peak"], a["policy"]
P
done

# By slot: what was written together is read together.
run 2 slot gen:loop:pages=2000,n=20000,writes=100% -p fifo -m 1000 --set read_ahead=slot
python3 - <<'P' || fail "read-ahead by slot"
import json
r = json.load(open("slot"))["runs"][0]
assert r["kernel"]["swap_ra_hit"] > 0.9 * r["kernel"]["swap_ra"] > 12000, r["kernel"]
P

# The level is in the text, and the document says it all again.
expect 0 "$pagerace" replay $scan -p lru -m 300 --set level=2 --json doc
grep -q 'level 2 of the model' out || fail "the report does not say the level"
expect 0 "$pagerace" repeat doc

# refuse TEXT ARGS...: the message has the text.
refuse() {
	text=$1
	shift
	expect 2 "$pagerace" compare $scan -q -m 300 "$@"
	grep -q -- "$text" err || fail "$*: $(cat err)"
}
refuse 'level: 0 has not a swap cache' -p lru --set level=0 --set swap_cache=yes
refuse 'level: 2 has a swap cache' -p lru --set level=2 --set swap_cache=no
refuse 'level: 2 has a swap cache' -p lru --set swap_cache=no --set level=2
refuse 'always_write' -p lru --set level=1 --set always_write=yes
refuse 'slot_mode' -p lru --set level=2 --set slot_mode=vaddr
refuse 'need a swap cache' -p lru --set level=1 --set page_cluster=3
refuse 'need a swap cache' -p lru --set read_ahead=slot
refuse 'reads no neighbours' -p lru --set level=2 --set read_ahead=no --set page_cluster=3
refuse 'policy opt does not run at level 2' -p lru,opt --set level=2
refuse 'policy ws does not run at level 2' -p ws --set level=2
refuse 'policy linux does not run at level 2' -p linux --set level=2
refuse 'level 2' -p lru --set level=2 --sample 50%
refuse 'auto, 0, 1, 2' -p lru --set level=9
expect 0 "$pagerace" compare $scan -q -m 300 -p opt,ws --set level=1

# A curve is made of runs.
expect 0 "$pagerace" curve gen:loop:pages=2000,n=20000,writes=10% -p lru -q --set level=2 \
    --json curve
python3 - <<'P' || fail "a curve at level 2"
import json
c = json.load(open("curve"))["curves"][0]
assert not c["exact"] and any(f < 10000 for n, f in c["points"] if n < 2000)
P
# Read-ahead of a kernel's policies needs a device that takes its time.
for given in page_cluster=3 vma_ra=no; do
	for policy in linux mglru; do
		expect 2 "$pagerace" replay $scan -p $policy:$given -m 100 -q
		grep -q "policy $policy: $given needs swap=async" err || fail "$given: $(cat err)"
		expect 0 "$pagerace" replay $scan -p $policy:$given,swap=async -m 100 -q
	done
done
expect 0 "$pagerace" replay $scan -p linux:page_cluster=0,vma_ra=auto -m 100 -q
finish
