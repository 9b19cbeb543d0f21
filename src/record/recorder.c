/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A recording: the loop that follows the program and takes what its processes
 * write.
 *
 * What a process did before a fork, an exec or its end is in the method's
 * stream when ptrace tells of it, because the process is stopped there; the
 * stream is drained first, so events and accesses are in order.
 *
 * SIGINT from the terminal has reached the program as well, and what becomes of
 * it is the program's affair.  A signal from elsewhere is passed on.  A second
 * one ends the program, so that the recording ends.
 */
#include <sys/signalfd.h>
#include <sys/wait.h>

#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "record/launch.h"
#include "record/method.h"
#include "record/start.h"

#define SECOND  UINT64_C(1000000000)
#define WAIT_MS 50
#define TELL_NS (SECOND / 5)

struct loop {
	struct recorder *r;
	pid_t program;
	int status; /* of the program, as of waitpid(2) */
	int signals;
	unsigned interrupts;
	bool executed; /* the program has begun */
	bool over;     /* nothing more is wanted */
	uint64_t began, started, told;
};

static uint64_t
clock_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return ((uint64_t)t.tv_sec * SECOND + (uint64_t)t.tv_nsec);
}

static void
start_recording(struct loop *l)
{
	struct recorder *r = l->r;

	if (r->capture.started)
		return;
	r->capture.started = true;
	l->started = clock_ns();
	if (r->spec->start != START_AT_ONCE && r->method->started != NULL)
		r->method->started(r);
}

static void
forked(void *self, pid_t parent, pid_t child)
{
	struct loop *l = self;
	struct recorder *r = l->r;
	struct tracee *from = tracee_find(&r->tracees, parent), *t;

	if (from == NULL)
		return;
	r->method->drain(r, from);
	t = tracee_add(&r->tracees, child, from);
	capture_fork(&r->capture, from, t);
	r->method->began(r, t, from);
}

static void
executed(void *self, pid_t pid)
{
	struct loop *l = self;
	struct recorder *r = l->r;
	struct tracee *t = tracee_find(&r->tracees, pid);
	enum executed what;

	l->executed = true;
	if (t == NULL)
		return;
	r->method->drain(r, t);
	capture_exec(&r->capture, t);
	what = r->method->executed(r, t);
	t->runs_on = what == EXECUTED_OTHER;
	if (what == EXECUTED_PROGRAM && r->programs++ > 0 &&
	    r->spec->start == START_EXEC)
		start_recording(l);
}

static void
exited(void *self, pid_t pid, int status)
{
	struct loop *l = self;
	struct recorder *r = l->r;
	struct tracee *t = tracee_find(&r->tracees, pid);

	if (pid == l->program)
		l->status = status;
	if (t == NULL)
		return;
	r->method->drain(r, t);
	r->method->exited(r, t);
	capture_exit(&r->capture, t);
}

static void
called(void *self, pid_t pid, pid_t tid)
{
	struct loop *l = self;
	struct recorder *r = l->r;
	struct tracee *t = tracee_find(&r->tracees, pid);

	if (t == NULL)
		return;
	if (!r->capture.started && start_is_call(r->spec->start, tid)) {
		r->method->drain(r, t);
		start_recording(l);
	}
	if (r->method->syscall != NULL)
		r->method->syscall(r, t, tid);
}

static int
stopped(void *self, pid_t pid, pid_t tid, enum follow_stop why, int sig)
{
	struct loop *l = self;
	struct recorder *r = l->r;
	struct tracee *t = tracee_find(&r->tracees, pid);

	if (t == NULL || r->method->stopped == NULL)
		return (sig);
	if (why == FOLLOW_CALL && !r->capture.started &&
	    start_is_call(r->spec->start, tid))
		start_recording(l);
	return (r->method->stopped(r, t, tid, why, sig));
}

