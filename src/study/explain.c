/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two observers: one records the references at which OPT faults, the other
 * finds the cause of each fault of a policy.
 */
#include "study/explain.h"

/* Of a page, during the run. */
struct page_history {
	uint64_t faults; /* the policy's */
	uint64_t evictions;
	/* The last eviction: the reference, from 1 (0: none), and its page. */
	uint64_t evicted_at;
	page_id_t evicted_for;
	/* The eviction after which the page was needed again soonest, and after
	 * how many references. */
	page_id_t soonest_for;
	uint64_t soonest_at;
	uint64_t soonest;
};

static void
note_optimum(void *self, const struct fault *f)
{
	struct optimum_faults *o = self;

	if (f->kind != FAULT_ZERO && f->kind != FAULT_SWAP_IN)
		return;
	o->bit[f->at / 64] |= UINT64_C(1) << f->at % 64;
	o->count++;
}

void
optimum_watch(struct optimum_faults *o, struct mem *m, uint64_t references)
{
	*o = (struct optimum_faults){
		.bit = mem_reserve(m, references / 64 + 1, sizeof(*o->bit)),
		.observer = { .fault = note_optimum, .self = o },
	};
}

static void
note_eviction(
    struct explainer *e, page_id_t page, uint64_t at, page_id_t wanted)
{
	struct page_history *h = &e->page[page];

	h->evictions += at >= e->warmup;
	h->evicted_at = at;
	h->evicted_for = wanted;
}

static enum cause
cause_of(const struct explainer *e, const struct fault *f)
{
	if (f->kind == FAULT_ZERO)
		return (CAUSE_COLD);
	if (e->optimum->bit[f->at / 64] >> f->at % 64 & 1)
		return (CAUSE_CAPACITY);
	return (CAUSE_POLICY);
}

/* A fault that OPT would not have had. */
static void
note_regret(struct explainer *e, const struct fault *f)
{
	struct page_history *h = &e->page[f->page];
	uint64_t after = f->at + 1 - h->evicted_at;

	h->faults++;
	if (h->soonest_at != 0 && after >= h->soonest)
		return;
	h->soonest = after;
	h->soonest_at = h->evicted_at;
	h->soonest_for = h->evicted_for;
}

static void
on_fault(void *self, const struct fault *f)
{
	struct explainer *e = self;
	bool counted = f->at >= e->warmup;

	if (counted && (f->kind == FAULT_ZERO || f->kind == FAULT_SWAP_IN)) {
		enum cause why = cause_of(e, f);
		uint64_t phase =
		    (uint64_t)((unsigned __int128)(f->at - e->warmup) * PHASES /
			       e->references);

		e->out->cause[why]++;
		e->out->phase[phase][why]++;
		e->out->area[e->facts.area[f->page]][why]++;
		if (why == CAUSE_POLICY)
			note_regret(e, f);
	}
	if (f->victim != NO_PAGE)
		note_eviction(e, f->victim, f->at + 1, f->page);
	if (counted)
		observe_fault(e->next, f);
}

static void
on_evict(void *self, uint64_t at, page_id_t page, slot_t out, bool written)
{
	struct explainer *e = self;

	note_eviction(e, page, at, page);
	if (at >= e->warmup)
		observe_evict(e->next, at, page, out, written);
}

static void
on_clean(void *self, uint64_t at, page_id_t page, slot_t out)
{
	struct explainer *e = self;

	if (at >= e->warmup)
		observe_clean(e->next, at, page, out);
}

static int
on_step(void *self, const struct replay *r, uint64_t at, struct reference ref,
    struct err *err)
{
	struct explainer *e = self;

	return (at < e->warmup ? 0 : observe_step(e->next, r, at, ref, err));
}

static int
on_finish(void *self, const struct replay *r, struct err *err)
{
	return (observe_finish(((struct explainer *)self)->next, r, err));
}

uint64_t
explainer_bytes(const struct trace_facts *trace)
{
	return (mem_reserved((trace->pages + 1) * sizeof(struct page_history)));
}

void
explainer_open(struct explainer *e, struct mem *m, struct mem *keep,
    const struct trace_facts *trace, const struct page_facts *facts,
    const struct optimum_faults *optimum, const struct observer *next)
{
	*e = (struct explainer){
		.optimum = optimum,
		.next = next,
		.facts = *facts,
		.references = trace->references - trace->window.warmup,
		.warmup = trace->window.warmup_fed,
		.npages = (page_id_t)trace->pages,
		.page = mem_reserve(m, trace->pages + 1, sizeof(*e->page)),
		.out = mem_alloc(keep, sizeof(*e->out)),
		.observer = { .fault = on_fault,
		    .evict = on_evict,
		    .clean = on_clean,
		    .step = next != NULL && next->step != NULL ? on_step : NULL,
		    .finish = on_finish,
		    .warmup = true,
		    .self = e },
	};
	e->out->area = mem_array(keep, trace->narea + 1, sizeof(*e->out->area));
}

/* Inserts a page into the list of the worst, which is sorted by faults; of
 * equal ones the page that was touched first comes first. */
static void
rank(struct explainer *e, page_id_t page)
{
	struct explanation *x = e->out;
	const struct page_history *h = &e->page[page];
	unsigned at = x->nworst;

	while (at > 0 && x->worst[at - 1].faults < h->faults)
		at--;
	if (at == WORST_PAGES)
		return;
	if (x->nworst < WORST_PAGES)
		x->nworst++;
	for (unsigned i = x->nworst - 1; i > at; i--)
		x->worst[i] = x->worst[i - 1];
	x->worst[at] = (struct worst_page){
		.number = e->facts.number[page],
		.area = e->facts.area[page],
		.faults = h->faults,
		.evictions = h->evictions,
		.evicted_at = h->soonest_at,
		.evicted_for = e->facts.number[h->soonest_for],
		.wanted_after = h->soonest,
	};
}

void
explainer_finish(struct explainer *e)
{
	e->out->optimum = e->optimum->count;
	for (page_id_t page = 0; page < e->npages; page++)
		if (e->page[page].faults > 0)
			rank(e, page);
}
