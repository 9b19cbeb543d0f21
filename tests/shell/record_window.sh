#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# record --method window: a program does the same with a window of few pages as
# alone, and a process that runs is left unharmed.
. "${srcdir:-.}/tests/shell/harness.sh"

# What the kernel and a program do with memory: each part checks itself.
cat >parts.c <<'C'
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE (300 * 4096)
#define CHECK(what) ((what) ? (void)0 : fail(#what, __LINE__))

extern char **environ;
static volatile sig_atomic_t signals, faults;
static char *guard, *volatile nowhere = (char *)1;

static void
fail(const char *what, int line)
{
	printf("line %d: %s (%s)\n", line, what, strerror(errno));
	exit(1);
}

static void
on_signal(int sig)
{
	char big[20000];

	memset(big, sig, sizeof(big));
	signals += big[9999] == sig;
}

static void
on_fault(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	CHECK((char *)info->si_addr == guard);
	faults++;
	mprotect(guard, 4096, PROT_READ | PROT_WRITE);
}

static void
files(void)
{
	char *a = malloc(SIZE), *b = calloc(1, SIZE), name[] = "parts.XXXXXX";
	struct iovec v[3] = { { b, 5000 }, { b + 100000, 70000 },
		{ b + 5000, 3 } };
	int fd = mkstemp(name), p[2];

	for (int i = 0; i < SIZE; i++)
		a[i] = (char)(i * 7 + (i >> 12));
	CHECK(write(fd, a, SIZE) == SIZE);
	CHECK(pread(fd, b, SIZE, 0) == SIZE && memcmp(a, b, SIZE) == 0);
	memset(b, 0, SIZE);
	CHECK(preadv(fd, v, 3, 0) == 75003);
	CHECK(memcmp(a, b, 5000) == 0 && memcmp(a + 5000, b + 100000, 70000) == 0);
	CHECK(read(fd, b, SIZE) == 0);
	CHECK(pipe(p) == 0 && write(p[1], a, 60000) == 60000);
	CHECK(read(p[0], b, SIZE) == 60000 && memcmp(a, b, 60000) == 0);
	CHECK(write(p[1], nowhere, 10) == -1 && errno == EFAULT);
	CHECK(read(fd, nowhere, 10) == 0 || errno == EFAULT);
	unlink(name);
	free(a);
	free(b);
}

static void
mappings(void)
{
	uint64_t sum = 0, want = 0, *p = malloc(8);
	char *m = mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	for (size_t n = 1; n < 400000; n = n * 3 / 2 + 1) {
		p = realloc(p, n * sizeof(*p));
		CHECK(p != NULL);
		p[n - 1] = n;
		p[n / 2] = n;
		sum += p[0] + p[n - 1];
		want += 1 + n;
	}
	CHECK(sum == want);
	for (int i = 0; i < SIZE; i += 4096 * 3)
		m[i] = 1;
	m = mremap(m, SIZE, 2 * SIZE, MREMAP_MAYMOVE);
	CHECK(m != MAP_FAILED && m[4096 * 3] == 1 && m[4096] == 0);
	m[2 * SIZE - 1] = 2;
	CHECK(madvise(m, SIZE, MADV_DONTNEED) == 0 && m[4096 * 3] == 0);
	CHECK(mprotect(m, 4096, PROT_NONE) == 0);
	CHECK(write(1, m, 1) == -1 && errno == EFAULT);
	CHECK(munmap(m, 2 * SIZE) == 0);
	free(p);
}

static void
signals_come(void)
{
	struct sigaction on = { .sa_handler = on_signal };
	stack_t other = { .ss_sp = malloc(65536), .ss_size = 65536 };
	sigset_t all, old;

	sigfillset(&on.sa_mask);
	CHECK(sigaction(SIGUSR1, &on, NULL) == 0);
	raise(SIGUSR1);
	sigaltstack(&other, NULL);
	on.sa_flags = SA_ONSTACK;
	CHECK(sigaction(SIGUSR2, &on, NULL) == 0);
	raise(SIGUSR2);
	CHECK(signals == 2);
	on.sa_sigaction = on_fault;
	on.sa_flags = SA_SIGINFO;
	CHECK(sigaction(SIGSEGV, &on, NULL) == 0);
	guard = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	/* Accesses to closed pages while all signals are blocked. */
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &old);
	files();
	sigprocmask(SIG_SETMASK, &old, NULL);
	*guard = 5;
	CHECK(faults == 1 && *guard == 5);
	/* A signal that only the mask of the call lets in. */
	sigprocmask(SIG_BLOCK, &all, &old);
	raise(SIGUSR1);
	CHECK(pselect(0, NULL, NULL, NULL, NULL, &old) == -1 && signals == 3);
	sigprocmask(SIG_SETMASK, &old, NULL);
}

static void *
thread(void *arg)
{
	uint32_t *p = arg, sum = 0;

	for (int k = 0; k < 20; k++) {
		for (int i = 0; i < 100; i++)
			sum += p[i * 1024] + (uint32_t)i;
		free(malloc(150000));
	}
	return ((void *)(uintptr_t)sum);
}

static void
threads(void)
{
	uint32_t *p = calloc(100, 4096);
	pthread_t t[3];
	void *sum;

	for (int i = 0; i < 100; i++)
		p[i * 1024] = 3;
	for (int i = 0; i < 3; i++)
		CHECK(pthread_create(&t[i], NULL, thread, p) == 0);
	for (int i = 0; i < 3; i++) {
		CHECK(pthread_join(t[i], &sum) == 0);
		CHECK((uintptr_t)sum == 20 * (300 + 4950));
	}
	free(p);
}

static int
deep(int n)
{
	volatile char page[4096];

	page[n % 4096] = (char)n;
	return (n == 0 ? 0 : deep(n - 1) + (page[n % 4096] == (char)n));
}