static void
gone(void *self, pid_t tid)
{
	struct recorder *r = ((struct loop *)self)->r;

	if (r->method->gone != NULL)
		r->method->gone(r, tid);
}

static const struct follow_ops ops = {
	.forked = forked,
	.executed = executed,
	.exited = exited,
	.syscall = called,
	.stopped = stopped,
	.gone = gone,
};

static void
take_signal(struct loop *l, const struct signalfd_siginfo *s)
{
	if (s->ssi_signo == SIGCHLD)
		return;
	if (s->ssi_signo == SIGUSR1 && l->r->spec->start == START_SIGNAL) {
		start_recording(l);
		return;
	}
	if (l->r->spec->pid != 0)
		l->r->capture.ended = true;
	else if (l->interrupts++ > 0)
		kill(l->program, SIGKILL);
	else if (s->ssi_code <= 0) /* of a process, not a terminal */
		kill(l->program, (int)s->ssi_signo);
}

static void
take_signals(struct loop *l)
{
	struct signalfd_siginfo s[8];
	const size_t most = sizeof(s) / sizeof(s[0]);
	size_t n;

	do {
		ssize_t got = read(l->signals, s, sizeof(s));

		n = got > 0 ? (size_t)got / sizeof(s[0]) : 0;
		for (size_t i = 0; i < n; i++)
			take_signal(l, &s[i]);
	} while (n == most);
}

/* Nothing more is wanted: the program is ended, or runs on. */
static void
end_recording(struct loop *l)
{
	struct recorder *r = l->r;

	l->over = true;
	r->capture.ended = true;
	if (r->method->stop != NULL)
		r->method->stop(r);
	if (r->spec->end_program || r->capture.failed)
		for (struct tracee *t = r->tracees.first; t != NULL;
		     t = t->next)
			if (t->alive)
				kill(t->pid, SIGKILL);
}

static void
look_at_clock(struct loop *l)
{
	const struct record_spec *spec = l->r->spec;
	struct capture *c = &l->r->capture;
	uint64_t now = clock_ns();

	if (spec->start == START_TIME && now - l->began >= spec->after_ns)
		start_recording(l);
	if (spec->for_ns > 0 && c->started && now - l->started >= spec->for_ns)
		c->ended = true;
	if (spec->tell != NULL && now - l->told >= TELL_NS) {
		spec->tell(spec->self, c->accesses, c->pages);
		l->told = now;
	}
}

static void
run_loop(struct loop *l)
{
	struct recorder *r = l->r;

	while (follow_any(&r->follow)) {
		bool busy = r->method->drain(r, NULL), more;

		/* A child that stops after the poll ends the wait, because its
		 * signal has not been taken. */
		take_signals(l);
		more = follow_poll(&r->follow);
		look_at_clock(l);
		if (r->capture.ended && !l->over)
			end_recording(l);
		if (!busy && !more && follow_any(&r->follow))
			r->method->wait(r, l->signals, WAIT_MS);
	}
}

/* The signals that the loop takes, as a descriptor. */
static int
open_signals(sigset_t *before)
{
	static const int taken[] = { SIGCHLD, SIGINT, SIGTERM, SIGHUP, SIGQUIT,
		SIGUSR1 };
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		sigaddset(&set, taken[i]);
	sigprocmask(SIG_BLOCK, &set, before);
	return (signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC));
}

static int
start_program(struct loop *l, struct err *err)
{
	struct recorder *r = l->r;
	struct follow_call calls[FOLLOW_CALLS_MAX];
	const char *const *argv;
	size_t n = r->method->ncalls;

	argv = r->method->open(r, err);
	if (argv == NULL)
		return (-1);
	for (size_t i = 0; i < n; i++)
		calls[i] = r->method->calls[i];
	if (r->method->stopped == NULL)
		n += start_calls(r->spec->start, calls + n);
	l->began = clock_ns();
	if (r->spec->start == START_AT_ONCE)
		start_recording(l);
	l->program = follow_start(&r->follow, argv, calls, n, err);
	if (l->program < 0)
		return (-1);
	r->method->began(r, tracee_add(&r->tracees, l->program, NULL), NULL);
	return (0);
}

