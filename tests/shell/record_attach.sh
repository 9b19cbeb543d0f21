#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# record --pid of a process that begins threads and children all the time: it is
# taken hold of in the midst of them, and neither it nor they notice.
. "${srcdir:-.}/tests/shell/harness.sh"

cat >busy.c <<'C'
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;
static volatile char page[200 * 4096];
static volatile sig_atomic_t stop;

static void on_signal(int sig) { stop = sig; }

static void *
walk(void *arg)
{
	for (int i = 0; i < 200; i++)
		page[i * 4096]++;
	return (arg);
}

/* Children that have ended; how many of them failed. */
static int
reap(int options)
{
	int status, failed = 0;

	while (waitpid(-1, &status, options) > 0)
		failed += status != 0;
	return (failed);
}

int
main(int argc, char **argv)
{
	char *program[] = { "true", NULL };
	int failed = 0, n = 0;
	pthread_t t;
	pid_t pid;

	signal(SIGTERM, on_signal);
	fclose(fopen("ready", "w"));
	while (!stop) {
		if (argc > 1) {
			pthread_create(&t, NULL, walk, NULL);
			pthread_join(t, NULL);
		} else if (++n % 16 != 0) {
			if (fork() == 0)
				_exit(0);
			walk(NULL);
		} else {
			failed += posix_spawn(&pid, "/bin/true", NULL, NULL,
			    program, environ) != 0;
			failed += reap(0);
		}
	}
	failed += reap(0);
	return (failed == 0 ? 5 : 6);
}
C
need_program busy -O0 -pthread
for makes in '' threads '' threads '' threads '' threads '' threads; do
	rm -f ready
	./busy $makes &
	pid=$!
	while [ ! -e ready ]; do
		sleep 0.1
	done
	status=0
	"$pagerace" record --pid $pid --take 3000 --window 16 -o t.prt >out 2>err ||
		status=$?
	kill -TERM $pid 2>kill.err || :
	ended=0
	wait $pid || ended=$?
	if [ $status -eq 4 ] && [ ! -e t.prt ]; then
		echo "skipped: $(cat err)"
		exit 77
	fi
	[ $status -eq 0 ] || fail "status $status: $(cat err)"
	[ $ended -eq 5 ] || fail "the program ended with $ended"
done
finish
