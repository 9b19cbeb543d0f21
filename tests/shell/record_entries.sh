#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# record --method window: the pages of the trace are those that the program
# touches, as often as they enter the window.
. "${srcdir:-.}/tests/shell/harness.sh"

# It touches 40 pages: 30 are written, 10 are read; with "fork" a child does it
# again, with "write" it does it again itself after a write(2).
cat >pattern.c <<'C'
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile char *p;

static int
touch(int rounds)
{
	int sum = 0;

	for (int k = 0; k < rounds; k++) {
		for (int i = 0; i < 30; i++)
			p[i * 4096] = (char)k;
		for (int i = 50; i < 60; i++)
			sum += p[i * 4096];
	}
	return (sum);
}

int
main(int argc, char **argv)
{
	p = mmap((void *)0x10000000, 100 * 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	if (touch(3) != 0)
		return (1);
	if (argc > 1 && strcmp(argv[1], "fork") == 0) {
		if (fork() == 0)
			_exit(touch(2));
		wait(NULL);
	} else if (argc > 1) {
		return (write(1, "go\n", 3) != 3 || touch(2) != 0);
	}
	return (0);
}
C
need_program pattern -O0
status=0
"$pagerace" record --method window -o t.trace ./pattern 2>err || status=$?
if [ $status -eq 4 ]; then
	echo "skipped: $(cat err)"
	exit 77
fi

# What entered the window, in order: each page once with a large one, each time
# with a small one.
entries() {
	grep '^[RWX] 100' t.trace | sed 's/ 1$//' >entries
}
"$pagerace" record --method window -o t.trace ./pattern 2>err || fail "$(cat err)"
entries
awk 'BEGIN {
	for (i = 0; i < 30; i++)
		printf "W 100%02x000\n", i
	for (i = 50; i < 60; i++)
		printf "R 100%02x000\n", i
}' >once
cmp -s once entries || fail "large window: $(diff once entries)"
"$pagerace" record --method window --window 20 -o t.trace ./pattern 2>err ||
	fail "$(cat err)"
entries
cat once once once >want
cmp -s want entries || fail "small window: $(diff want entries)"

# A child begins with nothing open, and so does a recording that begins late.
"$pagerace" record --method window -o t.trace ./pattern fork 2>err ||
	fail "$(cat err)"
grep '^[RWX] 100.* pid=1$' t.trace | sed 's/ pid=1$//' >entries
cmp -s once entries || fail "a child: $(diff once entries)"
"$pagerace" record --method window --after output -o t.trace ./pattern write \
	>out 2>err || fail "$(cat err)"
entries
cmp -s once entries || fail "--after output: $(diff once entries)"
grep -qx 'method window of [0-9]* pages, after output' t.trace ||
	fail "--after output: $(grep '^method' t.trace)"
"$pagerace" record --method window --window 64 --skip 5 --take 10 -o p.trace \
	./pattern 2>err || fail "--skip: $(cat err)"
grep -qx 'method window of 64 pages, skip 5, take 10' p.trace ||
	fail "--skip: $(grep '^method' p.trace)"

# Its pages are those of the method qemu.
pages() {
	grep '^[RW] 100' t.trace | sed 's/^\(.\) \(100..\).*/\1 \2/' | sort -u
}
pages >window.pages
if "$pagerace" record --method qemu -o t.trace ./pattern 2>err; then
	pages >qemu.pages
	cmp -s qemu.pages window.pages || fail "pages differ from qemu's:" \
	    "$(diff qemu.pages window.pages)"
fi

finish