static int
attach_program(struct loop *l, struct err *err)
{
	struct recorder *r = l->r;
	struct tracee *t;

	if (r->method->open(r, err) == NULL ||
	    follow_attach(&r->follow, r->spec->pid, err) != 0)
		return (-1);
	l->began = clock_ns();
	l->program = r->spec->pid;
	t = tracee_add(&r->tracees, l->program, NULL);
	if (r->method->attach(r, t, err) != 0) {
		r->method->stop(r);
		follow_go(&r->follow);
		while (follow_any(&r->follow))
			(void)follow_poll(&r->follow);
		return (-1);
	}
	r->programs = 1;
	if (r->spec->start == START_AT_ONCE)
		start_recording(l);
	follow_go(&r->follow);
	return (0);
}

static void
tell_result(const struct loop *l, struct record_result *out)
{
	const struct recorder *r = l->r;

	*out = (struct record_result){
		.method = r->method->name,
		.status = WIFSIGNALED(l->status) ? 128 + WTERMSIG(l->status)
						 : WEXITSTATUS(l->status),
		.accesses = r->capture.accesses,
		.events = r->capture.events,
		.pages = r->capture.pages,
		.took_ns = clock_ns() - l->began,
		.processes = r->tracees.n,
		.started = r->capture.started,
	};
}

static void
tell_each(const struct recorder *r,
    void (*each)(void *self, const struct record_process *p), void *self)
{
	for (const struct tracee *t = r->tracees.first; t != NULL; t = t->next)
		each(self, &(struct record_process){ .number = t->number,
			       .program = t->program,
			       .accesses = t->accesses,
			       .pages = t->pages,
			       .runs_on = t->runs_on });
}

/* The program is gone, and there is nothing of it. */
static int
fail_without_program(const struct loop *l, struct err *err)
{
	const char *name = l->r->spec->argv[0];

	if (!l->executed && !WIFSIGNALED(l->status))
		return (launch_failed(name, WEXITSTATUS(l->status), err));
	return (err_set(err, ERR_SYS,
	    "'%.80s' ran, but method %s saw nothing of it", name,
	    l->r->method->name));
}

int
record_run(const struct record_spec *spec, struct trace_writer *to,
    void (*each)(void *self, const struct record_process *p), void *self,
    struct record_result *result, struct err *err)
{
	struct recorder r = { .spec = spec };
	struct loop l = { .r = &r };
	sigset_t before;
	int failed;

	r.method = method_choose(spec, err);
	if (r.method == NULL ||
	    (spec->pid == 0 && method_need_program(spec->argv[0], err) != 0))
		return (-1);
	r.follow = (struct follow){ .ops = &ops, .self = &l };
	tracees_init(&r.tracees);
	capture_open(&r.capture, to, err);
	r.capture.fetches = spec->fetches;
	r.capture.page_refs = spec->page_refs;
	r.capture.skip = spec->skip;
	r.capture.take = spec->take;
	l.signals = open_signals(&before);
	failed =
	    spec->pid != 0 ? attach_program(&l, err) : start_program(&l, err);
	if (failed == 0)
		run_loop(&l);
	tell_result(&l, result);
	if (r.programs > 0)
		tell_each(&r, each, self);
	r.method->close(&r);
	close(l.signals);
	sigprocmask(SIG_SETMASK, &before, NULL);
	capture_close(&r.capture);
	if (r.capture.failed)
		failed = -1;
	else if (failed == 0 && r.programs == 0)
		failed = fail_without_program(&l, err);
	follow_close(&r.follow);
	tracees_free(&r.tracees);
	return (failed != 0 ? -1 : trace_writer_end(to, err));
}
