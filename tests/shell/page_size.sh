#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Pages of 16 bytes to 1 GiB: references, footprint and faults of every size, those
# of a plain model, whatever the format, from the command line and in a suite.
. "${srcdir:-.}/tests/shell/harness.sh"

# Addresses below 2^36, in runs and scattered; some accesses straddle a boundary of
# every size.  trace.lines has the address, in two numbers of 28 bits, and the size.
awk 'BEGIN {
	x = 12345
	for (i = 0; i < 3000; i++) {
		x = (x * 1103 + 12347) % 1048576
		if (i % 7 == 0)
			high = int(x / 4096)
		low = (x * 256 + i % 5 * 977) % 268435456
		if (i % 3 > 0)
			low = low % 4096
		if (i % 11 == 0)
			low = 268435452
		print high, low, 1 + x % 60
	}
}' >trace.lines
awk 'BEGIN { print "pagerace-trace 1" }
    { printf "%s %x%07x %d\n", NR % 4 ? "R" : "W", $1 + 1, $2, $3 }' trace.lines >text
awk '{ printf " %s %x%07x,%d\n", NR % 4 ? "L" : "S", $1 + 16, $2, $3 }' \
    trace.lines >lackey

# What a plain model counts: references, pages touched, faults of LRU in 8 frames.
model() {
	awk -v size="$1" -v offset="$2" '
	function touch(page,   k, oldest) {
		references++
		if (!(page in seen))
			pages++
		seen[page] = references
		if (page in resident) {
			return
		}
		faults++
		if (used < 8)
			used++
		else {
			oldest = references
			for (k in resident)
				if (seen[k] < oldest) {
					oldest = seen[k]
					victim = k
				}
			delete resident[victim]
		}
		resident[page] = 1
	}
	{
		address = ($1 + offset) * 268435456 + $2
		last = int((address + $3 - 1) / size)
		for (page = int(address / size); page <= last; page++)
			touch(sprintf("%.0f", page))
	}
	END { print references, pages, faults }' trace.lines
}

counts() {
	python3 -c '
import json, sys
d = json.load(open("out.json"))
d = d.get("results", [d])[0]
r = d["runs"][0]
print(d["trace"]["references"], d["trace"]["pages"], r["faults"]["total"])'
}

need_python
size=16
while [ "$size" -le 1073741824 ]; do
	model "$size" 1 >want
	expect 0 "$pagerace" replay text -p lru -m 8 -q --page-size "$size" --json out.json
	counts >got
	cmp -s got want || fail "$size bytes: $(cat got), not $(cat want)"
	model "$size" 16 >want
	expect 0 "$pagerace" replay lackey -p lru -m "$((size * 8))B" -q \
	    --set page_size="$size" --json out.json
	counts >got
	cmp -s got want || fail "lackey, $size bytes: $(cat got), not $(cat want)"
	size=$((size * 2))
done

# In a suite, and read back.
model 256 1 >want
cat >suite.yaml <<'END'
settings:
  page_size: 256
traces: [text]
policies: [lru]
memories: [2KiB]
END
expect 0 "$pagerace" bench suite.yaml -q --json out.json
counts >got
cmp -s got want || fail "suite: $(cat got), not $(cat want)"
expect 0 "$pagerace" report out.json
grep -q 'pages of 256 B' out || fail "no page size in the report"

# The tables of la57 have six levels with pages of 16 bytes, one more than any paging
# with pages of 4 KiB.
expect 0 "$pagerace" replay text -p lru -m 8 -q --page-size 16 --set paging=la57 \
    --json out.json
expect 0 "$pagerace" report out.json --json again.json -q
cmp out.json again.json || fail "six levels of tables do not survive a report"
python3 -c '
import json
p = json.load(open("out.json"))["trace"]["processes"][0]
assert len(p["tables"]) == p["walk"] == 6 and p["tables"][0] == 1, p
assert p["table_bytes"] == 4096 * sum(p["tables"]), p' || fail "tables of la57"

# One access of many small pages; a number of them that is too large.
printf 'pagerace-trace 1\nW 1000f 2\nW 20000 1M\n' >long
expect 0 "$pagerace" replay long -p fifo -m 4 -q --page-size 16 --csv -
tail -n 1 out | grep -q ',65538,' || fail "an access of 1 MiB in pages of 16 bytes: $(cat out)"
printf 'pagerace-trace 1\nmap 10000 1G rw populated\n' >populated
expect 3 "$pagerace" replay populated -p fifo -m 4 --page-size 16
grep -q '^pagerace: populated:2:.*67108864 pages at once' err || fail "$(cat err)"

# Of processes there are fewer where page numbers are long.
awk 'BEGIN { print "pagerace-trace 1"
    for (i = 1; i <= 8192; i++) printf "R ffffffffffff0000 4 pid=%d\n", i }' >many
expect 3 "$pagerace" replay many -p fifo -m 4 --page-size 16
grep -q '^pagerace: many:8193:.*more than 8191 processes with' err || fail "$(cat err)"
sed '$d' many >fewer
expect 0 "$pagerace" replay fewer -p fifo -m 4 -q --page-size 16 --csv -
tail -n 1 out | grep -q ',8191,0,8191,' || fail "8191 processes: $(cat out)"
expect 0 "$pagerace" replay many -p fifo -m 4 -q --page-size 512 --csv -

for size in 8 15 24 2GiB; do
	expect 2 "$pagerace" replay text -p lru -m 8 --page-size "$size"
	grep -q 'page_size' err || fail "--page-size $size: $(cat err)"
done
finish
