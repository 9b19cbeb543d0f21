/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Miniature runs: on a sample, with memory in proportion.
 */
#include "base/hist.h"
#include "study/sample.h"
#include "study/unit_plan.h"

uint64_t
sample_up(uint64_t n, uint64_t pages, uint64_t whole)
{
	unsigned __int128 all = (unsigned __int128)n * whole + pages / 2;

	return (pages == 0 ? 0 : (uint64_t)(all / pages));
}

frame_t
sample_frames(uint64_t frames, uint64_t pages, uint64_t whole)
{
	uint64_t n = sample_up(frames, whole, pages);

	return (n > 0 ? (frame_t)n : 1);
}

/* The largest number whose square is at most n. */
static uint64_t
root(unsigned __int128 n)
{
	uint64_t r = 0;

	for (int bit = 63; bit >= 0; bit--) {
		uint64_t more = r | UINT64_C(1) << bit;

		if ((unsigned __int128)more * more <= n)
			r = more;
	}
	return (r);
}

/* (100 * 1.96)^2: 97.5 % of the normal distribution, in hundredths. */
#define SQUARE 38416

struct sample_bounds
sample_bounds(uint64_t frames, uint64_t pages, uint64_t whole)
{
	uint64_t n = frames < whole ? frames : whole;
	unsigned __int128 mean, off = (unsigned __int128)SQUARE * n * pages;

	if (whole < 2 || pages == 0)
		return ((struct sample_bounds){ 1, frames });
	mean = (unsigned __int128)100 * n * pages / whole;
	off = off * (whole - pages) / whole * (whole - n) / whole / (whole - 1);
	off = root(off) + 1;
	return ((struct sample_bounds){
	    .low = (uint64_t)(mean >= off + 100 ? (mean - off) / 100 : 1),
	    .high = (uint64_t)((mean + off + 99) / 100),
	});
}

/* The estimate, times the share by which it would be another one if it were
 * multiplied by the references of the trace and of the sample. */
static uint64_t
imbalance(uint64_t estimate, const struct trace_facts *t)
{
	const struct trace_sampling *s = &t->sampling;
	uint64_t all = t->references - t->denied_area - t->denied_permission;
	uint64_t has = sample_up(s->references, s->pages, t->pages);
	uint64_t off = has > all ? has - all : all - has;
	unsigned __int128 most = UINT64_MAX >> 8; /* they are added */
	unsigned __int128 error = (unsigned __int128)estimate * off;

	if (has == 0)
		return (0);
	error /= has;
	return ((uint64_t)(error < most ? error : most));
}

/* That of the mean of n values. */
static uint64_t
spread(const uint64_t *value, size_t n)
{
	/* Student's t, 97.5 %, in thousandths, by degrees of freedom. */
	static const uint64_t t[SAMPLE_PARTS] = { 0, 12706, 4303, 3182, 2776,
		2571, 2447, 2365 };
	unsigned __int128 sum = 0, squares = 0;

	if (n < 2)
		return (0);
	for (size_t i = 0; i < n; i++)
		sum += value[i];
	for (size_t i = 0; i < n; i++) {
		uint64_t mean = (uint64_t)(sum / n);
		uint64_t off =
		    value[i] > mean ? value[i] - mean : mean - value[i];

		squares += (unsigned __int128)off * off;
	}
	/* t * sqrt(variance / n) */
	return ((uint64_t)((unsigned __int128)root(squares / (n - 1) / n) *
			   t[n - 1] / 1000));
}

/* How far the farther of two values is off. */
static uint64_t
farther(uint64_t a, uint64_t b, uint64_t from)
{
	uint64_t x = a > from ? a - from : from - a;
	uint64_t y = b > from ? b - from : from - b;

	return (x > y ? x : y);
}

uint64_t
sample_error(const uint64_t *value, size_t n, uint64_t estimate,
    const uint64_t bound[2], const struct trace_facts *t)
{
	const uint64_t counted = t->references - t->window.warmup;
	const uint64_t possible = farther(0, counted, estimate);
	uint64_t sum = imbalance(estimate, t);
	const uint64_t more[] = { spread(value, n),
		sample_is_small(t) ? farther(bound[0], bound[1], estimate)
				   : 0 };

	if (t->sampling.pages == t->pages)
		return (0);
	if (sampling_tells_nothing(&t->sampling, t->pages))
		return (possible);
	for (size_t i = 0; i < 2; i++)
		sum = more[i] < UINT64_MAX - sum ? sum + more[i] : UINT64_MAX;
	return (sum < possible ? sum : possible);
}

