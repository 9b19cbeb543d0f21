#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The words that people type before they have read the manual, and what they are
# told where the words are wrong.
. "${srcdir:-.}/tests/shell/harness.sh"
small trace

# same WORDS = WORDS: two command lines print the same.
same() {
	"$pagerace" ${1%% = *} >one 2>&1 || fail "exit status $?: ${1%% = *}"
	"$pagerace" ${1##* = } >two 2>&1
	cmp -s one two || fail "not the same: $1"
}
same "-v = --version"
same "version = -V"
same "--help compare = help compare"
same "-h replay = replay --help"
same "help --help = help"
same "list policy = list policies"
same "list FORMAT = list formats"
same "list lru = list policies lru"
same "list policy LRU = list policies lru"
same "list page_size = list settings page_size"
same "replay trace -p LRU -m 8 = replay trace -p lru -m 8"
same "compare trace -p LRU,Opt -m 8 -d NVMe = compare trace -p lru,opt -m 8 -d nvme"
same "compare trace -p ALL -m 8 = compare trace -p all -m 8"
same "replay trace -p lru -m 8 --set scope=LOCAL = replay trace -p lru -m 8 --set scope=local"
for size in 64k 64K 64KB 64kb 64KiB 65536B; do
	same "replay trace -p lru -m $size = replay trace -p lru -m 65536b"
done
same "replay trace -p NRU:Period=3 -m 8 = replay trace -p nru:period=3 -m 8"
same "info trace --set Page_Size=64k = info trace --page-size 64k"
same "info trace --page-size 64k = info trace --page-size 64KiB"
same "info trace --take 1k = info trace --take 1000"
"$pagerace" compare trace -p "lru, clock" -m "10%, 20%" >one
"$pagerace" compare trace -p lru,clock -m 10%,20% >two
cmp one two || fail "blanks after commas"

# told N WHAT WORDS: the exit status is N, and the message says what to do.
told() {
	expect "$1" "$pagerace" $3
	grep -q -e "$2" err || fail "no '$2' for '$3': $(cat err)"
	[ "$(wc -l <err)" -eq 1 ] || fail "not one line for '$3'"
}
told 2 "a policy is named by -p" "replay lru trace -m 4"
told 2 "a policy is named by -p" "compare trace -p lru clock"
told 2 "a memory size is given by -m" "replay trace -p lru 64"
told 2 "a number and its unit are one word" "replay trace -p lru -m 64 MB"
told 2 "a number and its unit are one word" "info trace --take 50 %"
told 2 "parameters follow a name" "replay trace -p lruk k=2 -m 4"
told 2 "did you mean 'lru'" "replay trace -p lur -m 4"
told 2 "here it is called 'opt'" "replay trace -p belady -m 4"
told 2 "here it is called 'lruk:k=2'" "replay trace -p LRU-2 -m 4"
for word in second-chance Second_Chance 2nd-chance; do
	told 2 "here it is called 'scfifo'" "replay trace -p $word -m 4"
done
told 2 "is given twice" "replay trace -p nru:period=3,PERIOD=4 -m 4"
told 2 "here it is called 'wtinylfu'" "replay trace -p W-TinyLFU -m 4"
told 2 "here it is called 'pff'" "replay trace -p page-fault-frequency -m 4"
expect 2 "$pagerace" replay trace -p "second chance" -m 4
grep -q "here it is called 'scfifo'" err || fail "two words: $(cat err)"
told 2 "did you mean '--memory'" "replay trace -p lru --mem 4"
told 2 "did you mean '--memory'" "replay trace -p lru --frames=4"
told 2 "did you mean '--policy'" "replay trace --algorithm lru -m 4"
told 2 "did you mean '--set seed=N'" "replay trace --seed 3"
told 2 "'tlb' is a setting: --set tlb=VALUE" "replay trace --tlb 16"
told 2 "is a setting: --set first_touch=VALUE" "info trace --first_touch=read"
told 2 "did you mean 'pages'" "info gen:loop:page_s=9"
told 2 "has no 'length' (there are: pages, " "info gen:loop:length=9"
told 2 "did you mean 'replay'" "simulate trace"
told 2 "did you mean 'lru'" "list lur"
told 2 "here it is called 'lruk'" "list LRU-K"
told 2 "here it is called 'enhanced-clock'" "list ESC"
told 2 "a number and its unit are one word" "replay --refs 1,2 -p lru -m 50 %"
told 2 "one word in quotes" "replay --refs 1 2 3w -p lru -m 2"
told 2 "of at most four decimals" "info trace --take 33.33333%"
told 2 "it is for replay, compare, curve, bench, space" "info trace -p lru"
told 2 "written by --json FILE" "replay trace -p lru -m 4 -o x.json"
told 2 "'--csv' is an option" "replay trace -p lru -m 4 --json --csv x.csv"
told 2 "list policies" "replay trace -m 4"
told 2 "64 frames, 25%" "replay trace -p lru -m 10-20"
told 2 "64 frames, 25%" "replay trace -p lru -m 64Mo"
touch mine.so
told 2 "named by the path of its shared object (./mine.so)" \
	"replay trace -p mine -m 4"
# A built-in policy is found although there is such a file.
touch lru.so
expect 0 "$pagerace" replay trace -p lru -m 4 -q
told 3 "cannot be opened" "trce.xz"

# Sizes with a unit in words; limits for all metrics; groups of metrics.
for size in "3 frames" "3 Frame" 3pages; do
	expect 0 "$pagerace" replay trace -p lru -m "$size" -q --csv csv
	[ "$(sed -n '2s/.*accesses,\([0-9]*\),.*/\1/p' csv)" = 3 ] ||
		fail "-m '$size': $(tail -n 1 csv)"
done
expect 0 "$pagerace" compare trace -p lru,fifo -m 8 -q --json here.json
expect 0 "$pagerace" diff here.json here.json --limit 1%
grep -q 'faults.total (limit 1%)' out || fail "--limit 1%: $(cat out)"
for inf in INF Inf; do
	expect 0 "$pagerace" diff here.json here.json --limit "faults.total=$inf"
	! grep -q faults.total out || fail "--limit faults.total=$inf: $(cat out)"
done
told 2 "'faults' is a group of metrics" "diff here.json here.json --gate faults"
told 2 "faults.total, faults.zero_fill" "diff here.json here.json --gate faults"
told 2 "'swap' is a group" "diff here.json here.json --limit swap=1%"

# What other programs, books and habits say.
told 2 "several are separated by commas" "compare trace -p lru+clock -m 4"
expect 2 "$pagerace" compare trace -p "lru clock" -m 4
grep -q 'separated by commas: lru,clock' err || fail "two policies: $(cat err)"
told 2 "'rrip:variant=srrip'" "compare trace -p srrip -m 4"
told 2 "one is missing: 64 frames" "compare trace -p lru -m 4,"
told 2 "several by commas" "compare trace -p lru -m 3;4"
told 2 "'--refs' needs a value, and '-p' is an option" "replay --refs -p lru -m 4"
told 2 "at least one reference" "compare trace -p lru -m 4 --take 0"
told 2 "here it is called 'columns' (columns:addr=N" "info trace -f csv"
told 2 "here it is called 'lackey'" "info trace -f Valgrind"
told 3 "is no trace, but a result document" "info here.json"
expect 3 "$pagerace" replay --refs "W7 R0" -p lru -m 3
grep -q 'stands behind the page number: 7w' err || fail "W7: $(cat err)"

# A reference string in place of a trace.
for string in "7 0 1 2" "7,0,1" "1|2|3" "Reference string: 1 2 3" "1 2w 3r"; do
	for words in "" replay info; do
		expect 2 "$pagerace" $words "$string"
		grep -q 'given by --refs "' err || fail "$words '$string': $(cat err)"
	done
done
for words in "" replay info; do
	expect 2 "$pagerace" $words ""
	grep -q 'is a variable not set' err || fail "an empty word: $(cat err)"
done
printf '1\n2\n3\n' >"1 2 3"
expect 0 "$pagerace" replay "1 2 3" -p lru -m 2 -q
"$pagerace" compare --refs "1 2 3 1" -p lru -m 2 -q --csv - | grep -q '^refs,lru,' ||
	fail "the name of a string in CSV"

# Keys of YAML are given once, in whatever case.
printf 'traces: [trace]\npolicies: [lru]\nmemories: [8]\n%s\n' \
	'settings: { seed: 1, SEED: 2 }' >twice.yaml
expect 3 "$pagerace" bench twice.yaml
grep -q "twice.yaml:4:22: 'SEED' is given twice" err || fail "twice: $(cat err)"

# What counts references says so where the trace was reduced, in a report of a
# document too; cflru's window is one of pages.
reduced=$srcdir/traces/awk.lackey.xz
for policy in lruk nru lfu cflru lru; do
	"$pagerace" compare "$reduced" -p $policy -m 20% -q --json reduced.json 2>err ||
		fail "$policy on a reduced trace"
	"$pagerace" report reduced.json >reduced.txt 2>err
	counts=yes
	case $policy in
	cflru | lru) counts=no ;;
	esac
	found=no
	! tr -s ' \n' '  ' <reduced.txt | grep -q "counts references ($policy)" || found=yes
	[ $found = $counts ] || fail "$policy counts references: $found"
