/* SPDX-License-Identifier: BSD-2-Clause */
#include "study/dry_run.h"

#include "base/scratch.h"
#include "study/curve_counts.h"
#include "study/curve_grid.h"
#include "study/fault_shares.h"
#include "study/lru_shared.h"
#include "study/memory_watch.h"
#include "study/reduced_string.h"
#include "study/refstream.h"
#include "study/seeds.h"
#include "study/sources.h"
#include "study/stack_curves.h"
#include "study/unit_plan.h"
#include "study/way_cost.h"

/* Bytes of a recorded reference, and of its next use. */
#define STRING_BYTES 4
#define FUTURE_BYTES 4

/* What a reading finds. */
struct looked {
	struct plan_facts facts;
	struct fault_shares shares;
	/* Why LRU has no curve in one pass, and OPT; NULL: they have, but for
	 * pages that are populated again. */
	const char *lru, *opt;
	bool shared; /* a fork makes processes share pages */
};

static int
note_changes(
    void *self, const struct change *c, size_t n, not_used struct err *err)
{
	struct looked *l = self;
	enum plan_changes came = plan_most_changes(c, n);

	if (came > l->facts.changes)
		l->facts.changes = came;
	for (size_t i = 0; i < n && l->opt == NULL; i++)
		l->opt = curve_change_refusal(&c[i], false, false);
	for (size_t i = 0; i < n && !l->shared; i++)
		l->shared = c[i].kind == CHANGE_SHARE;
	for (size_t i = 0; i < n && l->lru == NULL; i++)
		l->lru = curve_change_refusal(&c[i], false, true);
	return (0);
}

/* The first references say how many are kept where some may be left out. */
static int
note_references(
    void *self, const struct reference *ref, size_t n, not_used struct err *err)
{
	struct looked *l = self;
	struct plan_facts *facts = &l->facts;

	fault_shares_note(&l->shares, ref, n, (page_id_t)facts->pages);
	facts->written = facts->written || plan_has_write(ref, n);
	if (facts->kept == 0)
		facts->kept =
		    reduced_string_share(ref, n, (page_id_t)facts->pages);
	return (0);
}

static void
note_pages(void *self, page_id_t npages)
{
	((struct looked *)self)->facts.pages = npages;
}

/* Reads the trace to its end. */
static int
look(struct engine *e, struct looked *l, struct err *err)
{
	struct plan_facts *facts = &l->facts;
	const struct consumer counter = { .pages = note_pages,
		.feed = note_references,
		.change = note_changes,
		.self = l };
	struct stream s = {
		.source = refstream_source(e->refstream),
		.consumer = &counter,
		.n = 1,
		.stage = "reading",
		.progress = &e->spec->progress,
	};

	fault_shares_init(&l->shares, e->keep);
	if (stream_run(&s, err) != 0)
		return (-1);
	e->study->trace = *s.facts.trace;
	facts->pages = s.facts.npages;
	facts->whole = facts->restarts = facts->rereads = true;
	facts->references = e->study->trace.references;
	return (0);
}

static bool
sees_future(const struct engine *e)
{
	for (size_t i = 0; i < e->njob; i++)
		if (e->job[i].setup.policy->sight == SEES_FUTURE)
			return (true);
	return (false);
}

/* How often the trace is read, where memory has a bound, beside strings of so
 * many bytes; 0: a run alone does not fit, with *err set. */
static unsigned
count_readings(const struct engine *e, const struct unit *unit, size_t n,
    const struct plan_facts *f, uint64_t strings, struct err *err)
{
	bool live = engine_records_for(e->spec, e->study) == NULL;
	size_t made = live ? n : 0, some;
	unsigned readings = 1;

	if (f->bytes == 0)
		return (1);
	/* The first one, in which runs are put off by halves. */
	while (made > 0 && plan_group(unit, made, f->pages, f->bytes) < made)
		made /= 2;
	for (; made < n; made += some) {
		some = plan_group(unit + made, n - made, f->pages, f->bytes);
		if (some == 0) {
			memory_refuse(e->spec, unit + made, 1, f->pages,
			    memory_reading(e->spec, f->pages) + strings, err);
			return (0);
		}
		readings += live;
	}
	return (readings);
}

/* A reference that is far from the one before to its page is the first of a
 * block (ref_reducer.h); it is kept, and others are beside it. */
#define KEPT_EACH  3
#define KEPT_LEAST 0.002

/* Bytes of a reference that is kept, and of its place (reduced_string.h). */
#define REDUCED_BYTES 12

/* What is known of each run by its frames; the plan is made without it, as that
 * of the runs.  Returns which part of the references the strings hold that are
 * reduced. */
static double
note_frames(const struct looked *l, const struct unit *unit, size_t n)
{
	double held = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < unit[i].n; k++) {
			struct job *job = unit[i].job[k];
			double faults =
			    fault_shares_of(&l->shares, job->setup.nframes);

			job->faults = faults;
			job->kept = KEPT_LEAST + KEPT_EACH * faults;
			if (job->kept > 1)
				job->kept = 1;
			if (unit[i].way == &way_reduced && job->kept > held)
				held = job->kept;
		}
	return (held);
}

/* The cost of units, with that of faults: LRU's stand for all. */
static void
estimate(const struct looked *l, const struct unit *unit, size_t n,
    uint64_t recorded, struct plan_cost *cost)
{
	uint64_t bytes = (uint64_t)(note_frames(l, unit, n) * REDUCED_BYTES *
				    (double)recorded);

	plan_estimate(unit, n, l->facts.pages, cost);
	cost->bytes += bytes;
	cost->most += bytes;
}