/* The memory that a job, of a run or of OPT, stands for. */
static uint64_t
frames_of(const struct engine *e, size_t i)
{
	return (e->job[i].setup.nframes);
}

/* Gives machines memory in proportion to the pages of the sample. */
static void
shrink(struct engine *e, struct job *job, uint64_t pages)
{
	for (size_t i = 0; i < e->njob; i++) {
		job[i] = e->job[i];
		job[i].tallies = false;
		job[i].setup.nframes = sample_frames(
		    frames_of(e, i), pages, e->study->trace.pages);
	}
}

/* Makes all runs over a sample. */
static int
run_all(const struct engine *e, struct job *job, const struct refstring *string,
    struct err *err)
{
	struct future_memory future = { 0 };
	int failed = 0;

	for (size_t i = 0; i < e->njob && failed == 0; i++) {
		if (job[i].setup.policy->sight != SEES_FUTURE)
			continue;
		if (future.future.next == NULL)
			failed = future_open(
			    &future, string, string->facts.npages, err);
		job[i].setup.future = &future.future;
	}
	if (failed == 0)
		failed = jobs_run(e->spec, job, e->njob, string, NULL, 0, err);
	future_close(&future);
	return (failed);
}

/* Makes the runs on so many pages of the trace, with frames[i] frames, or in
 * proportion (NULL): the page faults of each in the whole trace. */
static int
run_part(struct engine *e, const struct refstring *string, uint64_t pages,
    const uint64_t *frames, uint64_t *faults, struct err *err)
{
	struct mem *m = mem_open();
	struct job *job = mem_array(m, e->njob, sizeof(*job));
	int failed;

	shrink(e, job, pages);
	for (size_t i = 0; i < e->njob; i++) {
		if (frames != NULL)
			job[i].setup.nframes = (frame_t)frames[i];
		job[i].keep = m;
		job[i].outcome = mem_alloc(m, sizeof(*job[i].outcome));
	}
	failed = run_all(e, job, string, err);
	for (size_t i = 0; failed == 0 && i < e->njob; i++)
		faults[i] = sample_up(outcome_page_faults(job[i].outcome),
		    pages, e->study->trace.pages);
	mem_close(m);
	return (failed);
}

/* The page faults of each run with the fewest frames that may be right, and
 * with the most. */
static int
run_bounds(struct engine *e, uint64_t *low, uint64_t *high, struct err *err)
{
	const struct trace_facts *t = &e->study->trace;
	const struct trace_sampling *s = &t->sampling;
	struct mem *m = mem_open();
	uint64_t *few = mem_array(m, e->njob, sizeof(*few));
	uint64_t *many = mem_array(m, e->njob, sizeof(*many));
	int failed;

	for (size_t i = 0; i < e->njob; i++) {
		struct sample_bounds b =
		    sample_bounds(frames_of(e, i), s->pages, t->pages);

		few[i] = b.low;
		many[i] = b.high;
	}
	failed = run_part(e, &e->refstring, s->pages, few, low, err);
	if (failed == 0)
		failed = run_part(e, &e->refstring, s->pages, many, high, err);
	mem_close(m);
	return (failed);
}

static void
scale_hist(struct hist *h, const struct trace_sampling *s, uint64_t whole)
{
	if (h == NULL)
		return;
	h->count = 0;
	for (unsigned i = 0; i < HIST_BUCKETS; i++) {
		h->bucket[i] = sample_up(h->bucket[i], s->pages, whole);
		h->count += h->bucket[i];
	}
	h->sum = h->sum * whole / s->pages;
}

/* The counts in a kernel's words: those that are another's sums stay so. */
static void
scale_kernel(struct outcome *o, const struct kernel_counts *in_sample,
    uint64_t swap_in, const struct trace_facts *t)
{
	struct kernel_counts *k = &o->kernel;
	uint64_t *const count[] = { &k->pgfault_minor_swapcache, &k->pgscan,
		&k->pgsteal, &k->workingset_refault, &k->workingset_activate,
		&k->workingset_restore, &k->swap_ra, &k->swap_ra_hit,
		&k->allocstall, &k->pgsteal_direct, &k->pgsteal_kswapd, &k->oom,
		&k->file_reads, &k->file_writes, &k->pgscan_file,
		&k->pgsteal_file, &k->workingset_refault_file,
		&k->workingset_activate_file };
	uint64_t pages = t->sampling.pages;

	if (k->level == 0)
		return;
	for (size_t i = 0; i < sizeof(count) / sizeof(count[0]); i++)
		*count[i] = sample_up(*count[i], pages, t->pages);
	k->pgmajfault =
	    o->faults[FAULT_SWAP_IN] +
	    sample_up(in_sample->pgmajfault - swap_in, pages, t->pages);
	k->pswpin = o->swap_reads - k->file_reads;
	k->pswpout = o->swap_writes - k->file_writes;
}

