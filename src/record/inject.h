/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System calls that a stopped thread of a recorded program makes for the
 * recorder: of all calls only those of the process itself can change what its
 * pages allow.
 *
 * A page of code and some of data are mapped into the process.  The code makes
 * the calls of a list and stops at a breakpoint, so that a list costs one stop.
 * The thread's registers are restored then, and a signal that came meanwhile
 * is handed to the caller.
 */
#ifndef RECORD_INJECT_H
#define RECORD_INJECT_H

#include <sys/types.h>

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct follow;

struct inject_call {
	uint64_t number;
	uint64_t arg[4];
	int64_t result;
};
#define INJECT_MAX     336 /* in a list */
#define INJECT_SCRATCH 128 /* bytes of results that a call writes */
#define INJECT_OWED    8

/* What a process has mapped for it. */
struct injector {
	int mem;       /* its memory, /proc/PID/mem */
	uint64_t code; /* 0: nothing is mapped */
	uint64_t data;
};

/* Where a thread is stopped. */
enum inject_stop {
	INJECT_SIGNAL, /* a signal is about to be delivered */
	INJECT_FAULT,  /* the same, and it will not be */
	INJECT_ENTRY,  /* a system call is about to be made */
	INJECT_OTHER,  /* anywhere else in user mode, or behind a call */
};

struct inject_thread {
	pid_t pid, tid;
	enum inject_stop stop;
	/* The signals that came while it made the calls. */
	siginfo_t owed[INJECT_OWED];
	unsigned nowed;
};

bool inject_open_memory(struct injector *in, pid_t pid);
/* Maps the pages; false: the thread is gone, or it is not allowed. */
bool inject_open(
    struct follow *f, struct injector *in, struct inject_thread *t);
/* Unmaps them. */
void inject_close(
    struct follow *f, struct injector *in, struct inject_thread *t);

/*
 * Makes the calls.  A thread that was about to make a call of its own is set
 * back in front of it, and will make it when it goes on: it is at INJECT_OTHER
 * then.  false: it is gone, or lost its pages; *failed: a call failed, and the
 * list has the results.
 */
bool inject_run(struct follow *f, const struct injector *in,
    struct inject_thread *t, struct inject_call *call, size_t n, bool *failed);

/* Makes one call, also with nothing mapped for it. */
bool inject_one(struct follow *f, const struct injector *in,
    struct inject_thread *t, long number, const uint64_t arg[6],
    int64_t *result);

uint64_t inject_scratch(const struct injector *in);
bool inject_read(const struct injector *in, uint64_t addr, void *to, size_t n);

#endif
