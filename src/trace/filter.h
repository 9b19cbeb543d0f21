/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Choosing accesses and events of a trace.
 *
 *	pid=3,kind=RW,addr=1000-1fff,events=no
 *
 * All keys of a filter must hold, and of several filters one.
 *
 *	pid	a process, or the first and the last of several: 3, 3-9
 *	kind	letters: R reads, W writes, M reads and writes in one, X
 *		fetches; R and W choose M too
 *	addr	an address, or the first and the last of several, in
 *		hexadecimal: an access is chosen that touches one of them
 *	events	yes or no
 *
 * Of events only pid and events count.  A fork belongs to its parent and its
 * child, so both have to be chosen.
 */
#ifndef TRACE_FILTER_H
#define TRACE_FILTER_H

#include <stdbool.h>

#include "base/err.h"
#include "model/access.h"
#include "model/event.h"

struct trace_filter {
	uint64_t pid[2]; /* first and last */
	vaddr_t addr[2];
	unsigned ops; /* 1 << enum access_op */
	bool no_events;
};

int trace_filter_read(
    struct trace_filter *f, const char *text, struct err *err);

/* Whether one of n filters chooses it; n 0: everything is chosen. */
bool trace_filter_access(
    const struct trace_filter *f, size_t n, const struct access *a);
bool trace_filter_event(
    const struct trace_filter *f, size_t n, const struct event *ev);

#endif
