#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The TLB of --set tlb=...: its hits are those of a plain one, which is told of
# evictions by --events, with every policy; it changes no other count, unless a
# hit leaves the accessed bit alone.
. "${srcdir:-.}/tests/shell/harness.sh"

# plain EVENTS ENTRIES REPLACEMENT <PAGES: hits and misses of a TLB with one set.
# An entry has the time of its load or its last use; the oldest is replaced.
plain() {
	awk -v events="$1" -v entries="$2" -v order="$3" 'BEGIN {
		while ((getline line <events) > 0) {
			split(line, f, "\t")
			if (f[1] == "reference")
				continue
			if (f[3] == "zero_fill" || f[3] == "swap_in")
				fault[f[1]] = 1
			gone = f[3] == "release" || f[3] == "clean" ? f[2] : f[4]
			# Before the fault of the same reference, or at it.
			if (gone != "-")
				out[f[1]] = out[f[1]] " " gone
		}
	}
	{
		page = $1
		hit = page in at
		if (hit && order == "lru")
			at[page] = NR
		n = split(out[NR], leave, " ")
		for (i = 1; i <= n; i++)
			if (leave[i] in at) {
				delete at[leave[i]]
				if (leave[i] == page && !(NR in fault))
					hit = 1
			}
		if (NR in fault)
			hit = 0
		hits += hit
		misses += !hit
		if (page in at || hit)
			next
		used = 0
		oldest = ""
		for (p in at) {
			used++
			if (oldest == "" || at[p] < at[oldest])
				oldest = p
		}
		if (used == entries)
			delete at[oldest]
		at[page] = NR
	}
	END { print hits + 0, misses + 0 }'
}
# of DOCUMENT: hits and misses of its TLB; page faults behind them.
of() {
	tr -d ' ,' <"$1" | awk -F: '/^"tlb":{/ { here = 1 }
		/}/ { here = 0 }
		here && /^"hits"/ { hits = $2 }
		here && /^"misses"/ { misses = $2 }
		/^"page_faults"/ && faults == "" { faults = $2 }
		END { print hits, misses, faults }'
}

small trace
head -n 1500 trace >short
awk 'NR > 1 { print $2 }' short | while read -r a; do
	printf '%d\n' "0x${a%???}"
done >pages
policies=$("$pagerace" list policies | awk '/^[a-z0-9]/ { print $1 }')
for policy in $policies; do
	for order in lru fifo; do
		set -- replay short -p "$policy" -m 12 -d nvme -q
		expect 0 "$pagerace" "$@" --set "tlb=8:$order" --json - \
		    --events events
		got=$(of out)
		twin=$(plain events 8 "$order" <pages)
		[ "${got% *}" = "$twin" ] ||
			fail "$policy, $order: ${got% *}, not $twin"
	done
	expect 0 "$pagerace" "$@" --json plain.json
	expect 0 "$pagerace" "$@" --set tlb=8 --json tlb.json
	sed '/"tlb": {/,/}/d; /"tlb": 8/d; s/"model_label": "tlb=8"/"model_label": ""/; s/\("tlb_replacement".*\)//' tlb.json | tr -d ' ,\n' >a
	tr -d ' ,\n' <plain.json >b
	cmp -s a b || fail "$policy: a TLB changes more than its counts"
	grep -q tlb plain.json && fail 'a document without a TLB names it'
done

# The virtual memory project of a textbook (Silberschatz, Galvin, Gagne): 1,000
# addresses, pages of 256 bytes, 256 frames, a FIFO TLB of 16 entries: 244
# faults and 54 hits of the TLB.
project=$srcdir/../shared/data/traces/courses/decimal-addresses.txt
if [ -r "$project" ]; then
	awk '{ print int($1 / 256) }' "$project" >numbers
	expect 0 "$pagerace" replay numbers -f refs -p fifo -m 256 \
	    --set tlb=16:fifo -q --json -
	[ "$(of out)" = '54 946 244' ] ||
		fail "the textbook's project: $(of out)"
	expect 0 "$pagerace" replay numbers -f refs -p fifo -m 128 \
	    --set tlb=16:fifo -q --json -
	[ "$(of out)" = '54 946 536' ] || fail "project, 128 frames: $(of out)"
else
	echo "not compared with a textbook's project: its addresses are not here"
fi

