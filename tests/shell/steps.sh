#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# 'replay --steps' and '--final'.  Tables as textbooks print them are compared
# column by column; then, for every policy, the frames of each step must follow
# from those of the step before, and the totals must be those of the run.
. "${srcdir:-.}/tests/shell/harness.sh"

# table POLICY FRAMES STRING [OPTION...]: of each reference the result and the
# pages in the frames, as "F:2/0/-", in 'table'; the CSV in 'csv'.
table() {
	policy=$1 frames=$2
	echo "$3" >string
	shift 3
	expect 0 "$pagerace" replay string -f refs -p "$policy" -m "$frames" \
	    -d nvme --steps --csv - "$@"
	mv out csv
	awk -F, -v frames="$frames" 'NR == 1 {
		for (i = 1; i <= NF; i++)
			column[$i] = i
		next
	}
	{
		text = $column["result"] == "hit" ? "H:" : "F:"
		for (f = 0; f < frames; f++) {
			c = column["frame_" f]
			page = c == 0 || $c == "" ? "-" : $c $(c + 1)
			text = text (f > 0 ? "/" : "") page
		}
		printf "%s%s", (NR > 2 ? " " : ""), text
	}' csv >table
}
# is WHAT TABLE: the frames must be these.
is() {
	[ "$(cat table)" = "$2" ] || fail "$1: $(cat table), not $2"
}
# column NAME: of the CSV, a reference a word, with '.' for the blanks in a list.
column() {
	awk -F, -v name="$1" 'NR == 1 {
		for (i = 1; i <= NF; i++)
			if ($i == name)
				c = i
		next
	}
	{
		gsub(/ /, ".", $c)
		printf "%s%s", (NR > 2 ? " " : ""), ($c == "" ? "-" : $c)
	}' csv
}
order() {
	[ "$(column "$2")" = "$3" ] ||
		fail "$1: $2 is $(column "$2"), not $3"
}

# Silberschatz, Galvin, Gagne, Operating System Concepts, figures "FIFO
# page-replacement algorithm", "Optimal ..." and "LRU ...": 15, 9 and 12 faults.
string='7 0 1 2 0 3 0 4 2 3 0 3 2 1 2 0 1 7 0 1'
table fifo 3 "$string"
is 'Silberschatz, FIFO' 'F:7/-/- F:7/0/- F:7/0/1 F:2/0/1 H:2/0/1 F:2/3/1 F:2/3/0 F:4/3/0 F:4/2/0 F:4/2/3 F:0/2/3 H:0/2/3 H:0/2/3 F:0/1/3 F:0/1/2 H:0/1/2 H:0/1/2 F:7/1/2 F:7/0/2 F:7/0/1'
table opt 3 "$string"
is 'Silberschatz, OPT' 'F:7/-/- F:7/0/- F:7/0/1 F:2/0/1 H:2/0/1 F:2/0/3 H:2/0/3 F:2/4/3 H:2/4/3 H:2/4/3 F:2/0/3 H:2/0/3 H:2/0/3 F:2/0/1 H:2/0/1 H:2/0/1 H:2/0/1 F:7/0/1 H:7/0/1 H:7/0/1'
table lru 3 "$string"
is 'Silberschatz, LRU' 'F:7/-/- F:7/0/- F:7/0/1 F:2/0/1 H:2/0/1 F:2/0/3 H:2/0/3 F:4/0/3 F:4/0/2 F:4/3/2 F:0/3/2 H:0/3/2 H:0/3/2 F:1/3/2 H:1/3/2 F:1/0/2 H:1/0/2 F:1/0/7 H:1/0/7 H:1/0/7'

