#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# record --method window: a thread that alone enters pages runs on the processor
# of the recorder; it, its children and its threads are told nothing of that, and
# it runs where it may when the recording has ended.  A process that runs can begin
# threads while it is recorded.
. "${srcdir:-.}/tests/shell/harness.sh"

cat >walk.c <<'C'
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile char page[200 * 4096];
static volatile sig_atomic_t stop;

static void on_signal(int sig) { stop = sig; }

static void
walk(int rounds)
{
	for (int k = 0; k < rounds; k++)
		for (int i = 0; i < 200; i++)
			page[i * 4096]++;
}

/* Processors where it may run, as it is told and as they are. */
static void
show(const char *who)
{
	char line[200];
	cpu_set_t set;
	FILE *f;

	walk(10);
	f = fopen("/proc/self/status", "r");
	while (fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, "Cpus_allowed_list:", 18) == 0)
			fprintf(stderr, "%s is at%s", who, line + 18);
	fclose(f);
	sched_getaffinity(0, sizeof(set), &set);
	printf("%s: %d\n", who, CPU_COUNT(&set));
	fflush(stdout);
}

static void *
thread(void *arg)
{
	show(arg);
	return (NULL);
}

static void *
nothing(void *arg)
{
	return (arg);
}

int
main(int argc, char **argv)
{
	pthread_t t;

	(void)argv;
	if (argc > 1) {
		signal(SIGTERM, on_signal);
		fclose(fopen("ready", "w"));
		while (!stop) {
			walk(10);
			pthread_create(&t, NULL, nothing, NULL);
			pthread_join(t, NULL);
		}
		return (5);
	}
	show("program");
	walk(10);
	if (fork() == 0) {
		show("child");
		return (0);
	}
	wait(NULL);
	walk(10);
	pthread_create(&t, NULL, thread, "thread");
	pthread_join(t, NULL);
	show("program");
	return (0);
}
C
need_program walk -O0 -pthread
./walk >alone 2>err
grep -q 'program: 1$' alone && {
	echo "skipped: there is one processor"
	exit 77
}
status=0
"$pagerace" record --method window --window 16 -o t.prt ./walk >out 2>err ||
	status=$?
if [ $status -eq 4 ]; then
	echo "skipped: $(cat err)"
	exit 77
fi
[ $status -eq 0 ] || fail "status $status: $(cat err)"
cmp -s alone out || fail "alone: $(cat alone); recorded: $(cat out)"
tab=$(printf '\t')
grep -q "^program is at$tab[0-9]*\$" err ||
	fail "it is not on one processor: $(cat err)"

allowed() {
	grep '^Cpus_allowed_list:' "/proc/$1/status"
}
./walk on &
pid=$!
while [ ! -e ready ]; do
	sleep 0.1
done
allowed $pid >before
expect 0 "$pagerace" record --pid $pid --take 9000 --window 16 -o t.prt
allowed $pid >after
cmp -s before after || fail "--pid: before: $(cat before); after: $(cat after)"
kill -TERM $pid
status=0
wait $pid || status=$?
[ $status -eq 5 ] || fail "after --pid: status $status"
finish
