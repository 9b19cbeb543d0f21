/* SPDX-License-Identifier: BSD-2-Clause */
#include "oracle/here.h"

#include <sys/prctl.h>
#include <sys/utsname.h>
#include <sys/wait.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "oracle/herefile.h"
#include "oracle/kernelknob.h"

#define MARGIN_PAGES 1024 /* of swap beyond the pages */

/* Set by a signal: the kernel is put back, and the process ends. */
static volatile sig_atomic_t stopped;

static void
on_stop(not_used int number)
{
	stopped = 1;
}

static const char *
ask_group(const struct here *h, const struct question *q,
    const struct herefile *f, struct oracle_answer *a)
{
	char root[GROUP_PATH], name[64];
	struct replay_answer got;
	struct groups g;
	int version;
	const struct replay_spec spec = { .touches = h->touches,
		.groups = &g,
		.file_fd = f->n > 0 ? f->fd : NULL,
		.flush = q->conditions.flush,
		.tlb = q->conditions.tlb,
		.stop = &stopped };

	if (group_mounted(&version, root) != 0)
		return ("no memory controller of control groups is mounted");
	snprintf(name, sizeof(name), "pagerace-%d", (int)getpid());
	if (groups_open(&g,
		&(struct groups_spec){ .version = version,
		    .root = root,
		    .name = name,
		    .limits = q->limits,
		    .members = q->members,
		    .page_bytes = (uint64_t)sysconf(_SC_PAGESIZE),
		    .swappiness = (unsigned)q->conditions.swappiness }) != 0)
		return ("a memory group cannot be made");
	replayer_run(&spec, &got);
	if (groups_close(&g) != 0)
		return ("the memory group cannot be removed");
	if (got.failed[0] != '\0' && got.ooms == 0) {
		snprintf(a->failed, sizeof(a->failed), "%s", got.failed);
		return (a->failed);
	}
	a->there = true;
	a->majflt = got.majflt;
	a->minflt = got.minflt;
	a->kernel_pages = got.kernel_pages;
	a->ooms = got.ooms;
	a->pages_read = got.pages_read;
	a->counted = got.counted;
	return (NULL);
}

/* One question; whatever was made is removed. */
static void
ask(const struct here *h, const struct question *q, struct oracle_answer *a)
{
	const struct swapdev_spec spec = {
		.kind = (enum swapdev_kind)q->conditions.swap,
		.pages = h->region_pages + q->limit + MARGIN_PAGES,
		.latency_ns = q->conditions.latency_ns,
		.rotating = q->conditions.rotating,
		.folder = h->folder,
	};
	struct utsname u;
	struct swapdev d;
	struct herefile f = { .n = 0 };
	const char *failed;

	*a = (struct oracle_answer){ .there = false };
	uname(&u);
	snprintf(a->release, sizeof(a->release), "%.60s", u.release);
	errno = 0;
	failed = kernelknob_set(&q->conditions);
	if (failed == NULL)
		failed = swapdev_open(&d, &spec);
	else
		d = (struct swapdev){ .number = -1, .loop_fd = -1 };
	if (failed == NULL && h->file_pages > 0)
		failed = herefile_open(&f, h->folder, h->file_pages,
		    h->processes, q->conditions.file_readahead);
	if (failed == NULL)
		failed = ask_group(h, q, &f, a);
	herefile_close(&f);
	if (failed != NULL && failed != a->failed)
		snprintf(a->failed, sizeof(a->failed), "%s%s%s", failed,
		    errno != 0 ? ": " : "", errno != 0 ? strerror(errno) : "");
	if (swapdev_close(&d) != 0 && a->failed[0] == '\0')
		snprintf(a->failed, sizeof(a->failed),
		    "the swap device cannot be removed: %s", strerror(errno));
}

/* The process that does it: answers go to the pipe as they come. */
static int
keep(const struct here *h, const struct question *q, size_t n, int to)
{
	const struct sigaction act = { .sa_handler = on_stop };
	struct oracle_answer a;
	struct kernelknob was;

	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGINT, &act, NULL);
	sigaction(SIGHUP, &act, NULL);
	signal(SIGPIPE, SIG_IGN);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	kernelknob_save(&was);
	for (size_t i = 0; i < n * h->repeats && !stopped; i++) {
		ask(h, &q[i / h->repeats], &a);
		if (write(to, &a, sizeof(a)) != (ssize_t)sizeof(a) ||
		    a.failed[0] != '\0')
			break;
	}
	kernelknob_restore(&was);
	return (0);
}

static int
collect(const struct here *h, struct oracle_answer *a, size_t n, int from,
    struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		ssize_t r;

		progress_tell(h->progress, "asking the kernel", i, n);
		do
			r = read(from, &a[i], sizeof(a[i]));
		while (r < 0 && errno == EINTR && !stopped);
		if (stopped)
			return (err_set(err, ERR_SYS, "interrupted"));
		if (r != (ssize_t)sizeof(a[i]))
			return (err_set(err, ERR_SYS,
			    "the process that asks the kernel ended"));
		if (a[i].failed[0] != '\0')
			return (err_set(err, ERR_SYS,
			    "the kernel cannot be asked: %s", a[i].failed));
	}
	return (0);
}

int
here_ask(const struct here *h, const struct question *q,
    struct oracle_answer *a, size_t n, struct err *err)
{
	const struct sigaction act = { .sa_handler = on_stop };
	struct sigaction was_int, was_term;
	int pipes[2], failed;
	pid_t pid;

	if (geteuid() != 0)
		return (err_set(err, ERR_SYS,
		    "--here needs root: it makes a memory group and a swap "
		    "device (or ask an emulated kernel: --kernel VERSION)"));
	if (pipe(pipes) != 0)
		return (err_sys(err, "pipe"));
	pid = fork();
	if (pid < 0) {
		close(pipes[0]);
		close(pipes[1]);
		return (err_sys(err, "fork"));
	}
	if (pid == 0) {
		close(pipes[0]);
		_exit(keep(h, q, n, pipes[1]));
	}
	close(pipes[1]);
	sigaction(SIGINT, &act, &was_int);
	sigaction(SIGTERM, &act, &was_term);
	failed = collect(h, a, n * h->repeats, pipes[0], err);
	if (failed != 0)
		kill(pid, SIGTERM);
	close(pipes[0]);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	sigaction(SIGINT, &was_int, NULL);
	sigaction(SIGTERM, &was_term, NULL);
	return (failed);
}
