/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Refusing runs over a reduced trace that would not be those over the whole
 * one.
 */
#include "study/reduced.h"

#include <inttypes.h>

static int
refuse_frames(const struct study *s, const struct run *r, struct err *err)
{
	return (err_set(err, ERR_TRACE,
	    "%.100s was reduced for %" PRIu64 " frames and more, and %.40s "
	    "has %" PRIu64 ": its page faults would not be those of the whole "
	    "trace (use -m %" PRIu64 " or more, or the trace that it was made "
	    "from)",
	    s->trace.name, s->trace.reduction.frames, r->policy, r->frames,
	    s->trace.reduction.frames));
}

int
reduced_check(const struct study *s, struct err *err)
{
	const struct trace_reduction *t = &s->trace.reduction;

	if (t->frames == 0 || s->nrun == 0)
		return (0);
	if (t->page_size != s->settings.page_size)
		return (err_set(err, ERR_TRACE,
		    "%.100s was reduced for pages of %" PRIu64 " bytes, and "
		    "the pages have %" PRIu64 " (use --page-size %" PRIu64
		    ", or the trace that it was made from)",
		    s->trace.name, t->page_size, s->settings.page_size,
		    t->page_size));
	if (s->settings.scope == SCOPE_LOCAL && s->trace.nprocess > 1)
		return (err_set(err, ERR_TRACE,
		    "%.100s was reduced for %" PRIu64 " frames that all "
		    "processes share, and scope is local (use the trace that "
		    "it was made from)",
		    s->trace.name, t->frames));
	for (size_t i = 0; i < s->nrun; i++)
		if (s->run[i].frames < t->frames)
			return (refuse_frames(s, &s->run[i], err));
	return (0);
}
