/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A policy in a shared object that misbehaves as its parameter says, when it
 * chooses its 20th victim.  The environment variable HOSTILE_LOAD makes it
 * misbehave while it is loaded.  tests/shell/hostile.sh has what the program
 * makes of each kind.
 */
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <fenv.h>
#include <locale.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/policy.h"

struct values {
	const char *kind;
};

struct hostile {
	const struct frame_table *frames;
	const char *kind;
	uint64_t victims;
	frame_t next, nframes;
	page_id_t npages;
};

static jmp_buf gone;

static size_t
footprint(const struct policy_setup *setup)
{
	(void)setup;
	return (sizeof(struct hostile));
}

static int
is(const struct hostile *h, const char *kind)
{
	return (strcmp(h->kind, kind) == 0);
}

static void
never(void)
{
	for (volatile int i = 0;; i = 0)
		continue;
}

static int
deep(volatile char *above)
{
	volatile char here[4096];

	here[0] = above[0];
	return (deep(here) + here[0]);
}

static void
segv(void)
{
	*(volatile int *)8 = 1;
}

static void *
spin(void *arg)
{
	for (;;)
		usleep(1000);
	return (arg);
}

static void *
crash_later(void *arg)
{
	usleep(1000);
	segv();
	return (arg);
}

static void
init(void *st, const struct policy_setup *setup)
{
	const struct values *v = setup->params;
	struct hostile *h = st;

	h->frames = setup->frames;
	h->nframes = setup->nframes;
	h->npages = setup->npages;
	h->kind = v->kind;
	if (is(h, "init-loop"))
		never();
	if (is(h, "init-exit"))
		_exit(0);
	if (is(h, "init-crash"))
		segv();
	if (setjmp(gone) != 0)
		return;
}

static void
end_it(struct hostile *h)
{
	if (is(h, "exit"))
		exit(0);
	if (is(h, "_exit"))
		_exit(0);
	if (is(h, "quick-exit"))
		quick_exit(0);
	if (is(h, "raw-exit"))
		syscall(SYS_exit_group, 0);
	if (is(h, "thread-exit"))
		syscall(SYS_exit, 0);
	if (is(h, "exec"))
		execl("/bin/true", "true", (char *)NULL);
	if (is(h, "abort"))
		abort();
	if (is(h, "segv"))
		segv();
	if (is(h, "stack"))
		deep((char *)h);
	if (is(h, "term"))
		raise(SIGTERM);
	if (is(h, "kill"))
		raise(SIGKILL);
	if (is(h, "stop"))
		raise(SIGSTOP);
	if (is(h, "alarm"))
		raise(SIGALRM);
	if (is(h, "longjmp"))
		longjmp(gone, 1);
	if (is(h, "ignored-segv")) {
		signal(SIGSEGV, SIG_IGN);
		segv();
	}
	if (is(h, "loop"))
		never();
	if (is(h, "pause"))
		for (;;)
			pause();
	if (is(h, "blocked-loop")) {
		sigset_t all;

		sigfillset(&all);
		sigprocmask(SIG_BLOCK, &all, NULL);
		never();
	}
	if (is(h, "kill-parent"))
		kill(getppid(), SIGKILL);
	if (is(h, "kill-group"))
		kill(0, SIGKILL);
	if (is(h, "term-group"))
		kill(0, SIGTERM);
}

static void
be_many(struct hostile *h)
{
	pthread_t t;

	if (is(h, "fork"))
		fork();
	if (is(h, "raw-fork"))
		syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
	if (is(h, "fork-loop") && fork() == 0)
		never();
	if (is(h, "daemon") && fork() == 0) {
		setsid();
		if (fork() == 0)
			sleep(600);
		_exit(0);
	}
	if (is(h, "thread"))
		pthread_create(&t, NULL, spin, NULL);
	if (is(h, "thread-segv")) {
		pthread_create(&t, NULL, crash_later, NULL);
		usleep(20000);
	}
}

static void
take_away(struct hostile *h)
{
	struct rlimit none = { 0, 0 };

	if (is(h, "close-output")) {
		close(1);
		close(2);
	}
	if (is(h, "close-many"))
		for (int i = 3; i < 40; i++)
			close(i);
	if (is(h, "close-all"))
		for (int i = 0; i < 1024; i++)
			close(i);
	if (is(h, "print")) {
		printf("hello from the plug-in\n");
		fflush(stdout);
		printf("and more\n");
	}
	if (is(h, "write"))
		(void)!write(1, "hello from the plug-in\n", 23);
	if (is(h, "no-files"))
		setrlimit(RLIMIT_NOFILE, &none);
	if (is(h, "no-size"))
		setrlimit(RLIMIT_FSIZE, &none);
	if (is(h, "no-memory"))
		setrlimit(RLIMIT_AS, &none);
	if (is(h, "no-time")) {
		setrlimit(RLIMIT_CPU, &none);
		never();
	}
	if (is(h, "allocate"))
		for (;;)
			memset(malloc(64 << 20), 1, 64 << 20);
	if (is(h, "chdir"))
		(void)!chdir("/");
	if (is(h, "umask"))
		umask(0777);
	if (is(h, "round"))
		fesetround(FE_UPWARD);
	if (is(h, "locale"))
		setlocale(LC_ALL, "");
}

static void
overwrite(struct hostile *h, frame_t f)
{
	if (is(h, "frame-page"))
		h->frames->page[f] = h->frames->page[f] == 1 ? 2 : 1;
	if (is(h, "frame-table"))
		memset(h->frames->page, 0xff, h->nframes * sizeof(page_id_t));
	if (is(h, "entry"))
		h->frames->entry[0] ^= ENTRY_PRESENT;
	if (is(h, "entries"))
		memset(h->frames->entry, 0xff, 64);
	if (is(h, "wild"))
		memset((char *)h + sizeof(*h), 0x41, 4 << 20);
}

static frame_t
victim(void *st, page_id_t page)
{
	struct hostile *h = st;
	frame_t f = h->next;

	(void)page;
	h->next = (f + 1) % h->nframes;
	if (++h->victims < 20)
		return (f);
	if (h->victims == 20) {
		end_it(h);
		be_many(h);
		take_away(h);
		overwrite(h, f);
	}
	if (is(h, "slow"))
		usleep(1000);
	if (is(h, "no-frame"))
		return (NO_FRAME);
	if (is(h, "far-frame"))
		return (h->nframes);
	return (f);
}

static void __attribute__((constructor)) load(void)
{
	const char *kind = getenv("HOSTILE_LOAD");

	if (kind == NULL)
		return;
	if (strcmp(kind, "loop") == 0)
		never();
	if (strcmp(kind, "exit") == 0)
		_exit(0);
	if (strcmp(kind, "crash") == 0)
		segv();
	if (strcmp(kind, "print") == 0)
		printf("hello from the constructor\n");
}

static const struct param params[] = {
	{ .name = "kind",
	    .type = PARAM_TEXT,
	    .offset = offsetof(struct values, kind),
	    .dflt = "none",
	    .text = "what it does" },
	{ .name = NULL },
};

static const struct policy_ops ops = {
	.size = sizeof(struct policy_ops),
	.victim = victim,
};

const uint32_t policy_contract = POLICY_CONTRACT;
const struct policy policy_plugin = {
	.name = NAME,
	.summary = "misbehaves",
	.size = sizeof(struct policy),
	.sight = SEES_FAULTS,
	.params = params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct values),
	.footprint = footprint,
	.init = init,
	.ops = &ops,
};
