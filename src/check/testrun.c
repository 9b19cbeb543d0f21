/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Running a test trace: a source of references with one consumer.
 */
#include "check/testrun.h"

#include <stdio.h>

#include "base/mem.h"
#include "base/rng.h"
#include "check/isolate.h"

static const struct kernel_figures no_costs;

static void
note(struct testrun *c, struct log_entry e)
{
	if (c->identity != NULL) {
		if (e.page != NO_PAGE)
			e.page = c->identity[e.page];
		if (e.victim != NO_PAGE)
			e.victim = c->identity[e.victim];
	}
	c->log.entry =
	    mem_grow(c->m, c->log.entry, c->log.n, &c->log.cap, sizeof(e));
	c->log.entry[c->log.n++] = e;
}

static void
on_fault(void *self, const struct fault *f)
{
	note(self, (struct log_entry){ f->at, LOG_LOAD, f->page, f->victim });
}

static void
on_evict(void *self, uint64_t at, page_id_t page, not_used slot_t out,
    not_used bool written)
{
	note(self, (struct log_entry){ at, LOG_RELEASED, NO_PAGE, page });
}

static void
on_clean(void *self, uint64_t at, page_id_t page, not_used slot_t out)
{
	note(self, (struct log_entry){ at, LOG_CLEANED, page, NO_PAGE });
}

/* References up to the next change or random cut, at most 'wanted'. */
static size_t
stretch(struct testrun *c, uint64_t wanted)
{
	size_t n = 0;

	if (c->cutter != NULL) {
		uint64_t cut = 1 + rng_below(c->cutter, 40);

		wanted = cut < wanted ? cut : wanted;
	}
	while (n < wanted && c->step + n < c->steps->n &&
	       step_is_reference(&c->steps->step[c->step + n]))
		n++;
	return (n);
}

static void
identify(struct testrun *c, size_t n)
{
	for (size_t i = c->step; c->identity != NULL && i < c->step + n; i++)
		if (c->steps->step[i].kind != STEP_TICK)
			c->identity[c->steps->step[i].page] =
			    c->steps->step[i].other;
}

/* The steps as a source: references up to the next change, or one change. */
static int
next(void *self, uint64_t most, struct chunk *k, not_used struct err *err)
{
	struct testrun *c = self;
	const struct refstring *t = &c->refstring;
	size_t n = stretch(c, most);

	*k = (struct chunk){
		.first = c->at,
		.reference = t->reference + c->at,
		.n = n,
		.change = t->change + c->change,
		.nchange = n == 0 ? 1 : 0,
		.npages = c->steps->npages,
	};
	identify(c, n == 0 ? 1 : n);
	c->at += n;
	c->change += k->nchange;
	c->step += n + k->nchange;
	k->end = c->step == c->steps->n;
	return (0);
}

static void
facts(void *self, struct stream_facts *out)
{
	const struct testrun *c = self;

	*out = (struct stream_facts){ .page = c->facts,
		.npages = c->steps->npages };
}

