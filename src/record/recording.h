/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Recording a real program: its accesses, and what happens to its address
 * spaces, are written to a trace while it runs.
 */
#ifndef RECORD_RECORDING_H
#define RECORD_RECORDING_H

#include <sys/types.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "trace/writer.h"

/* When the recording starts. */
enum record_start {
	START_AT_ONCE,
	START_TIME,   /* after_ns */
	START_EXEC,   /* the program, or a child, executes another one */
	START_OUTPUT, /* it writes to standard output or error */
	START_LISTEN, /* it listens on a socket */
	START_ACCEPT, /* it waits for a connection */
	START_SIGNAL, /* SIGUSR1 comes to the recorder */
};

struct record_spec {
	const char *const *argv; /* NULL-ended */
	pid_t pid;               /* a process that runs, in place of it; or 0 */
	uint32_t window;         /* pages, of a method that has a window */
	const char *method;      /* NULL: the best that is there */
	enum record_start start;
	uint64_t after_ns;
	uint64_t skip;
	uint64_t take;    /* accesses; UINT64_MAX: all */
	uint64_t for_ns;  /* 0: to the end */
	bool fetches;     /* instruction fetches, too */
	bool page_refs;   /* of each access the page's address, one byte */
	bool end_program; /* it is ended when the recording is */
	/* Live figures; NULL: none are shown. */
	void (*tell)(void *self, uint64_t accesses, uint64_t pages);
	void *self;
};

/* Of one process. */
struct record_process {
	uint32_t number;
	const char *program;
	uint64_t accesses, pages;
	bool runs_on; /* the last program was not recorded */
};

struct record_result {
	const char *method;
	int status; /* the exit status, 128 + N after signal N */
	uint64_t accesses, events, pages;
	uint64_t took_ns;
	uint32_t processes;
	bool started; /* the event that it was to start at came */
};

/*
 * Runs and records.  'each' is called for every process, in order, at the end.
 * On success the trace has been written to the last record.
 */
int record_run(const struct record_spec *spec, struct trace_writer *to,
    void (*each)(void *self, const struct record_process *p), void *self,
    struct record_result *result, struct err *err);

/* The method of this name, or the best one there; its name, or NULL with *err
 * set.  *partial: what it records in place of all accesses, or NULL. */
const char *record_method(
    const struct record_spec *spec, const char **partial, struct err *err);

/* How many children that are not recorded with it a running process has, and of
 * one of them its number and its program. */
size_t record_children(pid_t pid, pid_t *one, char *program, size_t size);

/* The start that a word names: true, with *start set. */
bool record_start_named(const char *word, enum record_start *start);

#endif