done

"$pagerace" compare "$reduced" -p lru,nru,ws -m 10%,20% -q 2>err
grep -q 'counts references (nru, ws)' err || fail "not both: $(cat err)"
"$pagerace" compare "$reduced" -p lfu,nru,ws,aging,nfu -m 10%,20% -q 2>err
grep -q 'counts references (lfu, nru, ws and 2 more)' err ||
	fail "not five: $(cat err)"

# A reader that goes away is no error: the rest is done, then the program ends as
# others do, by SIGPIPE.  A verdict is not changed.
cat >suite.yaml <<'EOF'
traces: [trace]
policies: [lru, clock, fifo]
memories: [1..60/60]
EOF
"$pagerace" bench suite.yaml -q --baseline base.json \
	--update-baseline=full
# gone WORDS: the exit status where the reader has gone; messages in 'err'.
gone() {
	{
		sleep 0.2
		status=0
		$sigpipe "$pagerace" "$@" 2>err || status=$?
		echo "$status" >status
	} | :
	cat status
}
for words in "bench suite.yaml --csv -" "list settings" "help compare" --help \
    --version "compare trace -m 1..60/60 --json - --csv kept.csv" "info trace"; do
	rm -f kept.csv
	[ "$(gone $words)" = 141 ] || fail "exit status $(cat status): $words"
	[ ! -s err ] || fail "$words: $(cat err)"
	case $words in
	*kept*) [ "$(wc -l <kept.csv)" -eq 541 ] || fail "no other report" ;;
	esac
