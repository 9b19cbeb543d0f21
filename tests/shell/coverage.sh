#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# What a result does not cover is said where it matters, and only there: a shell
# recorded without its programs, a reduced trace, a recording of page faults, a
# compressed pool outside of the frames.
. "${srcdir:-.}/tests/shell/harness.sh"

# says CODE OPTION...; 'says_not' the same: comparing gives a warning of the code.
says() {
	code=$1
	shift
	expect 0 "$pagerace" compare "$@" -q --json -
	grep -q "\"code\": \"$code\"" out || fail "no $code of $*"
}
says_not() {
	code=$1
	shift
	expect 0 "$pagerace" compare "$@" -q --json -
	! grep -q "\"code\": \"$code\"" out || fail "$code of $*"
}

# valgrind NUMBER PROGRAM: the banner; accesses.
valgrind() {
	printf '==%d== Lackey, an example Valgrind tool\n' "$1"
	printf '==%d== Command: %s\n==%d== \n' "$1" "$2" "$1"
}
accesses() {
	awk 'BEGIN { for (i = 0; i < 400; i++)
		printf " L %08x,8\n", 67108874 + i * 37 % 60 * 4100 }'
}
{ valgrind 12 '/bin/sh -c ./program' && accesses; } >shell
says shell shell -p lru -m 8
expect 0 "$pagerace" info shell -q
grep -q "shell 'sh' alone" err || fail "info says nothing of a shell"
{ valgrind 12 '/bin/sh -c ./program' && valgrind 13 ./program && accesses; } \
    >both
says_not shell both -p lru -m 8
{ valgrind 12 './program -c sh' && accesses; } >program
says_not shell program -p lru -m 8

# A trace of page addresses, where something counts references.
awk 'BEGIN { for (i = 0; i < 400; i++)
	printf " L %05x000,1\n", 16394 + i * 37 % 60 }' >reduced
says reduced reduced -p lru,lfu -m 8
says reduced reduced -p clock -m 8 --set tick=100
says_not reduced reduced -p lru -m 8
says_not reduced program -p lfu -m 8

# Pages smaller than those that the trace was reduced to.
says reduced_pages reduced -p lru -m 8 --page-size 256
says_not reduced_pages reduced -p lru -m 8
expect 0 "$pagerace" convert reduced -o reduced.text
! grep -q "smaller pages" err || fail "convert has no pages: $(cat err)"
says_not reduced_pages program -p lru -m 8 --page-size 256

# First touches, and a few more.
awk 'BEGIN { for (i = 0; i < 200; i++)
	printf "0x%x\n", 65536 + (i < 190 ? i : i - 190) * 4096 }' >faults
says first_touches faults -f columns:addr=1 -p lru -m 8
says_not first_touches reduced -p lru -m 8

# Formats of page faults, samples and regions, where first touches need no other
# warning.
awk 'BEGIN { for (i = 0; i < 200; i++)
	printf "a 1/1 1.%06d: page-faults: %x 401000\n", i,
	    65536 + (i < 190 ? i : i - 190) * 4096 }' >partial
says partial partial -p lru -m 8
grep -q '"partial": "page faults"' out || fail "the document has no partial"
says_not first_touches partial -p lru -m 8
expect 0 "$pagerace" info partial -q
grep -q "holds page faults" err || fail "info says nothing of page faults"
says_not partial reduced -p lru -m 8

# drmemtrace FILETYPE: a final trace of DynamoRIO: header, file type (an octal
# escape), reads.
drmemtrace() {
	printf '\31\0\0\0\7\0\0\0\0\0\0\0\34\0\11\0%b\0\0\0\0\0\0' "$1"
	for page in 1 2 3 4 5 6 7 1 2 3; do
		printf '\0\0\10\0\0%b\1\0\0\0\0\0' "\\0${page}0"
	done
}
drmemtrace '\0100\0006' >whole
says_not partial whole -f drmemtrace -p lru -m 8
for type in '\0300\0006' '\0100\0007'; do
	drmemtrace "$type" >filtered
	says partial filtered -f drmemtrace -p lru -m 8
	grep -q '"partial": "cache misses"' out || fail "no cache misses"
done

# Compressed memory, once a page is there.
awk '{ print "W", substr($2, 1, 8) }
    BEGIN { print "pagerace-trace 1" }' reduced >writes
says compressed_pool writes -p lru -m 8 -d zram-lz4
says_not compressed_pool writes -p lru -m 100% -d zram-lz4
says_not compressed_pool writes -p lru -m 8 -d nvme
says_not compressed_pool reduced -p lru -m 8 -d zram-lz4

# The bundled traces are read in silence.
for trace in "$srcdir"/traces/*.xz; do
	expect 0 "$pagerace" info "$trace" -q
	[ ! -s err ] || {
		fail "$trace is not read in silence"
		cat err
	}
done
finish