static void
children(char *self)
{
	char *leaf[] = { self, "leaf", NULL };
	static char shared[50 * 4096];
	int status;
	pid_t pid;

	for (int i = 0; i < 3; i++) {
		memset(shared, i, sizeof(shared));
		pid = fork();
		if (pid == 0) {
			for (size_t k = 0; k < sizeof(shared); k += 4096)
				CHECK(shared[k] == i);
			memset(shared, 77, sizeof(shared));
			_exit(i + 1);
		}
		CHECK(waitpid(pid, &status, 0) == pid);
		CHECK(WEXITSTATUS(status) == i + 1 && shared[5000] == i);
	}
	CHECK(posix_spawn(&pid, self, NULL, NULL, leaf, environ) == 0);
	CHECK(waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 42);
	CHECK(system("exit 3") == 3 << 8);
}

int
main(int argc, char **argv)
{
	if (argc > 1)
		return (42);
	files();
	mappings();
	signals_come();
	threads();
	CHECK(deep(400) == 400);
	children(argv[0]);
	CHECK(usleep(1000) == 0);
	printf("all parts\n");
	return (11);
}
C
# A sum over much memory, for some seconds, by three threads, and with a signal.
cat >sums.c <<'C'
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define WORDS (600 * 512)

static uint64_t *word;
static volatile sig_atomic_t stop;

static void on_signal(int sig) { stop = sig; }

static uint64_t
round_of(uint64_t sum)
{
	for (int i = 0; i < WORDS; i += 61)
		sum = sum * 31 + word[i];
	return (sum);
}

static void *
thread(void *arg)
{
	uint64_t first = round_of((uintptr_t)arg);

	while (!stop) {
		if (round_of((uintptr_t)arg) != first)
			exit(1);
		free(malloc(200000));
		usleep(1);
	}
	return ((void *)(uintptr_t)first);
}

int
main(void)
{
	pthread_t t[2];
	FILE *ready;

	word = malloc(WORDS * sizeof(*word));
	for (int i = 0; i < WORDS; i++)
		word[i] = (uint64_t)i * 2654435761U;
	signal(SIGUSR1, on_signal);
	for (uintptr_t i = 0; i < 2; i++)
		pthread_create(&t[i], NULL, thread, (void *)(i + 1));
	ready = fopen("ready", "w");
	fclose(ready);
	thread((void *)3);
	for (int i = 0; i < 2; i++)
		pthread_join(t[i], NULL);
	printf("sums are right\n");
	return (6);
}
C
for name in parts sums; do
	need_program $name -O0 -pthread
done
status=0
"$pagerace" record --method window -o t.trace ./parts leaf 2>err || status=$?
if [ $status -eq 4 ]; then
	echo "skipped: $(cat err)"
	exit 77
fi

# The same, alone and with two windows.
status=0
./parts >out || status=$?
[ $status -eq 11 ] || fail "alone: status $status: $(cat out)"
for window in 16 4096; do
	status=0
	"$pagerace" record --method window --window $window -o t.trace ./parts \
	    >out 2>err || status=$?
	[ "$status, $(cat out)" = '11, all parts' ] ||
		fail "--window $window: status $status: $(cat out err)"
	grep -q "window of $window pages" err || fail "$(cat err)"
	grep -q "process 0: .*/parts, .* page entries, " err || fail "$(cat err)"
	grep -q denied err && fail "$(cat err)"
	expect 0 "$pagerace" t.trace -p lru -m 64 --strict
done
head -n 3 t.trace | tail -n 2 >head
printf 'partial page entries\nmethod window of 4096 pages\n' | cmp -s head - ||
	fail "the head of the trace: $(cat head)"
expect 0 "$pagerace" info t.trace
grep -q 'recorded by: window of 4096 pages' out || fail "info: no method"
grep -q 'holds page entries' err || fail "info: no warning: $(cat err)"

# A process that runs: three recordings, and it goes on as if nothing was.
./sums >sums.out &
pid=$!
while [ ! -e ready ]; do
	sleep 0.1
done
expect 0 "$pagerace" record --pid $pid --take 3000 -o t.trace --window 64
[ "$(grep -c '^[RWX] ' t.trace)" -eq 3000 ] || fail "--pid --take"
grep -q '^map .* name=\[stack\]' t.trace || fail "--pid: no stack"
expect 0 "$pagerace" record --pid $pid --for 300ms -o t.trace
grep -q ' process 0: .*/sums' err || fail "--pid: $(cat err)"
"$pagerace" record --pid $pid -o t.trace 2>err &
recorder=$!
sleep 1
kill -TERM $recorder
status=0
wait $recorder || status=$?
[ $status -eq 0 ] || fail "--pid, ended by a signal: status $status: $(cat err)"
grep -q ' [rwx-]*x[a-z]* .*\[anon\]$' "/proc/$pid/maps" &&
	fail "--pid: a mapping is left behind"
# A child that runs already is named.
sh -c 'sleep 600; :' &
shell=$!
child=
until [ -n "$child" ]; do
	sleep 0.1
	child=$(cat /proc/$shell/task/$shell/children) || child=none
done
if [ "$child" != none ]; then
	expect 0 "$pagerace" record --pid $shell --for 10ms -o t.trace
	grep -q "process $shell has 1 child already.*: ${child% }, .*sleep " err ||
		fail "a child: $(cat err)"
fi
kill $shell ${child% }
kill -USR1 $pid
status=0
wait $pid || status=$?
[ "$status, $(cat sums.out)" = '6, sums are right' ] ||
	fail "after --pid: status $status: $(cat sums.out)"
expect 4 "$pagerace" record --pid $pid -o t.trace
finish
