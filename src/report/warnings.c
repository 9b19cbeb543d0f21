/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What to beware of.  A warning changes no result and no exit status; it says
 * why the numbers may not mean what they seem to, and what to do about it.
 */
#include <stdio.h>

#include "base/num.h"
#include "report/view.h"

struct voice {
	warnings_say_f *say;
	void *to;
};

/* Too short: in every run most faults are first touches, and the least memory
 * of all could hold a quarter of the references. */
static void
advise_short(const struct study *s, const struct voice *v)
{
	uint64_t least = UINT64_MAX;
	char a[40], b[40], text[300];

	if (s->trace.references == 0) {
		v->say(v->to, "warning",
		    "the trace has no references: nothing was measured.");
		return;
	}
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
	snprintf(text, sizeof(text),
	    "%s references against %s frame%s: most faults are first touches. "
	    "Use a longer trace before comparing policies.",
	    num_print_count(a, sizeof(a), s->trace.references),
	    num_print_count(b, sizeof(b), least), least == 1 ? "" : "s");
	v->say(v->to, "warning", text);
}

/* Too roomy: no policy ever had to choose. */
static void
advise_roomy(const struct study *s, const struct voice *v)
{
	char a[40], text[300];

	for (size_t i = 0; i < s->nrun; i++)
		if (s->run[i].outcome.evictions > 0)
			return;
	if (s->nrun == 0 || s->trace.references == 0)
		return;
	snprintf(text, sizeof(text),
	    "nothing was ever evicted: memory held all that the trace's %s "
	    "page%s asked of it. Use less memory, such as -m 10%%..50%%/5.",
	    num_print_count(a, sizeof(a), s->trace.pages),
	    s->trace.pages == 1 ? "" : "s");
	v->say(v->to, "warning", text);
}

static void
advise_denied(const struct study *s, const struct voice *v)
{
	const struct trace_facts *t = &s->trace;
	char a[40], b[40], c[40], text[400];
	uint64_t pinned = 0;

	if (t->denied_area + t->denied_permission > 0) {
		snprintf(text, sizeof(text),
		    "%s references outside every area and %s against its "
		    "permissions, of %s, were denied and cost nothing. "
		    "Map the areas, or use --strict to stop at the first.",
		    num_print_count(a, sizeof(a), t->denied_area),
		    num_print_count(b, sizeof(b), t->denied_permission),
		    num_print_count(c, sizeof(c), t->references));
		v->say(v->to, "warning", text);
	}
	for (size_t i = 0; i < s->nrun; i++)
		if (s->run[i].outcome.no_frame > pinned)
			pinned = s->run[i].outcome.no_frame;
	if (pinned > 0) {
		snprintf(text, sizeof(text),
		    "in one run %s references found every frame pinned and "
		    "were denied. Use more memory, or pin less.",
		    num_print_count(a, sizeof(a), pinned));
		v->say(v->to, "warning", text);
	}
}

static void
advise_lines(const struct study *s, const struct voice *v)
{
	char a[40], text[300];

	if (s->trace.malformed > 0) {
		snprintf(text, sizeof(text),
		    "%s malformed records of the trace were passed over. "
		    "Use --strict to see the first of them.",
		    num_print_count(a, sizeof(a), s->trace.malformed));
		v->say(v->to, "warning", text);
	}
	/* Headings, comments and banners are to be expected. */
	if (s->trace.ignored > 10 + s->trace.accesses / 10) {
		snprintf(text, sizeof(text),
		    "%s lines of the trace say nothing of memory and were "
		    "left out. If that is too many, name the format with -f.",
		    num_print_count(a, sizeof(a), s->trace.ignored));
		v->say(v->to, "note", text);
	}
}

void
warnings_give(const struct study *s, warnings_say_f *say, void *to)
{
	const struct voice v = { say, to };

	advise_short(s, &v);
	advise_roomy(s, &v);
	advise_denied(s, &v);
	advise_lines(s, &v);
}
