/* SPDX-License-Identifier: BSD-2-Clause */
#include "bench/bare_loop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/selection.h"
#include "device/device.h"
#include "study/job.h"
#include "study/lru_curve.h"
#include "study/refstream.h"

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
	c->name = mem_strdup(m, label);
}

void
contenders_open(struct contenders *c, const char *words)
{
	const struct err_where command_line = { NULL, 0, 0 };
	struct selections list = { .item = NULL };
	struct err err;

	c->mem = mem_open();
	if (words != NULL)
		bench_expect(selections_read(&list, c->mem, words,
				 &command_line, ERR_USAGE, &err),
		    &err);
	for (size_t i = 0; words == NULL && policy_list[i] != NULL; i++) {
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
floor_run(struct timing *t, const struct workload *w)
{
	static volatile uint8_t sink;
	const struct refstring *s = &w->string;
	uint8_t *byte = malloc(w->npages);
	uint64_t start;

	if (byte == NULL)
		bench_die("memory");
	memset(byte, 1, w->npages);
	start = timing_clock();
	for (uint64_t i = 0; i < s->n; i++)
		byte[reference_page(s->reference[i])] +=
		    1 + (uint8_t)reference_write(s->reference[i]);
	timing_add(t, start, s->n);
	sink = byte[s->n % w->npages];
	(void)sink;
	free(byte);
}

static int
feed_nothing(not_used void *self, not_used const struct reference *ref,
    not_used size_t n, not_used struct err *err)
{
	return (0);
}

void
read_run(struct timing *t, const struct workload *w)
{
	struct trace_spec spec = { .path = w->path,
		.settings = &bench_settings };
	struct consumer nothing = { .feed = feed_nothing };
	struct stream s = { .consumer = &nothing, .n = 1 };
	struct refstream *r;
	struct mem *m;
	struct err err;
	uint64_t start;

	workload_touch_memory(w);
	start = timing_clock();
	m = mem_open();
	bench_expect(refstream_open(&r, m, &spec, NULL, 0, &err), &err);
	s.source = refstream_source(r);
	bench_expect(stream_run(&s, &err), &err);
	refstream_close(r);
	mem_close(m);
	timing_add(t, start, w->string.n);
}

void
bare_run(struct timing *t, struct contender *c, const struct workload *w,
    frame_t nframes, const struct future *future)
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
		.nframes = nframes,
		.npages = w->npages,
		.facts = &facts,
		.future = future,
		.device = &device_free,
		.kernel = &kernel,
	};
	struct consumer consumer;
	struct replay *r;
	struct err err;
	uint64_t start;

	workload_touch_memory(w);
	memcpy(params, c->params, c->policy->params_size);
	bench_expect(replay_open(&r, &setup, &o, m, &err), &err);
	consumer = replay_consumer(r);
	start = timing_clock();
	bench_expect(
	    refstring_feed(&w->string, 0, w->string.n, &consumer, &err), &err);
	timing_add(t, start, w->string.n);
	replay_finish(r, 0, 0);
	c->faults = outcome_page_faults(&o);
	replay_close(r);
	mem_close(m);
}

void
curve_run(struct timing *t, const struct workload *w)
{
	struct mem *m = mem_open();
	struct lru_curve *c = lru_curve_open(m, &bench_settings);
	struct consumer consumer = lru_curve_consumer(c);
	struct stream_facts facts = w->string.facts;
	struct curve curve = { 0 };
	struct err err;
	uint64_t start;
	int failed;

	facts.npages = w->npages;
	bench_expect(consumer.begin(consumer.self, &facts, &err), &err);
	start = timing_clock();
	failed = refstring_feed(&w->string, 0, w->string.n, &consumer, &err);
	if (failed < 0)
		bench_expect(failed, &err);
	if (lru_curve_refused(c) == NULL) {
		bench_expect(consumer.end(consumer.self, &facts, &err), &err);
		lru_curve_fill(c, 1, m, &curve);
		timing_add(t, start, w->string.n);
	}
	mem_close(m);
}