# hits WHAT HITS OPTION...: of the trace in 'events'.
hits() {
	what=$1 hits=$2
	shift 2
	expect 0 "$pagerace" replay events -p lru -m 8 -q --json - "$@"
	got=$(of out)
	[ "${got%% *}" = "$hits" ] || fail "$what: ${got%% *} hits, not $hits"
}
steps() {
	printf '%s\n' 'pagerace-trace 1' 'map 1000 16K rw' "$@" >events
}
# An entry is removed when the page is unmapped or its protection changes.
steps 'R 1000' 'R 1000' 'unmap 1000 4K' 'map 1000 4K rw' 'R 1000' 'R 1000'
hits unmap 2 --set tlb=4
steps 'R 1000' 'R 2000' 'protect 1000 4K r' 'R 1000' 'R 2000' 'R 1000'
hits protect 2 --set tlb=4
expect 0 "$pagerace" replay events -p lru -m 8 -q --json without.json
expect 0 "$pagerace" replay events -p lru -m 8 -q --json with.json --set tlb=4
[ "$(grep '"changes"' with.json)" = "$(grep '"changes"' without.json)" ] ||
	fail 'a TLB changes the count of changes'
# A page that becomes copy-on-write, and is copied; a fault is a miss.
steps 'W 1000' 'W 1000' 'fork 7' 'R 1000' 'R 1000' 'W 1000' 'W 1000' \
    'R 1000 pid=7' 'R 1000 pid=7'
hits copy-on-write 4 --set tlb=4
# Another process: entries have its number, or all are removed.
steps 'R 1000' 'map 1000 16K rw pid=7' 'R 1000 pid=7' 'R 1000' 'R 1000 pid=7'
hits keep 2 --set tlb=4
hits flush 0 --set tlb=4 --set tlb_switch=flush
# A pin is no change of a translation.
steps 'R 1000' 'pin 1000 4K' 'R 1000' 'unpin 1000 4K' 'R 1000'
hits pin 2 --set tlb=4

# The accessed bit: with walk a hit does not set it.  At the fault on 4 the hand of
# clock clears all three bits and evicts 1; the hit on 2 saves page 2 at the fault
# on 5 only if it sets the bit.
echo '1 2 3 4 2 5 2' >refs
for mode in always:5 walk:6; do
	expect 0 "$pagerace" replay refs -f refs -p clock -m 3 -q --json - \
	    --set tlb=4 --set "tlb_accessed=${mode%:*}"
	got=$(of out)
	[ "${got##* }" = "${mode#*:}" ] || fail "$mode: ${got##* } faults"
done
# A write to a page that is not dirty walks, and sets it.
echo '1 2 3 4 2w 5 2' >refs
expect 0 "$pagerace" replay refs -f refs -p clock -m 3 -q --json - \
    --set tlb=4 --set tlb_accessed=walk
got=$(of out)
[ "${got##* }" = 5 ] || fail 'a write does not walk'

# Warm-up fills it and is not counted; a table of steps has a row of it.
echo '1 2 1 2 1 2' >refs
expect 0 "$pagerace" replay refs -f refs -p lru -m 2 -q --json - --set tlb=4 \
    --warmup 2
got=$(of out)
[ "${got% *}" = '4 0' ] || fail "warm-up: ${got% *}"
expect 0 "$pagerace" replay refs -f refs -p lru -m 2 --steps --set tlb=4
grep -q '^    TLB  *M  M  H  H  H  H$' out || fail "steps: $(cat out)"
grep -q 'TLB hits  *4  66.67 % of references' out || fail "report: $(cat out)"

# Through a document and back, and in its own schema; one run key an organization.
expect 0 "$pagerace" compare refs -f refs -p lru,fifo -m 2 -q --set tlb=4:2 \
    --json one.json
expect 0 "$pagerace" report one.json --json two.json -q
cmp -s one.json two.json || fail 'a document read back differs'
expect 0 "$pagerace" compare refs -f refs -p lru,fifo -m 2 -q \
    --set tlb=4 --set tlb_ways=2 --json two.json
cmp -s one.json two.json || fail 'tlb=4:2 is not tlb=4 and tlb_ways=2'
expect 0 "$pagerace" compare refs -f refs -p lru,fifo -m 2 -q --set tlb=4:4 \
    --json one.json
expect 0 "$pagerace" compare refs -f refs -p lru,fifo -m 2 -q --set tlb=4 \
    --json two.json
cmp -s one.json two.json || fail 'tlb=4:4 is not tlb=4'

expect 2 "$pagerace" space --set tlb=4 /dev/null

# The laws hold with a TLB.
for policy in clock arc ws; do
	expect 0 "$pagerace" check "$policy" --set tlb=8:2:random \
	    --set tlb_switch=flush --runs 12 --long 5000 --bundled 1000
done
expect 2 "$pagerace" check clock --set tlb=8 --set tlb_accessed=walk

# What cannot be is refused.
for bad in tlb=x tlb= tlb=4:3 tlb=4:plru tlb=4:2:lru:1 tlb=4:lru:2 tlb=99999999 \
    tlb=:fifo tlb_switch=flush tlb_ways=2; do
	expect 2 "$pagerace" replay refs -f refs -p lru -m 2 --set "$bad"
	[ "$(grep -c . err)" = 1 ] || fail "$bad: $(cat err)"
done
finish