done
for words in "check lru trace --runs 0 --long 0" \
    "bench suite.yaml --baseline base.json --csv -"; do
	[ "$(gone $words)" = 0 ] || fail "exit status $(cat status): $words"
	[ ! -s err ] || fail "$words: $(cat err)"
done
[ "$(gone bench suite.yaml --baseline base.json --csv - -p lru)" = 3 ] ||
	fail "a gate without its reader: $(cat status)"
status=0
(trap '' PIPE && "$pagerace" list settings 2>err && echo done >&2) 2>out | : || status=$?
grep -qx done out || fail "a signal that was ignored"

# One of a thing.
printf 'pagerace-trace 1\nW 1000 1\n' >single
for words in "info single" "replay single -p lru -m 1 --steps --final" \
    "compare single -p lru -m 1 --explain" "convert single -o single.text" \
    "convert single -o single.text --reduce sad:1" "info --refs ,"; do
	"$pagerace" $words >one 2>&1 || :
	many=references\|pages\|frames\|accesses\|lines\|records\|events
	! grep -w "1 \($many\)" one || fail "one of several: $words"
done

# Colours where they are asked for, and not where they are not.
esc=$(printf '\033')
"$pagerace" compare trace -p lru,opt -m 8 --color=always | grep -q "$esc" ||
	fail "--color=always"
NO_COLOR=1 "$pagerace" info trace --color always | grep -q "$esc" ||
	fail "--color=always with NO_COLOR"
for when in "--color trace" "trace --color" "trace --color -q --markdown -"; do
	"$pagerace" compare -p lru,opt -m 8 $when >colours ||
		fail "--color without a value: $when"
	case $when in
	*markdown*) ;;
	*) grep -q "$esc" colours || fail "no colours: $when" ;;
	esac
done
for when in "" --color=auto --color=never; do
	"$pagerace" compare trace -p lru,opt -m 8 $when | grep -q "$esc" &&
		fail "colours in a pipe: $when"
done
finish