# Stallings, Operating Systems, figure "Behavior of Four Page Replacement
# Algorithms"; the asterisk is the use bit.  Where two pages are never used
# again, his OPT evicts 4 and ours 3.
string='2 3 2 1 5 2 4 5 3 2 5 2'
table opt 3 "$string"
is 'Stallings, OPT' 'F:2/-/- F:2/3/- H:2/3/- F:2/3/1 F:2/3/5 H:2/3/5 F:4/3/5 H:4/3/5 H:4/3/5 F:4/2/5 H:4/2/5 H:4/2/5'
table lru 3 "$string"
is 'Stallings, LRU' 'F:2/-/- F:2/3/- H:2/3/- F:2/3/1 F:2/5/1 H:2/5/1 F:2/5/4 H:2/5/4 F:3/5/4 F:3/5/2 H:3/5/2 H:3/5/2'
table fifo 3 "$string"
is 'Stallings, FIFO' 'F:2/-/- F:2/3/- H:2/3/- F:2/3/1 F:5/3/1 F:5/2/1 F:5/2/4 H:5/2/4 F:3/2/4 H:3/2/4 F:3/5/4 F:3/5/2'
table clock 3 "$string"
is 'Stallings, CLOCK' 'F:2*/-/- F:2*/3*/- H:2*/3*/- F:2*/3*/1* F:5*/3/1 F:5*/2*/1 F:5*/2*/4* H:5*/2*/4* F:3*/2/4 H:3*/2*/4 F:3*/2/5* H:3*/2*/5*'
order 'Stallings, CLOCK' hand '0 0 0 0 1 2 0 0 1 1 0 0'

# Arpaci-Dusseau, Operating Systems: Three Easy Pieces, chapter "Beyond Physical
# Memory: Policies", figures "Tracing The Optimal Policy", "... FIFO Policy" and
# "... LRU Policy": the cache state, and its order from the page that goes first.
# At the last miss the book's optimal evicts 3 and ours 0; neither is used again.
string='0 1 2 0 1 3 0 3 1 2 1'
table opt 3 "$string"
is 'OSTEP, optimal' 'F:0/-/- F:0/1/- F:0/1/2 H:0/1/2 H:0/1/2 F:0/1/3 H:0/1/3 H:0/1/3 H:0/1/3 F:2/1/3 H:2/1/3'
table fifo 3 "$string"
order 'OSTEP, FIFO' result 'fault fault fault hit hit fault fault hit fault fault hit'
order 'OSTEP, FIFO' evicted '- - - - - 0 1 - 2 3 -'
order 'OSTEP, FIFO' order '0 0.1 0.1.2 0.1.2 0.1.2 1.2.3 2.3.0 2.3.0 3.0.1 0.1.2 0.1.2'
table lru 3 "$string"
order 'OSTEP, LRU' result 'fault fault fault hit hit fault hit hit hit fault hit'
order 'OSTEP, LRU' evicted '- - - - - 2 - - - 0 -'
order 'OSTEP, LRU' order '0 0.1 0.1.2 1.2.0 2.0.1 0.1.3 1.3.0 1.0.3 0.3.1 3.1.2 3.2.1'

# Tanenbaum, Modern Operating Systems, "Belady's anomaly": the pages by age; his
# youngest is our last.  9 faults with three frames, 10 with four.
string='0 1 2 3 0 1 4 0 1 2 3 4'
table fifo 3 "$string"
order 'Tanenbaum, three frames' order '0 0.1 0.1.2 1.2.3 2.3.0 3.0.1 0.1.4 0.1.4 0.1.4 1.4.2 4.2.3 4.2.3'
order 'Tanenbaum, three frames' result 'fault fault fault fault fault fault fault hit hit fault fault hit'
table fifo 4 "$string"
order 'Tanenbaum, four frames' order '0 0.1 0.1.2 0.1.2.3 0.1.2.3 0.1.2.3 1.2.3.4 2.3.4.0 3.4.0.1 4.0.1.2 0.1.2.3 1.2.3.4'
order 'Tanenbaum, four frames' result 'fault fault fault fault hit hit fault fault fault fault fault fault'
# The same, "stack algorithms": the four pages of memory of his figure for LRU,
# his top is our last.
table lru 4 '0 2 1 3 5 4 6 3 7 4 7 3 3 5 5 3 1 1 1 7 2 3 4 1'
order 'Tanenbaum, stack' order '0 0.2 0.2.1 0.2.1.3 2.1.3.5 1.3.5.4 3.5.4.6 5.4.6.3 4.6.3.7 6.3.7.4 6.3.4.7 6.4.7.3 6.4.7.3 4.7.3.5 4.7.3.5 4.7.5.3 7.5.3.1 7.5.3.1 7.5.3.1 5.3.1.7 3.1.7.2 1.7.2.3 7.2.3.4 2.3.4.1'

