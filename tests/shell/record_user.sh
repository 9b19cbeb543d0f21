#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# record --method qemu of a program that changes its user, as a server does that
# root starts, and of one that changes its root: the first is recorded, the
# second runs alone, and record says so.
. "${srcdir:-.}/tests/shell/harness.sh"

[ "$(id -u)" -eq 0 ] || {
	echo "skipped: only root can change the user"
	exit 77
}
# "become user FILE ARG..." or "become DIRECTORY FILE ARG...".
cat >become.c <<'C'
#define _GNU_SOURCE
#include <grp.h>
#include <string.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	if (argc < 3)
		return (9);
	if (strcmp(argv[1], "user") != 0) {
		if (chroot(argv[1]) != 0 || chdir("/") != 0)
			return (9);
	} else if (setgroups(0, NULL) != 0 ||
	    setresgid(65534, 65534, 65534) != 0 ||
	    setresuid(65534, 65534, 65534) != 0) {
		return (9);
	}
	execv(argv[2], argv + 2);
	return (8);
}
C
need_program become
echo 'int main(void) { return (5); }' >five.c
status=0
"$pagerace" record --method qemu -o t.trace ./become user /bin/sh -c 'exit 3' \
	>out 2>err || status=$?
[ $status -ne 4 ] || {
	echo "skipped: $(cat err)"
	exit 77
}
plugin=$(dirname "$(command -v "$pagerace")")/qemu_record.so
if ./become user /bin/sh -c "test -r '$plugin'"; then
	[ $status -eq 3 ] || fail "status $status: $(cat err)"
	grep -q 'could not be followed' err && fail "$(cat err)"
	expect 0 "$pagerace" record --method qemu -o t.trace \
	    ./become user /bin/sh -c 'cat /dev/null; true'
	awk '/^fork 1$/ { child = 1 } child && / pid=1$/ { n++ }
	END { exit !(n > 10000) }' t.trace ||
		fail "the child of another user has no accesses: $(cat err)"
fi

mkdir jail
if $CC -static -o jail/five five.c 2>cc.err; then
	expect 5 "$pagerace" record --method qemu -o t.trace \
	    ./become jail /five
	grep -q 'jail/five, which could not be followed' err ||
		fail "another root: $(cat err)"
fi
finish
