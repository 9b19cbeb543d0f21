/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parent waits, and looks every now and then whether the plug-ins still
 * come back.  It runs no code of a plug-in and depends on nothing that one
 * could change: what the child has to say lies on a shared page, and counts
 * only with a key that the page does not hold before.
 *
 * Orphans of the child (a plug-in may start processes) become children of this
 * process and are ended with it, unless this process had children already,
 * which are not its own to end.
 */
#include "policy/supervise.h"

#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/wait.h>

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "policy/blame.h"
#include "policy/child.h"
#include "policy/crash.h"
#include "policy/watch.h"

#define MS         UINT64_C(1000000)
#define LOOK_NS    (100 * MS)
#define GRACE_NS   (1000 * MS)
#define FILE_BYTES 4096

/* What the child says at its end. */
struct last_words {
	_Atomic uint64_t key; /* the supervisor's, if this is complete */
	int failed, status;
	struct err err;
	char file[FILE_BYTES]; /* err.where.file */
};

struct shared {
	struct watch_page watch;
	struct last_words last;
};

struct watching {
	const struct supervision *s;
	struct shared *shared;
	uint64_t key;
	pid_t child;
	sigset_t wanted;                 /* signals that are waited for */
	sigset_t former;                 /* the mask of signals before */
	bool has_orphans;                /* the child's become this process's */
	uint64_t waited[WATCH_SECTIONS]; /* ns since the last beat */
	uint64_t beats[WATCH_SECTIONS];
};

bool
supervise_in_child(void)
{
	return (watch_page() != NULL);
}

static void
say_last(struct shared *shared, uint64_t key, int failed, int status,
    const struct err *err)
{
	struct last_words *w = &shared->last;

	w->failed = failed;
	w->status = status;
	if (failed != 0) {
		w->err = *err;
		snprintf(w->file, sizeof(w->file), "%s",
		    err->where.file != NULL ? err->where.file : "");
		w->err.where.file = err->where.file != NULL ? w->file : NULL;
	}
	atomic_store(&w->key, key);
}

/* For mem_die(), which has no argument. */
static struct watching *dying;

static void
on_die(const char *what)
{
	struct err err;

	err_set(&err, ERR_SYS, "%s", what);
	say_last(dying->shared, dying->key, -1, 0, &err);
}

static _Noreturn void
run_child(struct watching *w)
{
	struct err err = { .kind = ERR_NONE };
	int failed, status = 0;

	sigprocmask(SIG_SETMASK, &w->former, NULL);
	watch_open(&w->shared->watch);
	crash_handle();
	dying = w;
	mem_on_die(on_die);
	failed = w->s->work(w->s->arg, &status, &err);
	fflush(NULL);
	say_last(w->shared, w->key, failed, status, &err);
	/* Not exit(): destructors of plug-ins are not run. */
	_exit(0);
}

/* The children of this process, at most 64. */
static size_t
list_children(pid_t *out)
{
	char path[64], list[64 * 12], *p = list, *end;
	size_t n = 0, size;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", getpid());
	f = fopen(path, "re");
	if (f == NULL)
		return (0);
	size = fread(list, 1, sizeof(list) - 1, f);
	fclose(f);
	list[size] = '\0';
	for (; n < 64; n++, p = end) {
		long pid = strtol(p, &end, 10);

		if (end == p || pid <= 0 || pid > INT_MAX)
			break;
		out[n] = (pid_t)pid;
	}
	return (n);
}

/* true: there was a process. */
static bool
end_orphans(const struct watching *w)
{
	pid_t pid[64];
	bool any = false;
	size_t n;

	while (w->has_orphans && (n = list_children(pid)) > 0)
		for (size_t i = 0; i < n; i++) {
			int status;

			any = true;
			kill(pid[i], SIGKILL);
			while (
			    waitpid(pid[i], &status, 0) < 0 && errno == EINTR)
				continue;
		}
	return (any);
}

static void
end_child(const struct watching *w, int sig, int *status)
{
	struct timespec grace = { .tv_nsec = LOOK_NS };

	kill(w->child, sig);
	for (uint64_t ns = 0; sig != SIGKILL && ns < GRACE_NS; ns += LOOK_NS) {
		if (waitpid(w->child, status, WNOHANG) != 0)
			return;
		nanosleep(&grace, NULL);
	}
	kill(w->child, SIGKILL);
	while (waitpid(w->child, status, 0) < 0 && errno == EINTR)
		continue;
}

/* Ends this process by the signal, as if it had not waited for a child. */
static _Noreturn void
pass_on(const struct watching *w, int sig)
{
	signal(sig, SIG_DFL);
	sigprocmask(SIG_SETMASK, &w->former, NULL);
	raise(sig);
	_exit(128 + sig);
}