# The same, figure "The aging algorithm simulates LRU in software": six pages, five
# clock ticks, registers of eight bits.  Ticks without references before them make
# the registers 0.
{
	echo 'pagerace-trace 1'
	printf 'R %s000\n' 0 1 2 3 4 5
	yes tick | head -n 9
	for pages in '0 2 4 5' '0 1 4' '0 1 3 5' '0 4' '1 2'; do
		for page in $pages; do
			echo "R ${page}000"
		done
		echo tick
	done
} >aging
expect 0 "$pagerace" replay aging -p aging:bits=8 -m 6 --final
grep -q 'age: 0:01111000 1:10110000 2:10001000 3:00100000 4:01011000 5:00101000$' \
    out || fail "aging: $(grep age: out)"

# The bits of the frames at the end, also where all are set.
expect 0 "$pagerace" replay --refs "1 2 3w" -p clock -m 3 --final
grep -q '^ *1  *2  *\*$' out || fail "accessed bits at the end: $(tail -6 out)"
grep -q '^ *2  *3  *\*d$' out || fail "dirty bit at the end: $(tail -6 out)"

# Check sequences of teaching kernels: faults so far and victims of every row.
vectors=$srcdir/../shared/data/addrspace/policy_vectors.tsv
if [ -r "$vectors" ]; then
	sed 1d "$vectors" | tr '\t' ';' >vectors
	[ "$(grep -c . vectors)" -gt 50 ] || fail 'few check sequences'
else
	echo 'not compared with the shared check sequences: there are none'
	echo 'own;4;clock;9;;;;Wa Wa Wb Wb Wc Wc Wd Wd Wc Wa Wd Wb We Wb Wa Wb Wc Wd We Ra Wa;1,1,2,2,3,3,4,4,4,4,4,4,5,5,6,6,7,8,9,9,9;a,c,d,e,b;' >vectors
fi
while IFS=';' read -r name frames policy faults _ _ _ refs total victims note; do
	case $policy-$note in
	exclock-* | *-?*) continue ;; # another name; bits changed by hand
	esac
	case $refs in
	[RW][a-z0-9]\ *) ;;
	*) continue ;; # a generator
	esac
	table "$policy" "$frames" "$(echo "$refs" | tr abcdef 123456 |
	    sed 's/R\([0-9]*\)/\1/g; s/W\([0-9]*\)/\1w/g')"
	so_far=$(column result | tr ' ' '\n' |
	    awk '/fault/ { n++ } { printf "%s%d", (NR > 1 ? "," : ""), n }')
	[ "$so_far" = "$total" ] || fail "$name, $policy: $so_far, not $total"
	gone=$(column evicted | tr ' ' '\n' | grep -v '^-$' | paste -sd, -)
	# Of pages never used again OPT may evict any.
	[ "$policy" = opt ] || [ "$gone" = "$(echo "$victims" | tr abcdef 123456)" ] ||
		fail "$name, $policy: evicted $gone, not $victims"
	[ "$(column result | tr ' ' '\n' | grep -c fault)" = "$faults" ] ||
		fail "$name, $policy: not $faults faults"
done <vectors

# OPT shows the reference that uses each page next.
expect 0 "$pagerace" replay --refs "7 0 1 2 0 3" -p opt -m 3 --steps -q --csv -
grep -q '^4,.*,2:never 0:5 1:never$' out || fail "next uses of opt: $(cat out)"

