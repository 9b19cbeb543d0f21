/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The warnings of a study.  Each check is a function, which has its thresholds.
 */
#include "result/warnings.h"

#include <stdio.h>
#include <string.h>

#include "base/inline.h"
#include "base/num.h"
#include "base/param.h"
#include "result/doubts.h"
#include "result/metric.h"

/* Pages of a trace that may be one of page faults. */
#define FIRST_TOUCHES 64
/* Processes that may be anything else. */
#define MANY_PROCESSES 32

/* What a trace is reduced to. */
#define REDUCED_PAGE 4096

/* Of a study that was read back a text that is not there is empty. */
static bool
is_given(const char *text)
{
	return (text != NULL && text[0] != '\0');
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
	/* A reference string is an exercise, and not there to compare with. */
	if (s->nrun == 0 || s->trace.references / 4 >= least ||
	    strcmp(s->trace.format, "refs") == 0)
		return;
	warnings_add(w, "warning", "short_trace",
	    "most page faults are first touches: the trace has %s, and "
	    "the smallest memory has %s. Use a longer trace to compare "
	    "policies.",
	    num_print_things(a, sizeof(a), s->trace.references, "reference"),
	    num_print_things(b, sizeof(b), least, "frame"));
}

/* No run evicted a page, and no kernel killed the process before one. */
static void
check_evictions(struct warnings *w, const struct study *s)
{
	char a[40];

	for (size_t i = 0; i < s->nrun; i++) {
		const struct outcome *o = &s->run[i].outcome;

		if (o->evictions > 0 ||
		    (o->kernel.level == KERNEL_REAL && o->kernel.oom > 0))
			return;
	}
	/* After a warm-up the memory may be full of the pages that are used. */
	if (s->nrun == 0 || s->trace.window.warmup > 0)
		return;
	warnings_add(w, "warning", "no_evictions",
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
		warnings_add(w, "warning", "denied",
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
		warnings_add(w, "warning", "no_frame",
		    "references were denied because every frame was pinned, "
		    "up to %s in a run. Use more memory, or pin fewer pages.",
		    num_print_count(a, sizeof(a), pinned));
}

/* A kernel counted until it killed a process; a model goes on. */
static void
check_out_of_memory(struct warnings *w, const struct study *s)
{
	const struct run *r = s->run;
	uint64_t runs[2] = { 0 }; /* of models, and of kernels */
	char a[40];

	for (size_t i = 0; i < s->nrun; i++, r++)
		if (r->outcome.kernel.oom > 0 &&
		    r->outcome.kernel.oom != METRIC_UNKNOWN)
			runs[r->outcome.kernel.level == KERNEL_REAL]++;
	if (runs[1] > 0)
		warnings_add(w, "warning", "killed",
		    "the kernel killed a process in %s: out of memory.",
		    num_print_things(a, sizeof(a), runs[1], "run"));
	if (runs[0] > 0)
		warnings_add(w, "warning", "out_of_memory",
		    "reclaim found no memory in %s, where a kernel would have "
		    "killed the process; the model went on beyond the limit.",
		    num_print_things(a, sizeof(a), runs[0], "run"));
}

static void
check_records(struct warnings *w, const struct study *s)
{
	char a[40];

	if (s->trace.malformed > 0)
		warnings_add(w, "warning", "malformed",
		    "malformed records of the trace were skipped: %s. Use "
		    "--strict to stop at the first.",
		    num_print_count(a, sizeof(a), s->trace.malformed));
	if (s->trace.backward > 0)
		warnings_add(w, "warning", "backward",
		    "accesses have a time before that of an earlier one: %s. "
		    "They count as made at the same time as that one. Sort the "
		    "trace by time, if its order is not that of the program.",
		    num_print_count(a, sizeof(a), s->trace.backward));
	/* Headings, comments and banners are usual: up to ten, and up to a
	 * tenth of the accesses. */
	if (s->trace.ignored > 10 + s->trace.accesses / 10)
		warnings_add(w, "note", "ignored",
		    "records of the trace that are not memory accesses were "
		    "skipped: %s. If that is too many, choose the format with "
		    "-f.",
		    num_print_count(a, sizeof(a), s->trace.ignored));
}

/* So many names stand in a text; the others are counted. */
#define NAMES_SHOWN 3
#define NAMES_BYTES (NAMES_SHOWN * 42 + 32)

/* Whether an earlier run has the policy.  Backwards, because the runs of a
 * policy are near each other. */
static bool
is_repeated(const struct study *s, size_t i)
{
	for (size_t k = i; k-- > 0;)
		if (strcmp(s->run[k].policy, s->run[i].policy) == 0)
			return (true);
	return (false);
}

/* "lruk, nru, aging and 4 more": the policies of the runs that it holds for;
 * false: of none. */
static bool
name_policies(const struct study *s, bool (*holds)(const struct run *),
    char *buf, size_t size)
{
	size_t len = 0, n = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < s->nrun; i++) {
		const struct run *r = &s->run[i];

		if (!holds(r) || is_repeated(s, i) || n++ >= NAMES_SHOWN)
			continue;
		len += (size_t)snprintf(buf + len, size - len, "%s%.40s",
		    n > 1 ? ", " : "", r->policy);
	}
	if (n > NAMES_SHOWN)
		snprintf(
		    buf + len, size - len, " and %zu more", n - NAMES_SHOWN);
	return (n > 0);
}

static bool
counts_references(const struct run *r)
{
	return (r->counts_references);
}

/* The policies whose state depends on how many references there are, or the
 * setting of the model; false: there is none. */
static bool
name_counting(const struct study *s, char *buf, size_t size)
{
	const struct param *tick = param_find(s->settings_table, "tick");
	char value[32] = "0";

	if (name_policies(s, counts_references, buf, size))
		return (true);
	if (tick == NULL)
		return (false);
	param_print(tick, study_settings(s), value, sizeof(value));
	snprintf(buf, size, "%s", tick->name);
	return (strcmp(value, "0") != 0);
}

/* A trace that does not have all accesses. */
static void
check_partial(struct warnings *w, const struct trace_facts *t)
{
	if (!is_given(t->partial))
		return;
	if (strcmp(t->partial, "regions") == 0)
		warnings_add(w, "warning", "partial",
		    "the trace holds how often regions were found accessed: "
		    "its references are synthetic, drawn from these counts, "
		    "and their order is not the program's. It cannot show "
		    "which policy is better. Record every access.");
	else
		warnings_add(w, "warning", "partial",
		    "the trace is partial: it holds %.20s, and not all "
		    "accesses. It cannot show which policy is better. Record "
		    "every access.",
		    t->partial);
}

/* Parts of the program's behaviour that are not in the trace. */
static void
check_coverage(struct warnings *w, const struct study *s)
{
	const struct trace_facts *t = &s->trace;
	char a[40], b[40], names[NAMES_BYTES];

	if (is_given(t->recorded))
		warnings_add(w, "warning", "shell",
		    "the recording is of the shell '%.20s' alone: accesses of "
		    "the programs it ran are not in it. Record the program "
		    "itself, or with valgrind --trace-children=yes.",
		    t->recorded);
	check_partial(w, t);
	if (t->reduced && name_counting(s, names, sizeof(names)))
		warnings_add(w, "note", "reduced",
		    "the trace was reduced to pages, and repeated accesses to "
		    "a page may be left out: what counts references (%s) can "
		    "be compared between reduced traces, not with the "
		    "program.",
		    names);
	if (t->reduced && t->page_size > 0 && t->page_size < REDUCED_PAGE)
		warnings_add(w, "warning", "reduced_pages",
		    "the trace has no addresses but those of pages of 4 KiB: "
		    "with smaller pages one part of each is referenced, and "
		    "not what the program does. Record every access, or use "
		    "--page-size 4KiB.");
	if (t->nprocess >= MANY_PROCESSES && t->references / 4 < t->nprocess)
		warnings_add(w, "warning", "processes",
		    "%s processes have %s references, fewer than four each: "
		    "is it the process that was read as such?",
		    num_print_count(a, sizeof(a), t->nprocess),
		    num_print_count(b, sizeof(b), t->references));
	if (s->nrun > 0 && !is_given(t->partial) && t->pages >= FIRST_TOUCHES &&
	    t->references - t->pages < t->pages / 8)
		warnings_add(w, "warning", "first_touches",
		    "of %s references, %s are the first to their page, as in a "
		    "recording of page faults or samples: such a trace cannot "
		    "show which policy is better. Record every access.",
		    num_print_count(a, sizeof(a), t->references),
		    num_print_count(b, sizeof(b), t->pages));
}

/* Whether a reduction for LRU and OPT changes what the policy does. */
static bool
is_changed(const struct run *r)
{
	return (strcmp(r->policy, "lru") != 0 && strcmp(r->policy, "opt") != 0);
}

/* References are missing that other policies than LRU and OPT would see. */
static void
check_reduction(struct warnings *w, const struct study *s)
{
	const struct trace_facts *t = &s->trace;
	char a[40], b[40], names[NAMES_BYTES];

	if (t->reduction.frames == 0)
		return;
	num_print_count(a, sizeof(a), t->reduction.frames);
	num_print_count(b, sizeof(b), t->reduction.references);
	if (name_policies(s, is_changed, names, sizeof(names)))
		warnings_add(w, "warning", "reduction",
		    "the trace was reduced (sad:%s) from %s references: only "
		    "the faults and swap writes of lru and opt are those of "
		    "the whole trace, those of %s are not. Use the whole "
		    "trace to compare policies.",
		    a, b, names);
	else
		warnings_add(w, "note", "reduction",
		    "the trace was reduced (sad:%s) from %s references: faults "
		    "and swap writes of lru and opt with so many frames and "
		    "more are those of the whole trace; counts of references "
		    "and hits, and times, are not.",
		    a, b);
}

/* Results are estimates. */
static void
check_sampling(struct warnings *w, const struct study *s)
{
	const struct trace_facts *t = &s->trace;
	char a[40], b[40], names[NAMES_BYTES];

	if (t->sampling.pages == 0)
		return;
	num_print_count(a, sizeof(a), t->sampling.pages);
	num_print_count(b, sizeof(b), t->pages);
	warnings_add(w, "note", "sampled",
	    "results are estimates from %s of %s pages (--sample).", a, b);
	if (sampling_tells_nothing(&t->sampling, t->pages))
		warnings_add(w, "warning", "sampled_nothing",
		    "a sample of fewer than %d pages tells nothing of page "
		    "faults: the errors that are stated are the largest "
		    "possible (use a higher rate).",
		    SAMPLE_LEAST);
	else if (t->sampling.pages < SAMPLE_FEW && t->sampling.pages < t->pages)
		warnings_add(w, "warning", "sampled_few",
		    "a sample of fewer than %d pages is too small for its "
		    "parts to show how far the estimates are off.",
		    SAMPLE_FEW);
	if (name_counting(s, names, sizeof(names)))
		warnings_add(w, "warning", "sampled_timer",
		    "timers of %s count references, of which the sample has "
		    "fewer: compare it without --sample.",
		    names);
}

/* Pages that a run evicted are in memory all the same. */
static void
check_pool(struct warnings *w, const struct study *s)
{
	for (size_t i = 0; i < s->nrun; i++) {
		const struct run *r = &s->run[i];

		if (!r->compressed_pool || r->outcome.swap_writes == 0)
			continue;
		warnings_add(w, "note", "compressed_pool",
		    "swap on %.40s is compressed memory, and the model takes "
		    "none of the frames for it: at equal cost the program has "
		    "less memory than -m.",
		    r->device);
		return;
	}
}

void
warnings_find(struct warnings *w, const struct study *s)
{
	w->n = 0;
	if (s->trace.references == 0)
		warnings_add(w, "warning", "no_references",
		    "the trace has no references: nothing was measured.");
	else {
		check_length(w, s);
		check_evictions(w, s);
	}
	check_denied(w, s);
	check_out_of_memory(w, s);
	check_records(w, s);
	doubts_find(w, &s->trace);
	check_coverage(w, s);
	check_reduction(w, s);
	check_sampling(w, s);
	check_pool(w, s);
}
