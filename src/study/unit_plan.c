/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Choosing ways.
 *
 * The jobs that a way can make are gathered; those that it makes at less cost
 * than before leave their machines.  The ways are tried in the order of their
 * table.
 */
#include "study/unit_plan.h"

#include "study/counting_reads.h"
#include "study/memory_watch.h"
#include "study/reduced_string.h"
#include "study/sources.h"
#include "study/way_cost.h"

/* References that are looked at before it is asked whether one is a write. */
#define WRITE_PIECE 4096

enum plan_changes
plan_changes(const struct change *c)
{
	if (c->kind == CHANGE_COUNT || c->kind == CHANGE_TICK ||
	    c->kind == CHANGE_PROTECT)
		return (CHANGES_NONE);
	return (c->kind == CHANGE_FREE ? CHANGES_UNMAP : CHANGES_OTHER);
}

enum plan_changes
plan_most_changes(const struct change *c, size_t n)
{
	enum plan_changes most = CHANGES_NONE;

	for (size_t i = 0; i < n && most < CHANGES_OTHER; i++)
		if (plan_changes(&c[i]) > most)
			most = plan_changes(&c[i]);
	return (most);
}

bool
plan_has_write(const struct reference *ref, size_t n)
{
	bool written = false;

	/* In pieces, so that the compiler makes vectors of it. */
	for (size_t i = 0; i < n && !written; i += WRITE_PIECE) {
		size_t end = n - i < WRITE_PIECE ? n : i + WRITE_PIECE;

		for (size_t k = i; k < end; k++)
			written |= reference_write(ref[k]);
	}
	return (written);
}

/* May the way be used, as far as the references are concerned? */
static bool
way_is_open(const struct way *w, const struct plan_facts *f)
{
	if (w->pages != 0 && f->pages > w->pages)
		return (false);
	if (w == &way_reduced && f->recorded && f->bytes != 0 &&
	    sources_reduced_bytes(f) > f->bytes / 2)
		return (false);
	if ((w->needs & WAY_NO_CHANGES) == 0)
		return (true);
	return (
	    f->changes <= (w->unmaps != NULL ? CHANGES_UNMAP : CHANGES_NONE) &&
	    (f->whole || f->restarts));
}

/* Does a unit of this way have to know that pages are unmapped? */
static bool
unmaps(const struct way *w, const struct plan_facts *f)
{
	return (w->unmaps != NULL && f->changes == CHANGES_UNMAP);
}

/* Is each fault of a unit of this way noted, where devices take time? */
static bool
notes_faults(const struct way *w, const struct plan_facts *f)
{
	return (w->timed != NULL && (f->written || f->changes != CHANGES_NONE));
}

/* Can the way count the times of the run's device, which takes time? */
static bool
times_device(
    const struct way *w, const struct job *job, const struct plan_facts *f)
{
	if (!notes_faults(w, f))
		return (counting_reads_serve(job, f));
	return (counting_times_serve(job, f) && w->timed(job));
}

/* Can the way, which is open, make this run, as far as it alone is
 * concerned? */
static bool
takes(const struct way *w, struct job *job, const struct plan_facts *f)
{
	const struct unit alone = {
		.way = w,
		.job = &job,
		.n = 1,
		.unmaps = unmaps(w, f),
		.timed = notes_faults(w, f),
	};

	if (!way_serves(w, job) || (alone.unmaps && !w->unmaps(job)))
		return (false);
	if ((w->needs & WAY_COUNTS_ONLY) != 0 && counting_reads_timed(job) &&
	    !times_device(w, job, f))
		return (false);
	return (f->bytes == 0 || way_bytes(&alone, f->pages) <= f->bytes);
}

/* The cost of jobs that are made in this way, in so many units, side by side;
 * 'taken' are those for which taken[i] is set. */
static double
cost_together(const struct way *w, struct job *job, size_t n, const bool *taken,
    uint64_t pages)
{
	double ns = 0;
	size_t in = 0;

	for (size_t i = 0; i < n; i++) {
		if (!taken[i])
			continue;
		if (in++ % w->most == 0)
			ns += way_cost_unit(w, pages);
		ns += way_cost_run(w, &job[i], pages);
	}
	return (ns);
}

