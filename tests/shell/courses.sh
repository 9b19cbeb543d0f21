#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Inputs of courses as they are handed out: each is read right with one option,
# and where it can be read otherwise that is said.  Faults and write-backs of FIFO
# and LRU are those of a model of thirty lines in another language, and for the
# list of addresses those that were published.
. "${srcdir:-.}/tests/shell/harness.sh"
courses=$srcdir/../shared/data/traces/courses
[ -d "$courses" ] || {
	echo "skipped: no $courses"
	exit 77
}

# gives WANT FILE OPTION...: "FAULTS WRITES" for each policy and memory in turn.
gives() {
	counts=$1
	file=$courses/$2
	shift 2
	expect 0 "$pagerace" compare "$file" "$@" -q --csv -
	got=$(sed 's/"[^"]*"//g' out | awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i }
	    NR > 1 { printf "%s%s %s", (NR > 2 ? ", " : ""),
		$column["page_faults"], $column["swap_writes"] }')
	[ "$got" = "$counts" ] || fail "$file gives '$got', not '$counts'"
	! grep 'base=\|unit=\|third=\|malformed' err || fail "$file is doubtful"
}
# doubts WORD FILE: without an option.
doubts() {
	expect 0 "$pagerace" info "$courses/$2" -q
	grep -q -- "$1" err || fail "$2: nothing said of $1"
}

gives '536 0, 539 0, 313 0, 537 0' decimal-addresses.txt -f lirs:unit=byte \
    --page-size 256 -p fifo,lru,opt,clock -m 128
doubts unit=byte decimal-addresses.txt
gives '24656 16727, 17995 14509, 20644 14861, 15228 13285' \
    ls-two-processes.trace.gz -f ls:third=pid -p fifo,lru -m 16,40
gives '23457 16000, 15505 13326, 20100 14800, 14133 12870' \
    ls-two-processes.trace.gz -f ls:third=pid --set scope=local \
    -p fifo,lru -m 16,40
doubts third=pid ls-two-processes.trace.gz
gives '2241 538, 297 59, 1596 202, 205 25' op-colon-hex.txt.gz \
    -p fifo,lru -m 16,40
gives '2241 538, 297 59, 1596 202, 205 25' op-colon-hex.txt.gz \
    -f columns:op=1,addr=2 -p fifo,lru -m 16,40
gives '4152 3818, 3248 3030, 4126 3794, 3239 3009' pid-decimal-rw.txt.gz \
    -f columns:pid=1,addr=2,op=3 --page-size 512 -p fifo,lru -m 16,32
expect 3 "$pagerace" info "$courses/pid-decimal-rw.txt.gz"
grep -q 'columns:addr' err || fail "columns are not named"
finish