/* The section that has not come back for too long; NULL: there is none.
 * elapsed: since the last call. */
static const struct watch_section *
find_late(struct watching *w, uint64_t elapsed)
{
	for (size_t i = 0; i < WATCH_SECTIONS; i++) {
		const struct watch_section *s = &w->shared->watch.section[i];
		uint64_t beats = s->beats;

		if (s->plugin == 0 || beats != w->beats[i])
			w->waited[i] = 0;
		else
			w->waited[i] += elapsed;
		w->beats[i] = beats;
		if (w->waited[i] >= w->s->timeout_ns)
			return (s);
	}
	return (NULL);
}

/* What the child said, if it said it. */
static int
result(
    const struct watching *w, int status, int *out, bool *lost, struct err *err)
{
	const struct last_words *last = &w->shared->last;
	bool orphans = end_orphans(w);

	*lost = last->key != w->key;
	if (*lost && WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE)
		pass_on(w, SIGPIPE);
	*lost |= orphans || w->shared->watch.forked != 0;
	if (*lost)
		return (blame_end(&w->shared->watch, status, orphans, err));
	if (last->failed != 0) {
		*err = last->err;
		return (-1);
	}
	*out = last->status;
	return (0);
}

/* Waits for a signal, or as long as LOOK_NS; returns the time, of which no more
 * counts when this process was stopped. */
static uint64_t
wait_some(const struct watching *w, int *sig)
{
	uint64_t most =
	    w->s->timeout_ns / 4 < LOOK_NS ? w->s->timeout_ns / 4 : LOOK_NS;
	struct timespec until = { .tv_nsec = (long)most }, from, to;
	uint64_t ns;

	clock_gettime(CLOCK_MONOTONIC, &from);
	*sig = sigtimedwait(&w->wanted, NULL, &until);
	clock_gettime(CLOCK_MONOTONIC, &to);
	ns = (uint64_t)(to.tv_sec - from.tv_sec) * 1000 * MS +
	     (uint64_t)to.tv_nsec - (uint64_t)from.tv_nsec;
	return (ns < 2 * most ? ns : 2 * most);
}

static int
end_badly(const struct watching *w, bool *lost)
{
	int status;

	*lost = true;
	end_child(w, SIGKILL, &status);
	end_orphans(w);
	return (-1);
}

static int
watch(struct watching *w, int *out, bool *lost, struct err *err)
{
	for (;;) {
		const struct watch_section *late;
		int sig, status = 0;
		uint64_t ns = wait_some(w, &sig);
		pid_t ended;

		if (sig > 0 && sig != SIGCHLD) {
			end_child(w, sig, &status);
			end_orphans(w);
			pass_on(w, sig);
		}
		ended = waitpid(w->child, &status, WNOHANG | WUNTRACED);
		if (ended < 0 && errno != EINTR)
			return (err_sys(err, "cannot wait for a process"));
		if (ended > 0 &&
		    !(WIFSTOPPED(status) && WSTOPSIG(status) != SIGSTOP)) {
			if (!WIFSTOPPED(status))
				return (result(w, status, out, lost, err));
			blame_end(&w->shared->watch, status, false, err);
			return (end_badly(w, lost));
		}
		late = find_late(w, ns);
		if (late == NULL)
			continue;
		blame_late(&w->shared->watch, late, w->s->timeout_ns, err);
		return (end_badly(w, lost));
	}
}

/* Signals that end a program; those that it was started to ignore stay
 * ignored. */
static void
take_signals(struct watching *w)
{
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

	signal(SIGCHLD, SIG_DFL);
	sigemptyset(&w->wanted);
	sigaddset(&w->wanted, SIGCHLD);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct sigaction how;

		if (sigaction(ends[i], NULL, &how) == 0 &&
		    how.sa_handler != SIG_IGN)
			sigaddset(&w->wanted, ends[i]);
	}
	sigprocmask(SIG_BLOCK, &w->wanted, &w->former);
}

int
supervise(const struct supervision *s, int *status, bool *lost, struct err *err)
{
	struct watching w = { .s = s };
	pid_t children[64];
	int failed;

	*lost = false;
	w.shared = child_share(sizeof(*w.shared), err);
	if (w.shared == NULL)
		return (-1);
	if (getrandom(&w.key, sizeof(w.key), 0) != sizeof(w.key))
		return (err_sys(err, "cannot get random bytes"));
	w.key |= 1;
	w.has_orphans = list_children(children) == 0 &&
			prctl(PR_SET_CHILD_SUBREAPER, 1) == 0;
	take_signals(&w);
	w.child = child_start(err);
	if (w.child == 0)
		run_child(&w);
	failed = w.child < 0 ? -1 : watch(&w, status, lost, err);
	sigprocmask(SIG_SETMASK, &w.former, NULL);
	return (failed);
}
