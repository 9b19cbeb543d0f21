/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Law: the optimisations of the replay loop give the same results as the plain
 * loop, for every policy and with any changes between references: the fast path
 * of faults, blocks of references, vectors, prefetching, and frame numbers by
 * page that are computed on demand only.
 *
 * The traces are random.  Each mixes reads and writes of few or many pages,
 * with pages that are unmapped, populated, shared, pinned and unpinned in
 * between.  An observed run also computes a digest of all evictions and faults
 * in their order. The entries and frames at the end are compared too.  On half
 * of the traces each fault has a time of its own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hist.h"
#include "base/param.h"
#include "base/rng.h"
#include "laws/fast_path_figures.h"
#include "policy/choose.h"
#include "study/job.h"
#include "unit/fixture.h"

#define REFERENCES 6000
#define TRACES     32
#define AREAS      5
#define SECONDS    5 /* of a run, which takes some milliseconds */

/* Properties of a trace, by the bits of its number. */
enum {
	WITH_CHANGES = 1,
	WITH_TICKS = 2,
	WITH_PARTITIONS = 4,
	WITHOUT_SHARES = 8,
	WITH_DEVICE = 16
};

/* Three processes apart, and two that share a partition. */
static const struct frame_division divisions[] = {
	{ 3, NULL, (const uint32_t[]){ 0, 1, 2 } },
	{ 2, NULL, (const uint32_t[]){ 0, 1, 0 } },
};

struct trial {
	struct refstring refstring;
	struct future_memory future;
	struct page_facts facts;
	struct settings settings;
	const struct device_figures *device;
	page_id_t npages;
	frame_t nframes;
	size_t nprocess;
	frame_t share[3];               /* by partition */
	uint32_t part[3];               /* by process: its partition */
	struct frame_division division; /* n 0: one partition */
	uint32_t process[1000];
	uint32_t area[1000];
	uint64_t number[1000];
};

/* The result of a run. */
struct result {
	struct outcome outcome;
	uint64_t page[1000]; /* by frame */
	uint8_t entry[1000]; /* by page */
	struct tally by_area[AREAS], by_process[3];
	uint64_t digest; /* of all calls of the observer */
	uint64_t times;  /* of the histograms */
	bool failed;
	char msg[400];
};

static void
must(int failed, const struct err *err)
{
	if (failed != 0)
		ck_abort_msg("%s", err->msg);
}

/* Pages are numbered in order of first touch, and a number that was unmapped
 * is not used again. */
struct maker {
	struct rng rng;
	page_id_t live[1000];
	page_id_t nlive;
	bool shares;
	bool pinned[1000];
	page_id_t npinned;
	uint32_t process[1000];
};

static void
change(struct trial *t, struct maker *k, page_id_t limit)
{
	struct change c = { 0 };
	struct err err;
	uint64_t which = rng_below(&k->rng, 8), at;

	if (k->nlive == 0)
		return;
	at = rng_below(&k->rng, k->nlive);
	c.page = k->live[at];
	switch (which) {
	case 0:
		c.kind = CHANGE_FREE;
		if (k->pinned[c.page])
			k->npinned--;
		k->pinned[c.page] = false;
		k->live[at] = k->live[--k->nlive];
		break;
	case 1:
		c.kind = CHANGE_FILL;
		break;
	case 2:
		if (!k->shares || t->npages >= limit)
			return;
		c.kind = CHANGE_SHARE;
		c.other = t->npages++;
		t->process[c.other] = t->process[c.page];
		k->live[k->nlive++] = c.other;
		break;
	case 3:
		/* Some frames must remain in every partition. */
		if (k->npinned * 8 >= t->nframes || k->pinned[c.page] ||
		    t->nprocess > 0)
			return;
		c.kind = CHANGE_PIN;
		k->pinned[c.page] = true;
		k->npinned++;
		break;
	case 4:
		if (!k->pinned[c.page])
			return;
		c.kind = CHANGE_UNPIN;
		k->pinned[c.page] = false;
		k->npinned--;
		break;
	case 5:
	case 6:
		c.kind = CHANGE_PAGEOUT;
		break;
	default:
		c.kind = CHANGE_TICK;
		break;
	}
	must(refstring_changes(&t->refstring, &c, 1, &err), &err);
}

