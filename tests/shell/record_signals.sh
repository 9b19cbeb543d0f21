#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# record --method window: what signals and the end of a process show of memory
# is as without the recorder; a recording ends while threads enter pages.
. "${srcdir:-.}/tests/shell/harness.sh"

cat >faults.c <<'C'
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#define PAGE 4096
#define PAGES 60
#define READ_WRITE (PROT_READ | PROT_WRITE)
#define PRIVATE (MAP_PRIVATE | MAP_ANONYMOUS)
#define CHECK(what) ((what) ? (void)0 : fail(#what, __LINE__))

static char *heap;
static volatile int faults, code;
static sigjmp_buf back;

static void
fail(const char *what, int line)
{
	printf("line %d: %s (%s)\n", line, what, strerror(errno));
	exit(1);
}

/* Each page, so that those before are closed in a small window. */
static void
touch_all(void)
{
	for (int i = 0; i < PAGES; i++)
		CHECK(((volatile char *)heap)[i * PAGE] >= 0);
}

static void
on_write(int sig, siginfo_t *info, void *context)
{
	const ucontext_t *c = context;
	uintptr_t at = (uintptr_t)info->si_addr;
	char deep[10000];

	memset(deep, sig, sizeof(deep));
	touch_all();
	CHECK(info->si_code == SEGV_ACCERR);
	CHECK(c->uc_mcontext.gregs[REG_TRAPNO] == 14);
	CHECK((c->uc_mcontext.gregs[REG_ERR] & 2) != 0);
	CHECK((uintptr_t)c->uc_mcontext.gregs[REG_CR2] == at);
	mprotect((char *)(at & -PAGE), PAGE, READ_WRITE);
	faults += deep[9999] == sig;
}

static void
on_fault(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	code = info->si_code;
	siglongjmp(back, 1);
}

static void
handle(void (*handler)(int, siginfo_t *, void *))
{
	struct sigaction a = { .sa_sigaction = handler,
		.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };

	CHECK(sigaction(SIGSEGV, &a, NULL) == 0);
}

static void
barriers(void)
{
	handle(on_write);
	for (int k = 1; k <= 3; k++) {
		CHECK(mprotect(heap, PAGES * PAGE, PROT_READ) == 0);
		touch_all();
		for (int i = 0; i < PAGES; i += 3)
			heap[i * PAGE]++;
		CHECK(faults == k * PAGES / 3);
	}
	CHECK(mprotect(heap, PAGES * PAGE, READ_WRITE) == 0);
	handle(on_fault);
	if (sigsetjmp(back, 1) == 0)
		*(volatile char *)16 = 1;
	CHECK(code == SEGV_MAPERR);
}

static int
status_of(void (*child)(void))
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		child();
		_exit(0);
	}
	CHECK(waitpid(pid, &status, 0) == pid);
	return (status);
}

static void
blocks(void)
{
	sigset_t all, now;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	touch_all();
	touch_all();
	sigprocmask(SIG_SETMASK, NULL, &now);
	CHECK(sigismember(&now, SIGSEGV));
	*(volatile char *)16 = 1;
}

static void
ignores(void)
{
	signal(SIGSEGV, SIG_IGN);
	touch_all();
	touch_all();
	raise(SIGSEGV);
	execl("/bin/sh", "sh", "-c", "kill -SEGV $$; exit 4", (char *)NULL);
}

static pthread_mutex_t *mutex;

static void
locks(void)
{
	pthread_mutex_lock(mutex);
	touch_all();
}

static void
robust(void)
{
	pthread_mutexattr_t a;

	mutex = mmap(NULL, sizeof(*mutex), READ_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pthread_mutexattr_init(&a);
	pthread_mutexattr_setpshared(&a, PTHREAD_PROCESS_SHARED);
	pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST);
	pthread_mutex_init(mutex, &a);
	CHECK(status_of(locks) == 0);
	alarm(20);
	CHECK(pthread_mutex_lock(mutex) == EOWNERDEAD);
	alarm(0);
}

/* Its lowest page is closed when it grows. */
static void
grows(void)
{
	char *p = mmap(NULL, 1024 * PAGE, PROT_NONE, PRIVATE, -1, 0);

	munmap(p, 1000 * PAGE);
	p = mmap(p + 1000 * PAGE, PAGE, READ_WRITE,
	    PRIVATE | MAP_GROWSDOWN | MAP_FIXED, -1, 0);
	for (int i = 0; i > -5; i--) {
		p[i * PAGE] = 1;
		touch_all();
	}
	CHECK(p[0] == 1 && p[-4 * PAGE] == 1);
}

/* The kernel makes the stack grow. */
static void
call_grows(void)
{
	int zero = open("/dev/zero", O_RDONLY);

	for (int k = 1; k < 4; k++) {
		volatile char *p = (char *)__builtin_frame_address(0) -
		    k * 60 * PAGE;

		touch_all();
		CHECK(read(zero, (char *)p, 5000) == 5000);
		touch_all();
		CHECK(p[0] == 0 && p[4999] == 0);
	}
	close(zero);
}

int
main(void)
{
	stack_t other = { .ss_sp = malloc(65536), .ss_size = 65536 };
	int status;

	heap = mmap(NULL, PAGES * PAGE, READ_WRITE, PRIVATE, -1, 0);
	CHECK(sigaltstack(&other, NULL) == 0);
	barriers();
	status = status_of(blocks);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
	status = status_of(ignores);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 4);
	robust();
	grows();
	call_grows();
	printf("all signals\n");
	return (12);
}
C
need_program faults -D_GNU_SOURCE -O0 -pthread
status=0
./faults >alone || status=$?
[ $status -eq 12 ] || fail "alone: status $status: $(cat alone)"
need_method window
for window in 16 4096; do
	status=0
	"$pagerace" record --method window --window $window -o t.trace \
	    ./faults >out 2>err || status=$?
	[ $status -eq 12 ] ||
		fail "--window $window: status $status: $(cat out err)"
	cmp -s alone out || fail "--window $window: $(cat out)"
done
finish