/* An outcome in the sample becomes that of the whole trace. */
static void
scale(struct outcome *o, const struct trace_facts *t, uint64_t frames)
{
	const struct trace_sampling *s = &t->sampling;
	const struct trace_window *w = &t->window;
	uint64_t *const count[] = { &o->no_frame, &o->faults[FAULT_ZERO],
		&o->faults[FAULT_SWAP_IN], &o->faults[FAULT_COW],
		&o->faults[FAULT_COW_LAST], &o->evictions, &o->swap_reads,
		&o->swap_writes, &o->cleaned, &o->slots_peak, &o->resident_peak,
		&o->tlb_hits, &o->tlb_misses, &o->total_ns, &o->stall_ns,
		&o->reclaim_ns, &o->writeback_ns, &o->minor_ns, &o->kswapd_ns };
	uint64_t counted = o->references, most;
	const struct kernel_counts in_sample = o->kernel;
	uint64_t swap_in = o->faults[FAULT_SWAP_IN];

	for (size_t i = 0; i < sizeof(count) / sizeof(count[0]); i++)
		*count[i] = sample_up(*count[i], s->pages, t->pages);
	scale_kernel(o, &in_sample, swap_in, t);
	if (o->resident_peak > frames)
		o->resident_peak = frames;
	o->references = t->references - w->warmup;
	o->denied = t->denied_area + t->denied_permission - w->warmup_denied +
		    o->no_frame;
	/* Where a few pages have most references, more faults may come out
	 * than there are references. */
	most = o->references - o->denied;
	o->hits = outcome_faults(o) < most ? most - outcome_faults(o) : 0;
	if (counted > 0)
		o->resident_sum = o->resident_sum / counted * o->references /
				  s->pages * t->pages;
	scale_hist(o->latency, s, t->pages);
	scale_hist(o->wait, s, t->pages);
}

/* The errors of the runs from the parts, and their outcomes from those in the
 * sample. */
static int
finish(
    struct engine *e, const struct sample part[SAMPLE_PARTS], struct err *err)
{
	struct study *s = e->study;
	struct mem *m = mem_open();
	uint64_t *faults =
	    mem_array(m, e->njob, SAMPLE_PARTS * sizeof(*faults));
	uint64_t *low = mem_array(m, e->njob, sizeof(*low));
	uint64_t *high = mem_array(m, e->njob, sizeof(*high));
	uint64_t value[SAMPLE_PARTS];
	size_t n = 0;
	int failed = 0;

	for (size_t k = 0; k < SAMPLE_PARTS && failed == 0; k++)
		if (part[k].pages > 0)
			failed = run_part(e, &part[k].string, part[k].pages,
			    NULL, faults + n++ * e->njob, err);
	if (failed == 0 && sample_is_small(&s->trace))
		failed = run_bounds(e, low, high, err);
	for (size_t i = 0; i < e->njob && failed == 0; i++) {
		for (size_t k = 0; k < n; k++)
			value[k] = faults[k * e->njob + i];
		scale(e->job[i].outcome, &s->trace, frames_of(e, i));
		if (i < s->nrun)
			s->run[i].sampling_error = sample_error(value, n,
			    outcome_page_faults(e->job[i].outcome),
			    (const uint64_t[2]){ low[i], high[i] }, &s->trace);
	}
	mem_close(m);
	return (failed);
}

int
sample_run(struct engine *e, struct err *err)
{
	struct sample part[SAMPLE_PARTS] = { { .pages = 0 } };
	struct study *s = e->study;
	struct job *job;
	int failed = 0;

	if (sample_record(e, part, err) != 0 || plan_memories(e, err) != 0)
		failed = -1;
	if (failed == 0) {
		engine_add_optimum(e);
		job = mem_array(e->keep, e->njob, sizeof(*job));
		shrink(e, job, s->trace.sampling.pages);
		failed = run_all(e, job, &e->refstring, err);
	}
	if (failed == 0)
		failed = finish(e, part, err);
	for (size_t i = 0; failed == 0 && i < s->noptimum; i++)
		s->optimum[i].faults = outcome_page_faults(e->optimum[i]);
	sample_close(part);
	return (failed);
}
