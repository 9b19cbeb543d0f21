/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finding the warnings of a study.  Each check is one function, which has its
 * thresholds.
 */
#include "result/warnings.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/inline.h"
#include "base/num.h"

static void add(struct warnings *w, const char *kind, const char *code,
    const char *fmt, ...) printf_like(4, 5);

static void
add(struct warnings *w, const char *kind, const char *code, const char *fmt,
    ...)
{
	struct warning *new = &w->item[w->n++];
	va_list ap;

	new->kind = kind;
	new->code = code;
	va_start(ap, fmt);
	vsnprintf(new->text, sizeof(new->text), fmt, ap);
	va_end(ap);
}

/* In every run at least half of the page faults are first touches, and the
 * smallest memory has more than a quarter as many frames as the trace has
 * references. */
static void
check_length(struct warnings *w, const struct study *s)
{
	uint64_t least = UINT64_MAX;
	char a[40], b[40];

	for (size_t i = 0; i < s->nrun; i++) {
		const struct run *r = &s->run[i];

		if (r->outcome.faults[FAULT_ZERO] <
		    r->outcome.faults[FAULT_SWAP_IN])
			return;
		if (r->frames < least)
			least = r->frames;
	}
	if (s->nrun == 0 || s->trace.references / 4 >= least)
		return;
	add(w, "warning", "short_trace",
	    "most page faults are first touches: the trace has %s references, "
	    "and the smallest memory has %s frame%s. Use a longer trace to "
	    "compare policies.",
	    num_print_count(a, sizeof(a), s->trace.references),
	    num_print_count(b, sizeof(b), least), least == 1 ? "" : "s");
}

/* No run evicted a page. */
static void
check_evictions(struct warnings *w, const struct study *s)
{
	char a[40];

	for (size_t i = 0; i < s->nrun; i++)
		if (s->run[i].outcome.evictions > 0)
			return;
	/* After a warm-up the memory may be full of the pages that are used. */
	if (s->nrun == 0 || s->trace.window.warmup > 0)
		return;
	add(w, "warning", "no_evictions",
	    "no page was evicted: there was always a free frame, so no policy "
	    "had to choose a victim. The trace has %s page%s; use less memory, "
	    "such as -m 10%%..50%%/5.",
	    num_print_count(a, sizeof(a), s->trace.pages),
	    s->trace.pages == 1 ? "" : "s");
}

static void
check_denied(struct warnings *w, const struct study *s)
{
	const struct trace_facts *t = &s->trace;
	char a[40], b[40], c[40];
	uint64_t pinned = 0;

	if (t->denied_area + t->denied_permission > 0)
		add(w, "warning", "denied",
		    "of %s references, %s outside every area and %s without "
		    "permission were denied; they cost no time. Map the areas, "
		    "or use --strict to stop at the first.",
		    num_print_count(a, sizeof(a), t->references),
		    num_print_count(b, sizeof(b), t->denied_area),
		    num_print_count(c, sizeof(c), t->denied_permission));
	for (size_t i = 0; i < s->nrun; i++)
		if (s->run[i].outcome.no_frame > pinned)
			pinned = s->run[i].outcome.no_frame;
	if (pinned > 0)
		add(w, "warning", "no_frame",
		    "references were denied because every frame was pinned, "
		    "up to %s in a run. Use more memory, or pin fewer pages.",
		    num_print_count(a, sizeof(a), pinned));
}

static void
check_records(struct warnings *w, const struct study *s)
{
	char a[40];

	if (s->trace.malformed > 0)
		add(w, "warning", "malformed",
		    "malformed records of the trace were skipped: %s. Use "
		    "--strict to stop at the first.",
		    num_print_count(a, sizeof(a), s->trace.malformed));
	/* Headings, comments and banners are usual: up to ten, and up to a
	 * tenth of the accesses. */
	if (s->trace.ignored > 10 + s->trace.accesses / 10)
		add(w, "note", "ignored",
		    "records of the trace that are not memory accesses were "
		    "skipped: %s. If that is too many, choose the format with "
		    "-f.",
		    num_print_count(a, sizeof(a), s->trace.ignored));
}

void
warnings_find(struct warnings *w, const struct study *s)
{
	w->n = 0;
	if (s->trace.references == 0)
		add(w, "warning", "no_references",
		    "the trace has no references: nothing was measured.");
	else {
		check_length(w, s);
		check_evictions(w, s);
	}
	check_denied(w, s);
	check_records(w, s);
}
