/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LRU's curve where processes share pages: new numbers for stamps change
 * nothing.  Of two curves that are fed the same, one makes them all the time
 * and the other one never.  tests/laws/test_curve compares the latter with
 * runs.
 */
#include <string.h>

#include "base/rng.h"
#include "config/settings.h"
#include "study/lru_curve.h"
#include "unit/fixture.h"

#define PAGES  60
#define STEPS  400
#define CHUNK  40
#define AHEAD  64
#define TRACES 300

/* Stamps of a curve that renumbers nothing here. */
#define NEVER (UINT32_C(1) << 16)

struct trace {
	struct rng rng;
	struct lru_curve *curve[2];
	struct consumer consumer[2];
	page_id_t used;        /* pages so far */
	page_id_t live[PAGES]; /* those that are mapped */
	size_t nlive;
};

static void
begin(struct trace *t)
{
	const struct stream_facts facts = { .npages = PAGES };
	struct settings s;
	struct err err;

	param_defaults(settings_table, &s);
	s.always_write = rng_below(&t->rng, 4) == 0;
	if (rng_below(&t->rng, 3) == 0)
		s.unwritten = UNWRITTEN_WRITE;
	for (size_t i = 0; i < 2; i++) {
		t->curve[i] = lru_curve_open(mem, &s);
		lru_curve_renumber(
		    t->curve[i], i == 0 ? 1 + rng_below(&t->rng, 8) : NEVER);
		t->consumer[i] = lru_curve_consumer(t->curve[i]);
		t->consumer[i].begin(t->curve[i], &facts, &err);
		t->consumer[i].pages(t->curve[i], PAGES);
	}
}

static void
feed(struct trace *t)
{
	struct reference ref[CHUNK + AHEAD] = { { 0 } };
	size_t n = 1 + rng_below(&t->rng, CHUNK);
	uint64_t near = 1 + rng_below(&t->rng, PAGES);
	struct err err;

	for (size_t i = 0; i < n; i++)
		ref[i] = reference_make(t->live[rng_below(&t->rng,
					    near < t->nlive ? near : t->nlive)],
		    rng_below(&t->rng, 3) == 0);
	for (size_t i = 0; i < 2; i++)
		ck_assert_int_eq(
		    t->consumer[i].feed(t->curve[i], ref, n, &err), 0);
}

/* A page is shared or populated, while there are numbers, or one leaves. */
static void
change(struct trace *t)
{
	size_t at = rng_below(&t->rng, t->nlive);
	uint64_t kind = rng_below(&t->rng, 8);
	struct change c = { .kind = CHANGE_PAGEOUT, .page = t->live[at] };
	struct err err;

	if (kind < 5 && t->used < PAGES) {
		c.kind = kind == 0 ? CHANGE_FILL : CHANGE_SHARE;
		if (kind == 0)
			c.page = t->used;
		else
			c.other = t->used;
		t->live[t->nlive++] = t->used++;
	} else if (kind < 7 && t->nlive > 3) {
		c.kind = CHANGE_FREE;
		t->live[at] = t->live[--t->nlive];
	}
	for (size_t i = 0; i < 2; i++)
		ck_assert_int_eq(
		    t->consumer[i].change(t->curve[i], &c, 1, &err), 0);
}

static void
same(const struct curve *a, const struct curve *b)
{
	ck_assert_uint_eq(a->npoint, b->npoint);
	for (size_t i = 0; i < a->npoint; i++) {
		ck_assert_uint_eq(a->point[i].frames, b->point[i].frames);
		ck_assert_uint_eq(a->point[i].faults, b->point[i].faults);
		ck_assert_uint_eq(a->point[i].writes, b->point[i].writes);
	}
}

START_TEST(renumbered)
{
	const struct stream_facts facts = { .npages = PAGES };
	struct trace t = { .rng = { (uint64_t)_i + 1 } };
	struct curve out[2] = { { .npoint = 0 }, { .npoint = 0 } };
	struct err err;

	begin(&t);
	t.used = (page_id_t)(4 + rng_below(&t.rng, 12));
	for (; t.nlive < t.used; t.nlive++)
		t.live[t.nlive] = (page_id_t)t.nlive;
	for (size_t i = 0; i < STEPS; i++) {
		feed(&t);
		if (rng_below(&t.rng, 4) == 0)
			change(&t);
	}
	for (size_t i = 0; i < 2; i++) {
		t.consumer[i].end(t.curve[i], &facts, &err);
		ck_assert_ptr_null(lru_curve_refused(t.curve[i]));
		lru_curve_fill(t.curve[i], 1, mem, &out[i]);
	}
	ck_assert_uint_gt(out[0].npoint, 3);
	same(&out[0], &out[1]);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("lru_shared");

	fixture_mem(t);
	tcase_add_loop_test(t, renumbered, 0, TRACES);
	return (fixture_run("lru_shared", t));
}