static void
make(struct trial *t, int number)
{
	struct maker k = { .rng = { (uint64_t)number * 77 + 1 } };
	page_id_t limit = number % 3 == 0 ? 40 : 900;
	unsigned writes = (unsigned)rng_below(&k.rng, 10);
	uint64_t rarely = 1 + rng_below(&k.rng, 300);
	struct err err;

	k.shares = (number & WITHOUT_SHARES) == 0;
	memset(t, 0, sizeof(*t));
	t->settings =
	    (struct settings){ .page_size = 4096, .seed = 5, .think_ns = 2 };
	t->settings.first_touch = number % 3 == 1;
	t->nframes = limit / (frame_t)(2 + rng_below(&k.rng, 9));
	t->device = (number & WITH_DEVICE) != 0 ? &flash : &device_free;
	if (number % 5 < 2)
		t->settings.writeback = WRITEBACK_SYNC;
	if ((number & WITH_TICKS) != 0)
		t->settings.tick = 1 + rng_below(&k.rng, 500);
	if ((number & WITH_PARTITIONS) != 0) {
		t->settings.scope = SCOPE_LOCAL;
		t->nprocess = 3;
		t->division = divisions[number % 7 < 3];
		t->division.frames = t->share;
		for (frame_t i = 0; i < t->division.n; i++)
			t->share[i] = (t->nframes + i) / t->division.n;
	}
	refstring_open(&t->refstring);
	for (int i = 0; i < REFERENCES; i++) {
		uint64_t draw = rng_below(&k.rng, limit + 1);
		struct reference ref;
		page_id_t page;

		if ((number & WITH_CHANGES) != 0 &&
		    rng_below(&k.rng, rarely) == 0)
			change(t, &k, limit);
		/* Two draws, so that small numbers are more frequent. */
		draw = rng_below(&k.rng, draw + 1);
		if (draw < k.nlive) {
			page = k.live[draw];
		} else if (t->npages < limit) {
			page = t->npages++;
			t->process[page] =
			    t->nprocess == 0 ? 0 : page % (uint32_t)t->nprocess;
			k.live[k.nlive++] = page;
		} else if (k.nlive > 0) {
			page = k.live[draw % k.nlive];
		} else {
			break;
		}
		ref = reference_make(page, rng_below(&k.rng, 10) < writes);
		must(refstring_add(&t->refstring, &ref, 1, &err), &err);
	}
	must(refstring_seal(&t->refstring, &err), &err);
	must(future_open(&t->future, &t->refstring, t->npages, &err), &err);
	t->facts.process = t->process;
	t->facts.number = t->number;
	for (page_id_t i = 0; i < t->npages; i++)
		t->area[i] = i * i % AREAS;
	t->facts.area = t->area;
}

static void
unmake(struct trial *t)
{
	future_close(&t->future);
	refstring_close(&t->refstring);
}

static void
mix(uint64_t *digest, uint64_t a, uint64_t b)
{
	*digest = rng_mix(*digest ^ rng_mix(a + (b << 32) + 1));
}

static void
mix_hist(uint64_t *digest, const struct hist *h)
{
	mix(digest, h->count, h->min);
	mix(digest, h->max, (uint64_t)h->sum);
	for (unsigned i = 0; hist_next(h, &i); i++)
		mix(digest, i, h->bucket[i]);
}

static void
see_fault(void *self, const struct fault *f)
{
	mix(self, f->at, f->kind * 2u + f->write);
	mix(self, f->page, f->frame);
	mix(self, f->in, f->read);
	mix(self, f->victim, f->victim == NO_PAGE ? 0 : f->out);
	mix(self, f->victim != NO_PAGE && f->written, 0);
}

static void
see_evict(void *self, uint64_t at, page_id_t page, slot_t out, bool written)
{
	mix(self, at, page);
	mix(self, out, written);
}

/* How a run is made. */
enum {
	LONG_PATH = 1,
	UNBOUND = 2,
	OBSERVED = 4,
	NO_VECTORS = 8,
	PREFETCH = 16
};