struct testrun *
testrun_open(struct mem *m, const struct testtrace *steps,
    const struct testrun_setup *how)
{
	struct testrun *c = mem_alloc(m, sizeof(*c));
	page_id_t npages = steps->npages == 0 ? 1 : steps->npages;
	struct replay_setup setup = {
		.policy = how->policy,
		.params = how->params,
		.settings = &c->settings,
		.nframes = how->nframes,
		.npages = npages + how->more_pages,
		.facts = &c->facts,
		.device = &device_free,
		.kernel = &no_costs,
		.observer = how->unobserved ? NULL : &c->observer,
		.unbound = how->unbound,
	};

	*c = (struct testrun){ .how = *how, .m = m, .steps = steps };
	c->settings = *how->settings;
	c->settings.seed = how->seed;
	c->observer = (struct observer){
		.fault = on_fault,
		.evict = on_evict,
		.clean = on_clean,
		.self = c,
	};
	if (how->cut != 0) {
		c->cutter = mem_alloc(m, sizeof(*c->cutter));
		c->cutter->state = how->cut;
	}
	if (how->renumbered)
		c->identity = mem_array(m, npages, sizeof(*c->identity));
	testtrace_refstring(m, steps, &c->refstring);
	if (how->policy->sight == SEES_FUTURE) {
		c->failed = future_open(&c->future, &c->refstring,
				npages + how->more_pages, &c->err) != 0;
		setup.future = &c->future.future;
	}
	if (!how->direct) {
		interposer_init(&c->interposer, how->policy, how->params,
		    how->placement, how->verdict_page);
		c->interposer.watch_table = how->watch_table;
		setup.policy = &c->interposer.face;
		setup.params = &c->interposer;
	}
	how->verdict_page->at_known = !how->direct;
	how->verdict_page->at = 0;
	if (!c->failed)
		c->failed = replay_open(&c->replay, &setup, &c->outcome, m,
				&c->err) != 0;
	c->consumer = replay_consumer(c->replay);
	c->stream = (struct stream){
		.source = { .next = next, .facts = facts, .self = c },
		.consumer = &c->consumer,
		.n = 1,
	};
	if (!c->failed)
		c->failed = stream_begin(&c->stream, &c->err) != 0;
	return (c);
}

bool
testrun_advance(struct testrun *c, size_t nsteps)
{
	while (nsteps > 0 && !c->failed && c->step < c->steps->n) {
		size_t before = c->step;
		bool more;

		c->failed =
		    stream_step(&c->stream, nsteps, &more, &c->err) != 0;
		nsteps -= c->step - before;
	}
	return (!c->failed && c->step < c->steps->n);
}

void
testrun_close(struct testrun *c)
{
	/* It says nothing about the policy. */
	if (c->failed && c->err.kind == ERR_SYS)
		mem_die(c->err.msg);
	if (!c->failed)
		replay_finish(c->replay, 0, 0);
	stream_close(&c->stream);
	replay_close(c->replay);
	c->replay = NULL;
	future_close(&c->future);
	if (!c->how.direct)
		interposer_end(&c->interposer);
}

struct testrun *
testrun_run(struct mem *m, const struct testtrace *steps,
    const struct testrun_setup *how)
{
	struct testrun *c = testrun_open(m, steps, how);

	testrun_advance(c, SIZE_MAX);
	testrun_close(c);
	return (c);
}

size_t
testrun_difference(const struct testrun *a, const struct testrun *b)
{
	size_t n = a->log.n < b->log.n ? a->log.n : b->log.n;

	for (size_t i = 0; i < n; i++) {
		const struct log_entry *x = &a->log.entry[i];
		const struct log_entry *y = &b->log.entry[i];

		if (x->at != y->at || x->what != y->what ||
		    x->page != y->page || x->victim != y->victim)
			return (i);
	}
	return (a->log.n == b->log.n ? SIZE_MAX : n);
}

void
testrun_tell(const struct testrun *c, size_t i, char *buf, size_t size)
{
	const struct log_entry *e = &c->log.entry[i];
	uintmax_t page, victim;

	if (i >= c->log.n) {
		snprintf(buf, size, "nothing more");
		return;
	}
	page = e->page;
	victim = e->victim;
	if (e->what == LOG_RELEASED)
		snprintf(buf, size, "page %ju given up", victim);
	else if (e->what == LOG_CLEANED)
		snprintf(buf, size, "page %ju cleaned", page);
	else if (e->victim == NO_PAGE)
		snprintf(buf, size, "page %ju into a free frame", page);
	else
		snprintf(buf, size, "page %ju for page %ju", page, victim);
}

uint64_t
testrun_digest(const struct testrun *c)
{
	uint64_t d = c->failed;

	for (size_t i = 0; i < c->log.n; i++) {
		const struct log_entry *e = &c->log.entry[i];

		d = rng_mix(d ^ e->at);
		d = rng_mix(d ^ (uint64_t)e->page << 32 ^ e->victim);
		d = rng_mix(d ^ e->what);
	}
	return (d);
}

uint64_t
testrun_faults(const struct testrun *c)
{
	return (outcome_page_faults(&c->outcome));
}
