#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# A reference string in place of a trace: --refs.
. "${srcdir:-.}/tests/shell/harness.sh"

# faults POLICY MEMORY STRING: its page faults.
faults() {
	"$pagerace" replay --refs "$3" -p "$1" -m "$2" -q --csv - 2>err |
		awk -F , 'NR == 1 { for (i = 1; i <= NF; i++)
			if ($i == "page_faults") column = i }
		    NR == 2 { print $column }'
}

# Silberschatz, Operating System Concepts, section 10.4; Belady's anomaly.
string="7 0 1 2 0 3 0 4 2 3 0 3 2 1 2 0 1 7 0 1"
belady=1,2,3,4,1,2,5,1,2,3,4,5
for want in "fifo 3 $string 15" "opt 3 $string 9" "lru 3 $string 12" \
    "fifo 3 $belady 9" "fifo 4 $belady 10"; do
	set -- $want
	policy=$1 memory=$2
	shift 2
	eval "last=\${$#}"
	text=${want#* * }
	got=$(faults "$policy" "$memory" "${text% *}")
	[ "$got" = "$last" ] || fail "$want: $got"
done
[ "$(faults lru 3 "7,0
1;2 0, 3")" = 5 ] || fail "separators"

# A write, a process; the string is the file that has it.
string="0w 1 2w 3:2 0"
echo "$string" >file
"$pagerace" replay --refs "$string" -p lru -m 2 -q --json string.json 2>err
"$pagerace" replay file -f refs -p lru -m 2 -q --json file.json 2>err
for f in string file; do
	grep -v '"name"\|"digest"' $f.json >$f.cut
done
cmp string.cut file.cut || fail "a string is not the same as the file of it"
grep -q '"writes": 2' string.json || fail "writes"
grep -q '"pid": 3' string.json || fail "processes"
expect 0 "$pagerace" info --refs "$string"
expect 0 "$pagerace" --refs "$string" -m 2
expect 0 "$pagerace" compare --refs=1,2,3 -p fifo -m 2 -f refs

# An exercise is short, and one of a thing is singular.
expect 0 "$pagerace" replay --refs "0 1 0 2" -p fifo -m 1
[ ! -s err ] || fail "a warning for an exercise: $(cat err)"
"$pagerace" replay --refs 5w -p fifo -m 1 >out 2>err
grep -q '1 reference: 0 reads, 1 write, 0 fetches' out || fail "$(head -3 out)"
grep -q '1 page of 4 KiB' out || fail "$(head -3 out)"
grep -q '1 frame:' out || fail "$(head -9 out)"

# What is wrong is said.
expect 2 "$pagerace" replay --refs 7 0 1 2 -p lru -m 3
grep -q "one word in quotes" err || fail "a string without quotes: $(cat err)"
expect 2 "$pagerace" replay -p lru -m 3
grep -q -- "--refs" err || fail "no trace: $(cat err)"
expect 3 "$pagerace" replay --refs "" -p lru -m 3
expect 3 "$pagerace" replay --refs "a b c" -p lru -m 3
# A string has no word that is left out, few as they may be.
for wrong in "W 0, W 1, W 2" "0 W, 1 W" "1 2 3 4 5 x 6" "-1 2 3" "1.5 2 3"; do
	expect 3 "$pagerace" replay --refs "$wrong" -p lru -m 3
	grep -q "^pagerace: --refs:1:[0-9]*: a page number" err ||
		fail "$wrong: $(cat err)"
done
expect 2 "$pagerace" bench --refs "1 2" suite.yaml
# A process before the first number of a line alone may be meant for all.
for string in "1:7 0 1w 2" "1:7,0"; do
	expect 0 "$pagerace" replay --refs "$string" -p lru -m 1 -q --json first.json
	grep -q 'write 1:7 1:0' err || fail "'$string': $(cat err)"
	grep -q '"assumed_process": "number"' first.json || fail "not in the document"
	expect 0 "$pagerace" report first.json -q
	grep -q 'write 1:7 1:0' err || fail "not in a report of the document"
done
for string in "1:7 0:0 1w" "7 1:0" "1:7 1:0 1:1w" "1:7" "0 1 2"; do
	expect 0 "$pagerace" replay --refs "$string" -p lru -m 1 -q
	! grep -q 'write 1:7' err || fail "'$string': $(cat err)"
done
finish