static void
run(const struct trial *t, const struct policy *p, int how, struct result *x)
{
	struct mem *m = mem_open();
	struct observer seen = {
		.fault = see_fault, .evict = see_evict, .self = &x->digest
	};
	void *params = mem_alloc(m, p->params_size + 1);
	struct replay_setup setup = {
		.policy = p,
		.params = params,
		.settings = &t->settings,
		.nframes = t->nframes,
		.npages = t->npages,
		.facts = &t->facts,
		.future = p->sight == SEES_FUTURE ? &t->future.future : NULL,
		.device = t->device,
		.kernel = &kernel,
		.observer = (how & OBSERVED) != 0 ? &seen : NULL,
		.nprocess = t->nprocess,
		.division = t->division.n > 0 ? &t->division : NULL,
		.narea = AREAS,
		.unbound = (how & UNBOUND) != 0,
		.no_vectors = (how & NO_VECTORS) != 0,
		.force_prefetch = (how & PREFETCH) != 0,
		.no_fast_path = (how & LONG_PATH) != 0,
	};
	struct consumer consumer;
	struct replay *r;
	struct err err;

	memset(x, 0, sizeof(*x));
	param_defaults(p->params, params);
	must(replay_open(&r, &setup, &x->outcome, m, &err), &err);
	consumer = replay_consumer(r);
	fixture_limit(SECONDS, p->name);
	x->failed = refstring_feed(
			&t->refstring, 0, t->refstring.n, &consumer, &err) != 0;
	if (x->failed)
		snprintf(x->msg, sizeof(x->msg), "%s", err.msg);
	replay_finish(r, 0, 0);
	fixture_limit(0, "");
	mix_hist(&x->times, x->outcome.latency);
	mix_hist(&x->times, x->outcome.wait);
	memcpy(x->by_area, x->outcome.by_area, sizeof(x->by_area));
	if (x->outcome.by_process != NULL)
		memcpy(x->by_process, x->outcome.by_process,
		    sizeof(x->by_process));
	for (frame_t f = 0; f < t->nframes; f++)
		x->page[f] = r->machine.page[f];
	for (page_id_t i = 0; i < t->npages; i++) {
		x->entry[i] = r->machine.entry[i];
		/* Hits that the policy has not taken yet: there are none where
		 * touch() is called for each hit. */
		if ((x->entry[i] & ENTRY_IN_FRAME) != 0)
			x->entry[i] &= (uint8_t)~ENTRY_HITS;
	}
	replay_close(r);
	mem_close(m);
}

/* All but the pointers. */
static void
same(const struct result *a, const struct result *b, const char *policy,
    const char *what, int number)
{
	struct outcome x = a->outcome, y = b->outcome;

	ck_assert_msg(a->failed == b->failed && strcmp(a->msg, b->msg) == 0,
	    "%s, trace %d, %s: \"%s\" is not \"%s\"", policy, number, what,
	    a->msg, b->msg);
	x.latency = x.wait = y.latency = y.wait = NULL;
	x.by_area = x.by_process = y.by_area = y.by_process = NULL;
	for (size_t i = 0; i < sizeof(x) / sizeof(uint64_t); i++)
		ck_assert_msg(memcmp((uint64_t *)&x + i, (uint64_t *)&y + i,
				  sizeof(uint64_t)) == 0,
		    "%s, trace %d, %s: counter %zu is %ju and %ju", policy,
		    number, what, i, (uintmax_t)((uint64_t *)&x)[i],
		    (uintmax_t)((uint64_t *)&y)[i]);
	ck_assert_msg(a->times == b->times, "%s, trace %d, %s: times differ",
	    policy, number, what);
	ck_assert_msg(memcmp(a->by_area, b->by_area, sizeof(a->by_area)) == 0,
	    "%s, trace %d, %s: areas differ", policy, number, what);
	ck_assert_msg(
	    memcmp(a->by_process, b->by_process, sizeof(a->by_process)) == 0,
	    "%s, trace %d, %s: processes differ", policy, number, what);
	ck_assert_msg(memcmp(a->page, b->page, sizeof(a->page)) == 0,
	    "%s, trace %d, %s: frames differ", policy, number, what);
	ck_assert_msg(memcmp(a->entry, b->entry, sizeof(a->entry)) == 0,
	    "%s, trace %d, %s: entries differ", policy, number, what);
}

START_TEST(test_forms)
{
	const struct {
		int how;
		const char *name;
	} form[] = {
		{ 0, "fast" },
		{ NO_VECTORS, "fast, without vectors" },
		{ PREFETCH, "fast, as with many pages" },
		{ UNBOUND, "fast, unbound" },
		{ LONG_PATH | UNBOUND, "long, unbound" },
		{ OBSERVED, "observed" },
		{ OBSERVED | UNBOUND, "observed, unbound" },
	};
	static struct trial t;
	static struct result want, got, observed;

	make(&t, _i);
	for (const struct policy *const *p = policy_list; *p != NULL; p++) {
		run(&t, *p, LONG_PATH, &want);
		ck_assert_uint_gt(want.outcome.evictions, 0);
		for (size_t i = 0; i < sizeof(form) / sizeof(form[0]); i++) {
			run(&t, *p, form[i].how, &got);
			same(&want, &got, (*p)->name, form[i].name, _i);
			if (form[i].how == OBSERVED)
				observed = got;
		}
		ck_assert_uint_ne(observed.digest, 0);
		ck_assert_uint_eq(observed.digest, got.digest);
	}
	unmake(&t);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("fast_path");

	tcase_set_timeout(t, 600);
	tcase_add_loop_test(t, test_forms, 0, TRACES);
	return (fixture_run("fast_path", t));
}
