#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# record --method qemu of a program that a signal stops all the time, also while
# it has the lock of the memory that it shares with the recorder, and that forks.
. "${srcdir:-.}/tests/shell/harness.sh"

cat >timer.c <<'C'
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t rang;

static void
ring(int sig)
{
	(void)sig;
	rang++;
}

int
main(void)
{
	struct itimerval every = { { 0, 200 }, { 0, 200 } };
	struct sigaction act = { .sa_handler = ring, .sa_flags = SA_RESTART };
	volatile char *p = malloc(1 << 20);
	long sum = 0;

	sigaction(SIGALRM, &act, NULL);
	setitimer(ITIMER_REAL, &every, NULL);
	for (int i = 0; i < 100; i++) {
		pid_t child = fork();

		if (child == 0)
			_exit(3);
		for (int k = 0; k < 60000; k++)
			sum += p[(k * 64) & 0xfffff]++;
		if (waitpid(child, NULL, 0) != child)
			return (1);
	}
	printf("%d\n", rang > 0);
	return (0);
}
C
need_program timer -O1
# A recorder that waits for a thread that waits for it does so for ever.
for round in 1 2 3; do
	status=0
	timeout -k 1 100 "$pagerace" record --method qemu -q -o timer.prt -- ./timer \
	    >out 2>err || status=$?
	[ $status -ne 4 ] || {
		echo "skipped: $(cat err)"
		exit 77
	}
	[ $status = 0 ] || fail "round $round: exit status $status: $(cat err)"
	[ "$(cat out)" = 1 ] || fail "round $round: no signal came"
done
"$pagerace" info timer.prt --json info.json >/dev/null 2>err ||
	fail "info: $(cat err)"
finish
