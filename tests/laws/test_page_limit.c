/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Law: page numbers up to the limit of the model are like any others.  A string
 * over few pages gives the same counts where the numbers begin at 0 and where
 * they end at the limit, for every policy, and for every way to make runs.
 */
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "config/settings.h"
#include "policy/choose.h"
#include "study/unit.h"
#include "study/unit_plan.h"
#include "unit/fixture.h"

#define PAGES      48
#define REFERENCES 4000
#define JOBS       160

static const frame_t sizes[] = { 1, 7, 20 };
#define SIZES (sizeof(sizes) / sizeof(sizes[0]))

static struct kernel_figures kernel = {
	.zero_fault_ns = 3, .major_fault_ns = 7, .evict_ns = 11
};
static struct settings settings;

/* A string whose page numbers begin with 'base'. */
struct string {
	page_id_t base;
	struct reference ref[REFERENCES + REPLAY_AHEAD];
	uint32_t next[REFERENCES];
	struct future future;
	struct stream_facts facts;
	struct trace_facts trace;
};

static struct string *
make_string(page_id_t base)
{
	struct string *s = mem_alloc(mem, sizeof(*s));
	uint64_t *number = mem_reserve(mem, PAGES_MAX, sizeof(*number));
	uint32_t *first = mem_reserve(mem, PAGES_MAX, sizeof(*first));
	struct rng rng = { 3 };

	s->base = base;
	for (page_id_t i = 0; i < PAGES; i++) {
		number[base + i] = 100 + i * 7 % PAGES;
		first[base + i] = FUTURE_NEVER;
	}
	for (size_t i = 0; i < REFERENCES; i++) {
		page_id_t most = (page_id_t)rng_below(&rng, PAGES) + 1;

		s->ref[i] =
		    reference_make(base + (page_id_t)rng_below(&rng, most),
			rng_below(&rng, 4) == 0);
	}
	for (uint32_t i = REFERENCES; i-- > 0;) {
		page_id_t page = reference_page(s->ref[i]);

		s->next[i] = first[page];
		first[page] = i;
	}
	s->future = (struct future){ .reference = s->ref,
		.next = s->next,
		.first = first,
		.n = REFERENCES };
	s->trace = (struct trace_facts){ .references = REFERENCES };
	s->facts = (struct stream_facts){
		.page = { .number = number,
		    .area = mem_reserve(mem, PAGES_MAX, sizeof(uint32_t)),
		    .process = mem_reserve(mem, PAGES_MAX, sizeof(uint32_t)) },
		.npages = PAGES_MAX,
		.narea = 1,
		.nprocess = 1,
	};
	return (s);
}

/* The runs of a way: of every policy that it serves. */
static size_t
make_jobs(const struct way *w, const struct string *s, struct job *job)
{
	size_t n = 0;

	for (const struct policy *const *p = policy_list; *p != NULL; p++)
		for (size_t k = 0; k < SIZES && n < w->most; k++) {
			const struct selection sel = { .name = (*p)->name };
			struct err err;

			job[n] = (struct job){
				.setup = { .policy = *p,
				    .params =
					choose_values(mem, *p, &sel, &err),
				    .settings = &settings,
				    .nframes = sizes[k],
				    .future = (*p)->sight == SEES_FUTURE
						  ? &s->future
						  : NULL,
				    .device = &device_free,
				    .kernel = &kernel },
				.outcome =
				    mem_alloc(mem, sizeof(struct outcome)),
				.keep = mem,
			};
			/* Of OPT it needs a string that was reduced. */
			if (w->open == way_reduced.open &&
			    (*p)->sight == SEES_FUTURE)
				continue;
			n += way_serves(w, &job[n]);
		}
	return (n);
}

static void
run(const struct way *w, const struct string *s, struct job *job, size_t n)
{
	struct job *list[JOBS];
	struct unit u = { .way = w, .job = list, .n = n };
	struct stream_facts end = s->facts;
	struct consumer *c = &u.consumer;
	struct err err = { 0 };

	for (size_t i = 0; i < n; i++)
		list[i] = &job[i];
	end.trace = &s->trace;
	end.npages = s->base + PAGES;
	unit_open(&u);
	ck_assert_msg(c->begin(c->self, &s->facts, &err) == 0, "%s", err.msg);
	for (size_t at = 0; at < REFERENCES; at += 1000) {
		c->pages(c->self, end.npages);
		ck_assert_msg(c->feed(c->self, s->ref + at, 1000, &err) == 0,
		    "%s", err.msg);
	}
	ck_assert_msg(c->end(c->self, &end, &err) == 0, "%s", err.msg);
	unit_close(&u);
}

/* wtinylfu hashes the numbers of pages, so that others meet in its sketch. */
static void
compare(const struct way *w, const struct job *low, const struct job *high)
{
	if (strcmp(low->setup.policy->name, "wtinylfu") == 0)
		return;
	ck_assert_msg(outcome_same(low->outcome, high->outcome),
	    "%s with %u frames, made as %s: %ju and %ju swap-ins, %ju and %ju "
	    "writes",
	    low->setup.policy->name, low->setup.nframes, w->name,
	    (uintmax_t)low->outcome->faults[FAULT_SWAP_IN],
	    (uintmax_t)high->outcome->faults[FAULT_SWAP_IN],
	    (uintmax_t)low->outcome->swap_writes,
	    (uintmax_t)high->outcome->swap_writes);
}

/* Ways side by side have their runs together, a machine has one at a time. */
START_TEST(like_others)
{
	const struct way *w = ways[_i];
	page_id_t limit = w->pages == 0 ? PAGES_MAX : w->pages;
	struct string *low, *high;
	struct way all = *w;
	static struct job a[JOBS], b[JOBS];
	size_t n;

	param_defaults(settings_table, &settings);
	low = make_string(0);
	high = make_string(limit - PAGES);
	all.most = w == &way_machine ? JOBS : w->most < JOBS ? w->most : JOBS;
	n = make_jobs(&all, low, a);
	ck_assert_uint_eq(make_jobs(&all, high, b), n);
	ck_assert_uint_gt(n, 0);
	if (w != &way_machine) {
		run(w, low, a, n);
		run(w, high, b, n);
	}
	for (size_t i = 0; i < n; i++) {
		if (w == &way_machine) {
			run(w, low, &a[i], 1);
			run(w, high, &b[i], 1);
		}
		compare(w, &a[i], &b[i]);
	}
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("page_limit");
	int n = 0;

	while (ways[n] != NULL)
		n++;
	fixture_mem(t);
	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, like_others, 0, n);
	return (fixture_run("page_limit", t));
}
