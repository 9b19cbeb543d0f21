/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System calls of a drmemtrace that was recorded with -record_syscall, as
 * events: mmap, munmap, brk, mremap and madvise.
 *
 * A call is three or more markers.  Before it: its id and its arguments, as
 * many as -record_syscall says; behind it: its id again and its result.
 *
 *	FUNC_ID 0x100000009  FUNC_ARG 0  FUNC_ARG 8192 ...
 *	FUNC_ID 0x100000009  FUNC_RETVAL 0x7f2a40000000
 *
 * The id is the number of the call and 0x100000000, in traces of 32-bit
 * programs the lower 16 bits of the number and 0x10000; lower ids are those of
 * functions (-record_function), which are not used.  Numbers are those of Linux
 * on the processor that the type of the file names.
 *
 * What a file does not tell is how the memory was mapped before it began, and
 * what the threads of other files mapped.  So an event says only what is known
 * at the call: a range that a call maps is unmapped first, areas have every
 * permission, and a heap that grows is no event, because another thread may
 * have moved its end.
 *
 * Source: DynamoRIO, clients/drcachesim/common/trace_entry.h and
 * tracer/tracer.cpp.
 */
#ifndef FORMATS_DRMEMTRACE_CALLS_H
#define FORMATS_DRMEMTRACE_CALLS_H

#include "trace/record.h"

#define CALL_ARGS 4 /* arguments that are used */

/* Kinds of markers that are read here. */
enum call_mark {
	MARK_FUNC_ID = 4,
	MARK_FUNC_ARG = 6,
	MARK_FUNC_RETVAL = 7,
	MARK_FILETYPE = 9, /* bits: the processor, and others */
	MARK_PAGE_SIZE = 18,
};

/* State of one file, which begins as zeros. */
struct drmemtrace_calls {
	bool narrow;       /* of a 32-bit program */
	uint64_t version;  /* of the file */
	uint64_t filetype; /* 0: not said yet */
	uint64_t page;     /* bytes; 0: not said, 4096 */
	uint64_t number;   /* and 1, of the call that markers belong to; 0: they
			    * are a function's */
	bool id_last;      /* no argument has followed its id */
	/* The last call with arguments whose result has not come. */
	uint64_t begun;  /* its number and 1; 0: there is none */
	uint64_t thread; /* that made it */
	unsigned nargs;  /* as many as were recorded */
	uint64_t arg[CALL_ARGS];
	/* The end of the heap after the last brk. */
	uint64_t heap_end; /* 0: not known */
	uint32_t heap_pid;
	/* Events of the call that ends here; [next, n) are still to be given.
	 */
	struct event event[3];
	unsigned n, next;
};

/*
 * A marker of a thread and its process: rec->event and RECORD_EVENT, or another
 * kind of record.  While calls_wait() says so, the same record has more events,
 * and this is called for it again.
 */
enum record_kind calls_marker(struct drmemtrace_calls *c, struct record *rec,
    unsigned kind, uint64_t value, uint32_t pid, uint64_t thread);

static inline bool
calls_wait(const struct drmemtrace_calls *c)
{
	return (c->next < c->n);
}

#endif