/* With more pages than this, words of fused machines are not worth it for fewer
 * runs: divided among 9 they are 2 bytes a page and machine, which has 14. */
#define FUSED_PAGES 65536
#define FUSED_LEAST 9

/* Are so many runs enough for the way? */
static bool
are_enough(const struct way *w, size_t count, uint64_t pages)
{
	/* Most ways gain by making several runs. */
	if (w == &way_reduced)
		return (count > 0);
	return (count >=
		(w == &way_fused && pages > FUSED_PAGES ? FUSED_LEAST : 2));
}

/* Moves jobs to this way where that costs less. */
static void
try_way(const struct way *w, struct job *job, size_t n, bool *taken,
    double *cost, const struct plan_facts *facts)
{
	uint64_t pages = facts->pages;
	double before = 0, after;
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		/* One that costs more in the company of others than it does
		 * now stays. */
		taken[i] = takes(w, &job[i], facts) &&
			   way_cost_run(w, &job[i], pages) < cost[i];
		before += taken[i] ? cost[i] : 0;
		count += taken[i];
	}
	if (!are_enough(w, count, pages))
		return;
	after = cost_together(w, job, n, taken, pages);
	if (after >= before)
		return;
	for (size_t i = 0; i < n; i++) {
		if (!taken[i])
			continue;
		job[i].way = w;
		cost[i] = after / (double)count;
	}
}

/* The jobs of a way, of which there are 'count', in so many units of equal
 * size, in out[]; returns the bytes of the largest. */
static uint64_t
deal(struct mem *m, const struct way *w, struct job *job, size_t count,
    size_t units, const struct plan_facts *facts, struct unit *out)
{
	size_t made = 0, at = 0;
	uint64_t most = 0;

	for (size_t u = 0; u < units; u++) {
		size_t share = (count - made) / (units - u);
		uint64_t bytes;

		out[u] = (struct unit){
			.way = w,
			.n = share,
			.unmaps = unmaps(w, facts),
			.timed = notes_faults(w, facts),
		};
		out[u].job = mem_array(m, share, sizeof(*out[u].job));
		for (size_t k = 0; k < share; at++)
			if (job[at].way == w)
				out[u].job[k++] = &job[at];
		made += share;
		bytes = way_bytes(&out[u], facts->pages);
		most = bytes > most ? bytes : most;
	}
	return (most);
}

/* The same: no more than the way allows in each, as many units as 'least' or
 * more, and none with too many bytes where that can be.  Returns how many. */
static size_t
divide(struct mem *m, const struct way *w, struct job *job, size_t n,
    size_t least, const struct plan_facts *facts, struct unit *out)
{
	size_t count = 0, units;
	uint64_t bytes;

	for (size_t i = 0; i < n; i++)
		count += job[i].way == w;
	if (count == 0 || w->most == 0)
		return (0);
	if (w == &way_reduced && count > 1 && count <= w->most &&
	    sources_divide(m, job, n, facts, out))
		return (2);
	units = (count + w->most - 1) / w->most;
	if (units < least)
		units = least < count ? least : count;
	for (;;) {
		bytes = deal(m, w, job, count, units, facts, out);
		if (facts->bytes == 0 || bytes <= facts->bytes ||
		    units == count)
			return (units);
		units = 2 * units < count ? 2 * units : count;
	}
}

/* Runs in a unit of which it is not worth to divide it between workers. */
#define SHARE_LEAST 8

/* Into how many units the jobs of a way are divided at least. */
static size_t
least_units(
    const struct job *job, size_t n, const struct way *w, unsigned workers)
{
	size_t count = 0, others = 0;

	for (size_t i = 0; i < n; i++)
		if (job[i].way == w)
			count++;
		else
			others++;
	if (others >= count || count / SHARE_LEAST < 2)
		return (1);
	return (count / SHARE_LEAST < workers ? count / SHARE_LEAST : workers);
}

size_t
plan_units(struct mem *m, struct job *job, size_t n,
    const struct plan_facts *facts, const struct way *only, unsigned workers,
    struct unit **out)
{
	bool *taken = mem_array(m, n, sizeof(*taken));
	double *cost = mem_array(m, n, sizeof(*cost));
	size_t made = 0;

