/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Recording reference strings and running policies on them.
 */
#include "lane.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/figurefile.h"
#include "config/selection.h"
#include "config/settings.h"
#include "policy/choose.h"
#include "study/job.h"
#include "study/refstream.h"

static const struct err_where nowhere;

static void
expect(int result, const struct err *err)
{
	if (result == 0)
		return;
	fprintf(stderr, "%s\n", err->msg);
	exit(99);
}

void
lane_open(struct lane *l, const char *name)
{
	*l = (struct lane){ .name = name, .m = mem_open() };
	refstring_open(&l->refstring);
}

void
lane_add(struct lane *l, page_id_t page, bool write)
{
	const struct reference ref = reference_make(page, write);
	struct err err;

	if (page >= l->npages)
		l->npages = page + 1;
	expect(refstring_add(&l->refstring, &ref, 1, &err), &err);
}

void
lane_sweep(struct lane *l, page_id_t first, page_id_t n)
{
	for (page_id_t i = 0; i < n; i++)
		lane_add(l, first + i, false);
}

void
lane_seal(struct lane *l)
{
	struct err err;

	expect(refstring_seal(&l->refstring, &err), &err);
	expect(future_open(&l->future, &l->refstring, l->npages, &err), &err);
}

const char *
lane_path(struct mem *m, const char *trace)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s.lackey.xz", TRACES_DIR, trace);
	return (mem_strdup(m, path));
}

struct lane_reader {
	struct lane *lane;
	uint64_t most;
};

static int
read_some(void *self, const struct reference *ref, size_t n, struct err *err)
{
	const struct lane_reader *r = self;
	struct lane *l = r->lane;

	(void)err;
	for (size_t i = 0; i < n && l->refstring.n < r->most; i++)
		lane_add(l, reference_page(ref[i]), reference_write(ref[i]));
	return (l->refstring.n < r->most ? 0 : CONSUMER_DONE);
}

void
lane_read(struct lane *l, const char *trace, uint64_t most)
{
	struct consumer consumer = { .feed = read_some,
		.self = &(struct lane_reader){ l, most } };
	struct stream s = { .consumer = &consumer, .n = 1 };
	struct settings settings;
	struct trace_spec spec;
	struct refstream *w;
	struct err err;

	lane_open(l, trace);
	param_defaults(settings_table, &settings);
	spec = (struct trace_spec){ .path = lane_path(l->m, trace),
		.settings = &settings };
	expect(refstream_open(&w, l->m, &spec, NULL, 0, &err), &err);
	s.source = refstream_source(w);
	expect(stream_run(&s, &err), &err);
	refstream_close(w);
	lane_seal(l);
}

void
lane_close(struct lane *l)
{
	future_close(&l->future);
	refstring_close(&l->refstring);
	mem_close(l->m);
}

static void
stir(struct lane_result *r, uint64_t what)
{
	r->digest = rng_mix(r->digest ^ (what + 1));
}

static void
see_fault(void *self, const struct fault *f)
{
	stir(self, f->at);
	stir(self, (uint64_t)f->page << 32 | f->victim);
	stir(self, (uint64_t)f->out << 1 | f->written);
}

static void
see_evict(void *self, uint64_t at, page_id_t page, slot_t out, bool written)
{
	stir(self, at << 1 | written);
	stir(self, (uint64_t)page << 32 | out);
}

static void
see_clean(void *self, uint64_t at, page_id_t page, slot_t out)
{
	see_evict(self, at, page, out, true);
}

/* Sets the policy and its parameters, which are allocated from m. */
static void
choose(struct replay_setup *s, struct mem *m, const char *policy)
{
	struct selection sel;
	struct err err;

	expect(
	    selection_read(&sel, m, policy, &nowhere, ERR_USAGE, &err), &err);
	s->policy = choose_policy(policy_list, &sel, &err);
	expect(s->policy == NULL ? -1 : 0, &err);
	s->params = choose_values(m, s->policy, &sel, &err);
	expect(s->params == NULL ? -1 : 0, &err);
}

struct lane_result
lane_run(const struct lane *l, const char *policy, frame_t frames,
    const struct lane_options *how)
{
	static const struct lane_options plain;
	static const struct page_facts facts;
	static const struct kernel_figures kernel;
	static const struct selection nvme = { .name = "nvme" };
	struct lane_result result = { 0 };
	const struct observer observer = { .fault = see_fault,
		.evict = see_evict,
		.clean = see_clean,
		.self = &result };
	struct mem *m = mem_open();
	struct device_figures device;
	struct settings settings;
	struct figures figures;
	struct replay_setup setup;
	uint64_t at, most, batch;
	struct consumer consumer;
	struct replay *r;
	struct err err;

	if (how == NULL)
		how = &plain;
	param_defaults(settings_table, &settings);
	settings.seed = how->seed != 0 ? how->seed : 1;
	setup = (struct replay_setup){
		.settings = &settings,
		.nframes = frames,
		.npages = l->npages,
		.facts = &facts,
		.future = &l->future.future,
		.device = &device_free,
		.kernel = &kernel,
		.observer = how->observed ? &observer : how->observer,
		.unbound = how->unbound,
	};
	choose(&setup, m, policy);
	if (how->nvme) {
		expect(figures_load(&figures, m, NULL, &err), &err);
		expect(
		    figures_select(&device, &figures, &nvme, ERR_USAGE, &err),
		    &err);
		setup.device = &device;
		setup.kernel = &figures.kernel;
	}
	expect(replay_open(&r, &setup, &result.outcome, l->m, &err), &err);
	consumer = replay_consumer(r);
	most = how->most != 0 && how->most < l->refstring.n ? how->most
							    : l->refstring.n;
	batch = how->batch != 0 ? how->batch : most;
	for (at = 0; at < most; at += batch)
		expect(
		    refstring_feed(&l->refstring, at,
			at + batch < most ? at + batch : most, &consumer, &err),
		    &err);
	replay_finish(r, 0, 0);
	result.page_faults = outcome_page_faults(&result.outcome);
	result.resident = r->machine.resident;
	replay_close(r);
	mem_close(m);
	return (result);
}

uint64_t
lane_faults(const struct lane *l, const char *policy, frame_t frames)
{
	return (lane_run(l, policy, frames, NULL).page_faults);
}

bool
lane_same(const struct lane_result *a, const struct lane_result *b)
{
	return (outcome_same(&a->outcome, &b->outcome) &&
		a->resident == b->resident);
}
