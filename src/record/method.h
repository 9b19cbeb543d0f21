/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A method of recording: a row, in a file of its own, method_NAME.c.
 */
#ifndef RECORD_METHOD_H
#define RECORD_METHOD_H

#include "record/capture.h"
#include "record/follow.h"
#include "record/recording.h"

/* A recording in progress. */
struct recorder {
	const struct record_spec *spec;
	struct capture capture;
	struct tracees tracees;
	struct follow follow;
	const struct method *method;
	void *state;       /* the method's */
	unsigned programs; /* recorded ones that were executed */
};

/* What a process has executed. */
enum executed {
	EXECUTED_OTHER,   /* a program that is not recorded */
	EXECUTED_STARTER, /* what will execute the recorded one */
	EXECUTED_PROGRAM, /* one that is recorded */
};

struct method {
	const char *name;
	const char *partial; /* what it records in place of all accesses, with
			      * a window; or NULL */
	/* Looks for what it needs; NULL: it is there; otherwise what is not,
	 * and what would bring it. */
	const char *(*lacks)(const struct record_spec *spec);
	/* The system calls at which syscall() is called. */
	const struct follow_call *calls;
	size_t ncalls;
	/* Prepares, and gives the command to be started. */
	const char *const *(*open)(struct recorder *r, struct err *err);
	/* Takes a running process, all threads of which are stopped, in place
	 * of a program; NULL: it cannot.  0, or -1 with *err set. */
	int (*attach)(struct recorder *r, struct tracee *t, struct err *err);
	/* A process that is new, and the one that made it; parent NULL: it is
	 * the program itself. */
	void (*began)(
	    struct recorder *r, struct tracee *t, const struct tracee *parent);
	/* Takes what the processes have written; t not NULL: at least all that
	 * this one, which is stopped or gone, has.  true: there was any. */
	bool (*drain)(struct recorder *r, struct tracee *t);
	/* It has executed a program. */
	enum executed (*executed)(struct recorder *r, struct tracee *t);
	/* It is gone, after the last drain. */
	void (*exited)(struct recorder *r, struct tracee *t);
	/* A thread is stopped, also at each of its system calls; returns the
	 * signal that it goes on with.  NULL: nothing else is stopped at but
	 * what the other functions are for. */
	int (*stopped)(struct recorder *r, struct tracee *t, pid_t tid,
	    enum follow_stop why, int sig);
	void (*gone)(struct recorder *r, pid_t tid); /* a thread; or NULL */
	/* Waits until there may be more, or for so long. */
	void (*wait)(struct recorder *r, int signal_fd, int timeout_ms);
	/* One of its system calls is about to be made; NULL: it has
	 * none. */
	void (*syscall)(struct recorder *r, struct tracee *t, pid_t tid);
	/* Accesses are wanted from now on, while the program runs already;
	 * NULL: it makes no difference. */
	void (*started)(struct recorder *r);
	/* Nothing more is wanted; the program runs on. */
	void (*stop)(struct recorder *r);
	void (*close)(struct recorder *r);
};

/* The requested one, or the best one there; NULL with *err set. */
const struct method *method_choose(
    const struct record_spec *spec, struct err *err);

extern const struct method *const method_list[]; /* best first, NULL-ended */

/* The path of a program that a shell would run, into path; false: none. */
bool method_find_program(const char *name, char *path, size_t size);

/* 0, or -1 with *err set where a shell would find none. */
int method_need_program(const char *name, struct err *err);

#endif
