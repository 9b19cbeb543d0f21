/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finding the file of a trace by its digest.
 */
#ifndef CLI_TRACE_FIND_H
#define CLI_TRACE_FIND_H

#include "cli/options.h"
#include "model/study.h"

/* A file that may be the trace, or the text of --refs. */
struct trace_candidate {
	const char *path;
	const char *text; /* not NULL: the trace itself */
	char digest[24];  /* "": not read yet */
};

struct trace_candidates {
	struct trace_candidate *item;
	size_t n;
};

/* --refs, and the words of the command line from this one on that name no
 * plug-in. */
void trace_candidates(
    struct trace_candidates *c, const struct options *o, size_t from);

/*
 * The candidate that has the digest of these facts, or NULL with *err.  Each
 * is read, once, in the format of the facts, those with the name of the trace
 * first.  A pattern needs no candidate: its name is its path.
 */
const struct trace_candidate *trace_find(struct trace_candidates *c,
    const struct options *o, const struct trace_facts *facts,
    const struct selection *format, struct err *err);

#endif
