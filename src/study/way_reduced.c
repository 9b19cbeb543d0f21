/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Machines of LRU and OPT that are fed only the references which change
 * something in a memory of their size (ref_reducer.h).  Time and positions are
 * those of the whole trace (replay_places()).
 *
 *	references ──▶ reduced for the fewest frames ──▶ machines with these
 *			└──▶ further, for twice as many ──▶ machines ...
 *
 * OPT's positions are those of its future, so it is fed from a string that was
 * reduced before (reduced_string.h), and that once.
 */
#include <stdlib.h>

#include "study/reduced_string.h"
#include "study/ref_reducer.h"
#include "study/unit.h"

/* One run, in order of frames. */
struct member {
	struct job *job;
	struct consumer consumer;
	struct ref_reducer *reducer; /* NULL: it gets what the one before it
				      * gets */
	const struct future *future; /* that the job came with */
};

struct reduced {
	struct member *member;
	uint64_t at;  /* references of the trace so far */
	uint64_t fed; /* that came in */
};

/* Is nothing asked for but what faults change? */
static bool
serves(const struct job *job)
{
	const struct replay_setup *s = &job->setup;
	const struct settings *t = s->settings;

	return ((job_is_builtin(job, "lru") || job_is_builtin(job, "opt")) &&
		s->observer == NULL && t->tlb == 0 && t->scope != SCOPE_LOCAL &&
		t->think != THINK_TRACE && !t->swap_cache &&
		t->contents == CONTENTS_NONE);
}

static bool
is_opt(const struct member *m)
{
	return (m->job->setup.policy->sight == SEES_FUTURE);
}

/* Does a member need a reducer of its own?  have: frames of the last one. */
static bool
reduces(const struct unit *u, const struct member *m, uint64_t have)
{
	uint64_t frames = m->job->setup.nframes;

	if (have == 0)
		return (u->reduced == NULL);
	return (!is_opt(m) && frames >= 2 * have);
}

static int
begin(void *self, const struct stream_facts *facts, struct err *err)
{
	struct unit *u = self;
	struct reduced *d = u->state;
	uint64_t have = 0;

	mem_sparse(u->m, facts->trace == NULL);
	for (u->failed = 0; u->failed < u->n; u->failed++) {
		struct member *m = &d->member[u->failed];

		if (reduces(u, m, have)) {
			have = m->job->setup.nframes;
			m->reducer =
			    ref_reducer_open(u->m, facts->npages, have);
		} else if (have == 0) {
			have = m->job->setup.nframes;
		}
		if (is_opt(m))
			m->job->setup.future = &u->reduced->future.future;
		if (m->consumer.begin(m->job, facts, err) != 0)
			return (-1);
	}
	return (0);
}

static void
pages(void *self, page_id_t npages)
{
	struct unit *u = self;
	struct reduced *d = u->state;

	for (size_t i = 0; i < u->n; i++)
		d->member[i].consumer.pages(d->member[i].job, npages);
}

/* A part of at most REF_REDUCER_MOST references. */
static int
feed_part(
    struct unit *u, const struct reference *ref, size_t n, struct err *err)
{
	struct reduced *d = u->state;
	struct kept_refs given = { .ref = ref, .n = n }, kept;

	if (u->reduced != NULL)
		given.place = u->reduced->place + d->fed;
	kept = given;
	for (u->failed = 0; u->failed < u->n; u->failed++) {
		struct member *m = &d->member[u->failed];
		const struct kept_refs *take = is_opt(m) ? &given : &kept;

		if (m->reducer != NULL)
			kept = ref_reducer_take(
			    m->reducer, kept.ref, kept.place, d->at, kept.n);
		replay_places(m->job->replay, take->place);
		if (m->consumer.feed(m->job, take->ref, take->n, err) != 0)
			return (-1);
	}
	d->fed += n;
	d->at += n;
	return (0);
}

static int
feed(void *self, const struct reference *ref, size_t n, struct err *err)
{
	struct unit *u = self;

	while (n > 0) {
		size_t some = n < REF_REDUCER_MOST ? n : REF_REDUCER_MOST;

		if (feed_part(u, ref, some, err) != 0)
			return (-1);
		ref += some;
		n -= some;
	}
	return (0);
}

static int
change(void *self, const struct change *c, size_t n, struct err *err)
{
	struct unit *u = self;
	struct reduced *d = u->state;

	for (u->failed = 0; u->failed < u->n; u->failed++) {
		struct member *m = &d->member[u->failed];

		if (m->reducer != NULL)
			ref_reducer_change(m->reducer, c, n);
		if (m->consumer.change(m->job, c, n, err) != 0)
			return (-1);
	}
	return (0);
}

static int
end(void *self, const struct stream_facts *facts, struct err *err)
{
	struct unit *u = self;
	struct reduced *d = u->state;

	for (u->failed = 0; u->failed < u->n; u->failed++) {
		struct member *m = &d->member[u->failed];
		const struct replay_setup *s = &m->job->setup;
		struct future whole = { 0 };

		if (m->consumer.end(m->job, facts, err) != 0)
			return (-1);
		if (!is_opt(m))
			continue;
		whole.n = (uint32_t)u->reduced->whole;
		m->job->outcome->state_bytes = instance_footprint(
		    s->policy, s->params, &whole, s->nframes, facts->npages);
	}
	return (0);
}

static int
by_frames(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	uint64_t m = x->job->setup.nframes, n = y->job->setup.nframes;

	return ((m > n) - (m < n));
}

static uint64_t
page_bytes(size_t n)
{
	/* Reducers: for each size twice as large as another one. */
	return (16 * (n < 6 ? n : 6));
}

static void
open(struct unit *u)
{
	struct reduced *d = mem_alloc(u->m, sizeof(*d));

	d->member = mem_array(u->m, u->n, sizeof(*d->member));
	for (size_t i = 0; i < u->n; i++)
		d->member[i] = (struct member){
			.job = u->job[i],
			.consumer = job_consumer(u->job[i]),
			.future = u->job[i]->setup.future,
		};
	qsort(d->member, u->n, sizeof(*d->member), by_frames);
	u->state = d;
	u->consumer = (struct consumer){
		.begin = begin,
		.pages = pages,
		.feed = feed,
		.change = change,
		.end = end,
		.self = u,
	};
}

static void
close(struct unit *u)
{
	struct reduced *d = u->state;

	for (size_t i = 0; i < u->n; i++) {
		job_close(d->member[i].job);
		d->member[i].job->setup.future = d->member[i].future;
	}
}

const struct way way_reduced = {
	.name = "reduced",
	.text = "without the references that change nothing for its frames",
	.most = 64,
	.serves = serves,
	.page_bytes = page_bytes,
	.open = open,
	.close = close,
};
