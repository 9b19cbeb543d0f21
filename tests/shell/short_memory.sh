#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Want of memory is exit status 4, never a verdict: 'check' does not accuse a
# policy, however little address space there is.
. "${srcdir:-.}/tests/shell/harness.sh"
few_addresses 1000000 || {
	echo "skipped: the program does not start with 1 GB of address space"
	exit 77
}
small trace

# limited MB CMD...: the status is 0, or 4 with a message, or the loader's 127.
limited() {
	mb=$1
	shift
	status=0
	(
		ulimit -v $((mb * 1024))
		exec "$@"
	) >out 2>err || status=$?
	case $status in
	0) passed=$((passed + 1)) ;;
	4) [ "$(grep -c '^pagerace: ' err)" -eq 1 ] && starved=$((starved + 1)) ||
		fail "$mb MB: not one message: $*" ;;
	127) ;;
	*) fail "$mb MB: exit status $status: $*" ;;
	esac
	[ $status -eq 0 ] || [ $status -eq 4 ] || cat out err
	if grep -q BROKEN out; then
		fail "$mb MB: a law is said to be broken: $*"
	fi
}
for policy in clock arc opt; do
	passed=0 starved=0
	for mb in 50 60 70 80 90 100 150 200 250 300 350 400 500 1000 8000; do
		limited $mb "$pagerace" check $policy --runs 4 --long 500 \
		    --bundled 0
	done
	[ $passed -gt 0 ] || fail "$policy: it never passed"
	[ $starved -gt 0 ] || fail "$policy: memory was never short"
done
passed=0 starved=0
for mb in 50 60 70 80 90 100 150 200 300 500 1000 2000 8000; do
	limited $mb "$pagerace" compare trace -p fifo,lru,opt -m 4,8 -q --json -
	limited $mb "$pagerace" info trace
done
[ $passed -gt 0 ] || fail "no command ever passed"
finish
