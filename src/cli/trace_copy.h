/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copying a trace to a writer:
 *
 *	trace -> window -> filters -> page references -> reduction -> writer
 *
 * What the format that is written cannot express is left out and noted, or
 * refused where another trace would come out.
 */
#ifndef CLI_TRACE_COPY_H
#define CLI_TRACE_COPY_H

#include "base/mem.h"
#include "model/study.h"
#include "study/stream.h"
#include "trace/filter.h"
#include "trace/format.h"
#include "trace/readahead.h"
#include "trace/writer.h"

struct trace_copy {
	struct mem *m;
	struct readahead *trace;
	const struct settings *settings;
	const struct trace_filter *filter;
	size_t nfilter;
	bool page_refs;
	uint64_t reduce; /* frames; 0: the trace is not reduced */
	struct trace_writer *writer;
	/* What the writer was opened with; its member reduction is set before
	 * trace_writer_begin(). */
	struct trace_origin *origin;
	const struct progress *progress;

	/* The results. */
	uint64_t accesses, events; /* that were written */
	unsigned lost;             /* enum format_carries */
	bool lost_offsets;         /* of addresses in their pages */
	bool lost_reduction;       /* that it was reduced, and how */
	uint64_t ticks, no_page;   /* left out by the reduction */
};

/* The stream belongs to the caller, which finds errors of writing when it
 * closes it; the copying ends early when there was one. */
int trace_copy(struct trace_copy *c, FILE *to, struct err *err);

#endif
