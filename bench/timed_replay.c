/* SPDX-License-Identifier: BSD-2-Clause */
#include "bench/timed_replay.h"

#include <stdio.h>
#include <string.h>

#include "base/param.h"
#include "config/selection.h"

const struct settings bench_settings = {
	.page_size = 4096, .ifetch = true, .seed = 1
};
static const struct kernel_figures kernel = { 0 };

static void
contender_init(struct contender *c, const struct selection *s, struct mem *m)
{
	char label[80];
	size_t used = 0;
	struct err err;

	c->policy = choose_policy(policy_list, s, &err);
	if (c->policy == NULL)
		bench_expect(-1, &err);
	c->params = choose_values(m, c->policy, s, &err);
	if (c->params == NULL)
		bench_expect(-1, &err);
	used = (size_t)snprintf(label, sizeof(label), "%s", s->name);
	for (size_t i = 0; i < s->nvalue && used < sizeof(label); i++)
		used += (size_t)snprintf(label + used, sizeof(label) - used,
		    "%c%s=%s", i == 0 ? ':' : ',', s->value[i].name,
		    s->value[i].value);
	c->timing.name = mem_strdup(m, label);
}

void
contenders_open(struct contenders *c, char *const *words, int n)
{
	const struct err_where command_line = { NULL, 0, 0 };
	struct selections list = { .item = NULL };
	struct err err;

	c->mem = mem_open();
	for (int i = 0; i < n; i++)
		bench_expect(selections_read(&list, c->mem, words[i],
				 &command_line, ERR_USAGE, &err),
		    &err);
	for (size_t i = 0; n == 0 && policy_list[i] != NULL; i++) {
		struct selection one = { .name = policy_list[i]->name };

		bench_expect(
		    selections_add(&list, c->mem, &one, ERR_USAGE, &err), &err);
	}
	c->n = list.n;
	c->item = mem_array(c->mem, c->n, sizeof(*c->item));
	for (size_t i = 0; i < c->n; i++)
		contender_init(&c->item[i], &list.item[i], c->mem);
}

void
contenders_close(struct contenders *c)
{
	mem_close(c->mem);
}

void
contender_run(
    struct contender *c, struct timing *t, const struct replay_bench *b)
{
	/* The run's own region holds the parameters, too, as in the program:
	 * with them elsewhere the arrays lay 4 % worse for lapa's caches. */
	struct mem *m = mem_open();
	struct outcome o = { 0 };
	struct page_facts facts = { 0 };
	void *params = mem_alloc(m, c->policy->params_size + 1);
	struct replay_setup setup = {
		.policy = c->policy,
		.params = params,
		.settings = &bench_settings,
		.nframes = b->nframes,
		.npages = b->npages,
		.facts = &facts,
		.future = &b->future.future,
		.device = &device_free,
		.kernel = &kernel,
	};
	struct consumer consumer;
	struct replay *r;
	struct err err;
	uint64_t start;

	memcpy(params, c->params, c->policy->params_size);
	bench_expect(replay_open(&r, &setup, &o, m, &err), &err);
	consumer = replay_consumer(r);
	start = timing_clock();
	bench_expect(
	    refstring_feed(&b->refstring, 0, b->refstring.n, &consumer, &err),
	    &err);
	timing_add(t, start, b->refstring.n);
	replay_finish(r, 0, 0);
	c->faults = outcome_page_faults(&o);
	replay_close(r);
	mem_close(m);
}

void
contender_print(
    struct contender *c, struct timing *base, const struct replay_bench *b)
{
	char note[40];

	snprintf(note, sizeof(note), "%7.3f %% faults",
	    100.0 * (double)c->faults / (double)b->refstring.n);
	timing_print(&c->timing, base, note);
}