	for (size_t i = 0; i < n; i++) {
		job[i].way = &way_machine;
		job[i].kept = facts->kept > 0 ? facts->kept : 1;
		cost[i] = way_cost_run(&way_machine, &job[i], facts->pages);
	}
	for (const struct way *const *w = ways; *w != NULL; w++) {
		if (*w == &way_machine || !way_is_open(*w, facts))
			continue;
		if (only == NULL)
			try_way(*w, job, n, taken, cost, facts);
		for (size_t i = 0; i < n && only == *w; i++)
			if (takes(*w, &job[i], facts))
				job[i].way = *w;
	}
	*out = mem_array(m, n, sizeof(**out));
	for (const struct way *const *w = ways; *w != NULL; w++)
		made += divide(m, *w, job, n, least_units(job, n, *w, workers),
		    facts, *out + made);
	return (made);
}

bool
plan_is_plain(const struct unit *unit, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (unit[i].way != &way_machine)
			return (false);
	return (true);
}

size_t
plan_group(const struct unit *unit, size_t n, uint64_t pages, uint64_t bytes)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i++) {
		sum += way_bytes(&unit[i], pages);
		if (sum > bytes)
			return (i);
	}
	return (n);
}

void
plan_estimate(
    const struct unit *unit, size_t n, uint64_t pages, struct plan_cost *out)
{
	*out = (struct plan_cost){ 0 };
	for (size_t i = 0; i < n; i++) {
		const struct unit *u = &unit[i];
		uint64_t bytes = way_bytes(u, pages);

		out->ns += way_cost_unit(u->way, pages);
		for (size_t k = 0; k < u->n; k++)
			out->ns += way_cost_run(u->way, u->job[k], pages);
		out->bytes += bytes;
		if (bytes > out->most)
			out->most = bytes;
	}
}

static void
look(const struct refstring *t, struct plan_facts *f)
{
	*f = (struct plan_facts){
		.pages = t->facts.npages,
		.whole = true,
		.restarts = true,
		.rereads = true,
		.recorded = true,
		.written = plan_has_write(t->reference, t->n),
		.references = t->n,
		.kept =
		    reduced_string_share(t->reference, t->n, t->facts.npages),
	};
	f->changes = plan_most_changes(t->change, t->nchange);
}

/* The runs in this way. */
static int
run_units(const struct engine_spec *spec, struct job *job, size_t n,
    struct sources *s, const struct plan_facts *facts, const struct way *only,
    bool *together, struct err *err)
{
	unsigned workers = engine_workers(spec);
	struct mem *m = mem_open();
	struct plan_cost cost;
	struct unit *unit;
	size_t units = plan_units(m, job, n, facts, only, workers, &unit);
	uint64_t strings = sources_bytes(unit, units, facts,
	    s->future != NULL && s->future->future.next != NULL);
	uint64_t left = facts->bytes > strings ? facts->bytes - strings : 0;
	int failed;

	*together = !plan_is_plain(unit, units);
	plan_estimate(unit, units, facts->pages, &cost);
	if (facts->bytes != 0 && cost.most > left) {
		failed = memory_refuse(spec, unit, units, facts->pages,
		    memory_reading(spec, 0) + strings, err);
		mem_close(m);
		return (failed);
	}
	if (facts->bytes != 0 && cost.most > 0 && left / cost.most < workers)
		workers = (unsigned)(left / cost.most);
	failed = sources_open(s, unit, units, err);
	if (failed == 0)
		failed = units_run(
		    unit, units, s->string, workers, &spec->progress, err);
	sources_close(s);
	mem_close(m);
	return (failed);
}

int
jobs_run(const struct engine_spec *spec, struct job *job, size_t n,
    const struct refstring *string, struct future_memory *future,
    uint64_t beside, struct err *err)
{
	struct sources s = { .string = string, .future = future };
	struct plan_facts facts;
	bool together;

	look(string, &facts);
	facts.bytes = memory_left(spec, 0, beside);
	if (run_units(spec, job, n, &s, &facts, engine_only(spec), &together,
		err) == 0)
		return (0);
	/* Of several errors, that of the first run is to be told. */
	if (!together || err->kind == ERR_SYS)
		return (-1);
	return (
	    run_units(spec, job, n, &s, &facts, &way_machine, &together, err));
}
