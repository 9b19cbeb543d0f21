#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# uCore's check of its swap manager (lab 3, _fifo_check_swap) with --events: pages
# a to e at 0x1000 to 0x5000, four frames, every access but one a write.
# uCore writes every victim, to the slot after its page number.
. "${srcdir:-.}/tests/shell/harness.sh"

prefix='Wa Wa Wb Wb Wc Wc Wd Wd'
check='Wc Wa Wd Wb We Wb Wa Wb Wc Wd We Ra Wa'
{
	echo 'pagerace-trace 1'
	for access in $prefix $check; do
		echo "$access"
	done | sed 's/^\(.\)\(.\)$/\1 \2000 1/' | tr abcde 12345
} >text
sed 1d text | awk '{ print $2, $1 }' >hexrw

# run POLICY [SETTING...]: its events, without the header, in 'events'.
run() {
	policy=$1
	shift
	for format in text hexrw; do
		expect 0 "$pagerace" replay $format -f $format -p $policy \
		    -m 4 -q --events $format.events "$@"
	done
	cmp -s text.events hexrw.events || fail "$policy: by format"
	sed 1d text.events >events
}
# column N KINDS: of the events of these kinds.
column() {
	awk -v n="$1" -v kinds="$2" 'index(kinds, $3) { printf "%s ", $n }' \
	    events
}
is() {
	[ "$2" = "$3 " ] || fail "$policy: $1 are '$2', not '$3'"
}
# Faults so far, after each access of the check.
counts() {
	awk '{ at[$1]++ }
	END {
		for (i = 1; i <= 21; i++) {
			n += at[i]
			if (i > 8)
				printf "%d ", n
		}
	}' events
}
victims() {
	awk '$4 != "-" { printf "%s ", $4 }' events | tr 12345 abcde
}

ucore="--set slot_mode=vaddr --set always_write=yes"
run fifo $ucore
head -n 1 text.events | tr '\t' ' ' >header
echo 'reference page kind victim read written process from' | cmp -s - header ||
	fail "the header differs"
is faults "$(counts)" '4 4 4 4 5 5 6 7 8 9 10 11 11'
is victims "$(victims)" 'a b c d e a b'
is "slots written" "$(awk '$6 != "-" { printf "%s ", $6 }' events)" \
    '2 3 4 5 6 2 3'
is "pages read" "$(column 2 swap_in | tr 12345 abcde)" 'a b c d e a'
is "slots read" "$(column 5 swap_in)" '2 3 4 5 6 2'
is "pages first touched" "$(column 2 zero_fill | tr 12345 abcde)" 'a b c d e'

run clock $ucore
is faults "$(counts)" '4 4 4 4 5 5 6 6 7 8 9 9 9'
is victims "$(victims)" 'a c d e b'
run lru $ucore
is faults "$(counts)" '4 4 4 4 5 5 5 5 6 7 8 9 9'
is victims "$(victims)" 'c d e a b'
# Of pages never used again the lowest is evicted: b before c.
run opt $ucore
is faults "$(counts)" '4 4 4 4 5 5 5 5 5 6 6 6 6'
is victims "$(victims)" 'd b'

# Pages of two processes at one address have one slot, which is free when both
# pages have released it.
{
	echo 'pagerace-trace 1'
	printf 'W %s\n' '1000 8' '1000 8 pid=1' '2000 8'
	printf 'unmap %s\n' '1000 4096' '1000 4096 pid=1'
	printf 'W %s\n' '1000 8' '2000 8'
} >two
expect 0 "$pagerace" replay two -p fifo -m 1 -q --events events $ucore
is "slots of two" "$(awk 'NR > 1 && $6 != "-" { printf "%s ", $6 }' events)" \
    '2 2 3 2'

# Slots are allocated in the order of the writes; a page keeps its slot.
run fifo
is "slots written" "$(awk '$6 != "-" { printf "%s ", $6 }' events)" \
    '1 2 3 4 5 1 2'
is "slots read" "$(column 5 swap_in)" '1 2 3 4 5 1'

# A page that is only read is not written, unless always_write is set.
run fifo
cp text.events first.events
sed 's/^[WM]/R/' text >reads
expect 0 "$pagerace" replay reads -p fifo -m 4 -q --events events
awk 'NR > 1 && $6 != "-" { exit 1 }' events || fail "clean pages were written"
expect 0 "$pagerace" replay reads -p fifo -m 4 -q --events events \
    --set unwritten=write
is "slots written" "$(awk 'NR > 1 && $6 != "-" { printf "%s ", $6 }' events)" \
    '1 2 3 4 5'

# On standard output nothing else is printed; with a file the report agrees.
expect 0 "$pagerace" replay text -p fifo -m 4 --events -
cmp -s out first.events || fail "standard output differs from the file"
expect 0 "$pagerace" replay text -p fifo -m 4 --events events --csv -
[ "$(wc -l <events)" -eq 12 ] || fail "not a line for each fault"
grep -q ',11,' out || fail "not as many faults in the CSV"
# A process has the number that the trace gives it, as in the report.
"$pagerace" replay --refs "7:1w 9:1w 7:2w 9:3" -p fifo -m 1 \
	--events numbers.tsv >out
awk 'NR > 1 { print $7, $8 }' numbers.tsv >numbers
printf '7 -\n9 7\n7 9\n9 7\n' | cmp - numbers || fail "processes in events"
grep -q '^ *7  *2' out && grep -q '^ *9  *2' out || fail "processes in the report"
finish