# Every policy: the frames of a step are those before it, without the pages that
# were evicted, with the page of the reference; a fault is a page that was not
# there.  The run is that of a replay without a table.
small trace
head -n 700 trace >short
policies=$("$pagerace" list policies | awk '/^[a-z0-9]/ { print $1 }')
[ "$(echo "$policies" | grep -c .)" -gt 30 ] || fail "few policies: $policies"
for policy in $policies; do
	expect 0 "$pagerace" replay short -p "$policy" -m 9 --steps --csv -
	mv out csv
	# What the next decision depends on is shown.
	head -n 1 csv | grep -q 'frame_[0-9]*_marks,[^f]' || fail "$policy: no state"
	awk -F, -v policy="$policy" 'NR == 1 {
		for (i = 1; i <= NF; i++)
			if ($i ~ /^frame_[0-9]+$/)
				frame[++n] = i
			else
				column[$i] = i
		next
	}
	{
		page = $column["page"]
		fault = $column["result"] == "fault"
		if (fault == (page in held)) {
			print "FAIL: " policy ": reference " $1 ": a hit or not"
			bad = 1
		}
		split($column["evicted"], gone, " ")
		for (i in gone)
			if (gone[i] != page)
				delete held[gone[i]]
		held[page]
		there = 0
		for (i = 1; i <= n; i++)
			if ($frame[i] != "") {
				there++
				if (!($frame[i] in held)) {
					print "FAIL: " policy ": " $frame[i]
					bad = 1
				}
			}
		kept = 0
		for (i in held)
			kept++
		if (kept != there) {
			print "FAIL: " policy ": reference " $1 ": " there \
			    " frames, not " kept
			bad = 1
		}
		faults += fault
	}
	END {
		print faults >"faults"
		exit bad
	}' csv || failed=1
	"$pagerace" replay short -p "$policy" -m 9 -q --json plain.json
	expect 0 "$pagerace" replay short -p "$policy" -m 9 -q --steps --final \
	    --json steps.json
	cmp -s plain.json steps.json || fail "$policy: --steps changes the run"
	grep -q "\"page_faults\": $(cat faults)," plain.json ||
		fail "$policy: $(cat faults) faults in the table"
done

# Writes, processes, pins and shared frames are shown.
printf '%s\n' 'pagerace-trace 1' 'map 1000 8K rw' 'W 1000' 'fork 7' \
    'R 1000 pid=7' 'W 1000 pid=7' 'pin 2000 4K' 'R 2000' >events
expect 0 "$pagerace" replay events -p lru -m 4 --steps --final
for text in 'p pinned' '+N others share' 'C copy-on-write' '7:1w' '0:1d+1' \
    'frames at the end' '0:2p'; do
	grep -qF -- "$text" out || fail "no '$text': $(cat out)"
done
# A policy that writes pages back and one that gives frames up by itself.
table wsclock:tau=2 3 '1w 2w 3w 1 2 3 4 5 4 5 6'
column written | grep -q '[0-9]' || fail 'wsclock writes nothing back'
table ws:tau=2 4 '1 2 3 3 3 3 3 4'
order 'ws' evicted '- - 1 2 - - - -'

# Reports: a terminal splits a wide table, Markdown after 20 references.
seq 1 45 | tr '\n' ' ' >long
expect 0 "$pagerace" replay long -f refs -p fifo -m 4 --steps --markdown -
[ "$(grep -c '^| reference |' out)" -eq 3 ] || fail "Markdown: $(cat out)"
COLUMNS=60 expect 0 "$pagerace" replay long -f refs -p fifo -m 4 --steps
[ "$(grep -c '^    reference  ' out)" -gt 3 ] || fail "terminal: $(cat out)"
[ "$(awk 'length($0) > 60' out | grep -c .)" -eq 0 ] || fail 'too wide'
# Two observers at once.
expect 0 "$pagerace" replay long -f refs -p fifo -m 4 --explain --steps -q \
    --events events.tsv --csv steps.csv
[ "$(grep -c . events.tsv)-$(grep -c . steps.csv)" = 46-46 ] ||
	fail 'events beside steps'

# A table has a bound, and says how to stay below it.
awk 'BEGIN { for (i = 0; i < 10001; i++) print i % 7 }' >many
expect 2 "$pagerace" replay many -f refs -p fifo -m 4 --steps
grep -q 'more than 10000 references.*--take' err || fail "$(cat err)"
expect 0 "$pagerace" replay many -f refs -p fifo -m 4 --final
head -n 10000 many >fewer
expect 0 "$pagerace" replay fewer -f refs -p fifo -m 4 --steps -q --csv csv
[ "$(grep -c . csv)" -eq 10001 ] || fail '10,000 references'
awk 'BEGIN { for (i = 0; i < 3000; i++) print i }' >wide
expect 2 "$pagerace" replay wide -f refs -p fifo -m 3000 --steps
grep -q 'at reference [0-9]* .*--take' err || fail "$(cat err)"
# The books' twenty references are one table at 80 columns.
"$pagerace" replay --refs "7 0 1 2 0 3 0 4 2 3 0 3 2 1 2 0 1 7 0 1" -p fifo -m 3 \
	--steps >out 2>err
grep -q '^    reference  *1  *2 .* 19  *20$' out || fail "the table is divided"
finish