/* Of a recorded string, in memory: a longer one is in a file. */
static uint64_t
string_bytes(uint64_t references)
{
	uint64_t bytes = references * STRING_BYTES;

	return (bytes < SCRATCH_MEMORY ? bytes : SCRATCH_MEMORY);
}

int
dry_run(struct engine *e, struct err *err)
{
	const struct engine_spec *spec = e->spec;
	uint64_t references, strings = 0;
	struct looked looked = { .lru = NULL };
	struct plan_facts facts;
	struct plan_cost cost;
	struct unit *unit;
	size_t n;

	if (look(e, &looked, err) != 0 || plan_memories(e, err) != 0)
		return (-1);
	facts = looked.facts;
	references = e->study->trace.references;
	engine_add_optimum(e);
	seeds_add(e);
	e->future.future.n = (uint32_t)references;
	if (engine_complete(e, err) != 0)
		return (-1);
	facts.recorded = engine_records_for(e->spec, e->study) != NULL;
	facts.bytes = memory_left(spec, READ_PAGE_BYTES * facts.pages,
	    facts.recorded ? string_bytes(references) : 0);
	n = plan_units(e->keep, e->job, e->njob, &facts, engine_only(spec),
	    e->workers, &unit);
	estimate(&looked, unit, n, facts.recorded ? references : 0, &cost);
	if (facts.recorded)
		strings = string_bytes(references) +
			  sources_bytes(unit, n, &facts, false);
	facts.bytes = memory_left(spec, READ_PAGE_BYTES * facts.pages, strings);
	e->study->readings = count_readings(e, unit, n, &facts, strings, err);
	if (e->study->readings == 0)
		return (-1);
	*spec->dry_run = (struct dry_run){
		.ns = cost.ns,
		.bytes = cost.bytes,
		.most = cost.most,
		.trace = memory_reading(spec, facts.pages),
	};
	if (engine_records_for(spec, e->study) != NULL)
		spec->dry_run->recorded =
		    references * STRING_BYTES +
		    (sees_future(e) ? references * FUTURE_BYTES : 0);
	spec->dry_run->bytes += spec->dry_run->recorded;
	return (0);
}

/* The pass that makes a whole curve of LRU or of OPT. */
static void
add_pass(const struct looked *l, bool lru, struct dry_run *out)
{
	const struct unit stack = { .way = &way_stack };
	uint64_t pages = l->facts.pages;
	uint64_t bytes =
	    lru ? way_bytes(&stack, pages) : OPT_CURVE_PAGE_BYTES * pages;

	if (lru && l->shared)
		bytes += lru_shared_bytes(pages);
	out->ns +=
	    lru ? way_cost_unit(&way_stack, pages) : opt_curve_cost(pages);
	out->bytes += bytes;
	out->most = bytes > out->most ? bytes : out->most;
}

/* The runs of a curve: those of the first grid are planned together, and each
 * of the others costs as much as one of them. */
static void
add_grid(struct engine *e, size_t i, const struct looked *l, uint64_t points,
    struct curve *curve, struct dry_run *out)
{
	struct mem *m = mem_open();
	struct curve_point *point = mem_array(m, points + 64, sizeof(*point));
	size_t all, n = curve_grid_sizes(trace_least_frames(&e->study->trace),
			l->facts.pages, points, point, &all);
	struct job *job = mem_array(m, n, sizeof(*job));
	struct plan_cost cost;
	struct unit *unit;
	size_t units;

	for (size_t k = 0; k < n; k++) {
		job[k] = e->job[i];
		job[k].setup.nframes = (frame_t)point[k].frames;
	}
	units = plan_units(
	    m, job, n, &l->facts, engine_only(e->spec), e->workers, &unit);
	estimate(l, unit, units, e->study->trace.references, &cost);
	out->ns += cost.ns * (double)all / (double)n;
	out->bytes += cost.bytes;
	out->most = cost.most > out->most ? cost.most : out->most;
	curve->npoint = all;
	mem_close(m);
}

int
dry_run_curves(
    struct engine *e, uint64_t points, struct curve *curve, struct err *err)
{
	struct dry_run *out = e->spec->dry_run;
	const char *model = curve_model_refusal(e->spec->settings);
	struct looked looked = { .lru = model, .opt = model };
	bool recorded = model != NULL;
	uint64_t references;

	*out = (struct dry_run){ .ns = 0 };
	if (look(e, &looked, err) != 0)
		return (-1);
	references = e->study->trace.references;
	e->future.future.n = (uint32_t)references;
	for (size_t i = 0; i < e->njob && looked.facts.pages > 0; i++) {
		bool lru = curve_is_of(e, i, "lru");
		bool stack = lru || curve_is_of(e, i, "opt");
		const char *refusal = lru ? looked.lru : looked.opt;

		e->job[i].setup.future = &e->future.future;
		recorded |= !lru || refusal != NULL;
		if (stack)
			curve[i].hindered = refusal;
		if (stack && refusal == NULL)
			add_pass(&looked, lru, out);
		else
			add_grid(e, i, &looked, points, &curve[i], out);
	}
	if (recorded)
		out->recorded =
		    references * STRING_BYTES +
		    (sees_future(e) ? references * FUTURE_BYTES : 0);
	out->bytes += out->recorded;
	out->trace = memory_reading(e->spec, looked.facts.pages);
	return (0);
}
