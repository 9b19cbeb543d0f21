#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# A command that needs nothing of a trace in advance records no reference string:
# ten times the references take no more memory, through a pipe and with any number
# of runs.  Other commands take four bytes for each reference.
. "${srcdir:-.}/tests/shell/harness.sh"

# If the program is built with sanitizers, freed memory must be returned.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=1
export ASAN_OPTIONS
command -v python3 >/dev/null || {
	echo "skipped: no python3 to see how much memory a program took"
	exit 77
}

# references N: a trace of N references, in whole thousands, to 250 pages.
references() {
	awk -v n="$1" 'BEGIN {
		x = 1
		for (i = 0; i < 1000; i++) {
			x = (x * 1103 + 12347) % 1048576
			block = block sprintf("R %x 4\n",
			    65536 + 4096 * (x % 250))
		}
		print "pagerace-trace 1"
		for (i = 0; i < n / 1000; i++)
			printf "%s", block
	}'
}

# peak REFERENCES COMMAND...: peak memory in KiB with that many references.
peak() {
	n=$1
	shift
	references "$n" | python3 -c '
import resource, subprocess, sys
status = subprocess.call(sys.argv[1:], stdout=open("out", "w"))
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(status)' "$pagerace" "$@" - -q || fail "exit status $?: $*"
}

# Both are more than the chunks that are read ahead.  4,000,000 references are
# 16,000 KiB of a string.
few=5000000
many=9000000
slack=4000
for command in "info" "replay -p lru -m 64" \
    "compare -p lru,clock -m 64,128 -j 2"; do
	less=$(peak $few $command)
	more=$(peak $many $command)
	[ "$more" -le $((less + slack)) ] ||
		fail "$command: $less KiB for $few references, $more for $many"
done
less=$(peak $few compare -p lru -m 25%)
more=$(peak $many compare -p lru -m 25%)
[ "$more" -gt $((less + slack)) ] ||
	fail "a string that is kept is not seen: $less KiB, $more KiB"
finish
