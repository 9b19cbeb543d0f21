/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fused machines (sim/fuse.h) as a way to make runs.
 */
#include "model/level.h"
#include "sim/fuse.h"
#include "study/unit.h"

struct fused {
	struct fuse *fuse;
	struct consumer *each; /* the jobs as consumers, of which begin() and
				* end() are called */
};

/* OPT has to be told of hits where pages share frames (policies/opt.c). */
static bool
serves(const struct job *job)
{
	const struct replay_setup *s = &job->setup;

	if (s->policy->sight == SEES_FUTURE &&
	    (s->future == NULL || s->future->shared))
		return (false);
	return (fuse_serves(s->policy) && s->observer == NULL &&
		settings_level(s->settings) < 2 && s->settings->tlb == 0 &&
		s->settings->scope != SCOPE_LOCAL);
}

static uint64_t
page_bytes(size_t n)
{
	/* An entry, a slot and a frame in each machine. */
	return (FUSE_PAGE_BYTES + 9 * n);
}

static int
begin(void *self, const struct stream_facts *facts, struct err *err)
{
	struct unit *u = self;
	struct fused *f = u->state;

	mem_sparse(u->m, facts->trace == NULL);
	f->fuse = fuse_open(u->m, facts->npages);
	for (u->failed = 0; u->failed < u->n; u->failed++) {
		const struct consumer *c = &f->each[u->failed];

		if (c->begin(c->self, facts, err) != 0)
			return (-1);
		fuse_add(f->fuse, u->job[u->failed]->replay);
	}
	return (0);
}

static void
pages(void *self, page_id_t npages)
{
	struct unit *u = self;
	struct fused *f = u->state;

	fuse_note_pages(f->fuse, npages);
	for (size_t i = 0; i < u->n; i++)
		f->each[i].pages(f->each[i].self, npages);
}

static void
times(void *self, const uint64_t *time)
{
	struct unit *u = self;

	for (size_t i = 0; i < u->n; i++)
		replay_times(u->job[i]->replay, time);
}

static int
feed(void *self, const struct reference *ref, size_t n, struct err *err)
{
	struct unit *u = self;
	struct fused *f = u->state;

	return (fuse_feed(f->fuse, ref, n, &u->failed, err));
}

static int
change(void *self, const struct change *c, size_t n, struct err *err)
{
	struct unit *u = self;
	struct fused *f = u->state;

	return (fuse_change(f->fuse, c, n, &u->failed, err));
}

static int
end(void *self, const struct stream_facts *facts, struct err *err)
{
	struct unit *u = self;
	struct fused *f = u->state;

	for (u->failed = 0; u->failed < u->n; u->failed++)
		if (f->each[u->failed].end(
			f->each[u->failed].self, facts, err) != 0)
			return (-1);
	return (0);
}

static void
open(struct unit *u)
{
	struct fused *f = mem_alloc(u->m, sizeof(*f));

	f->each = mem_array(u->m, u->n, sizeof(*f->each));
	for (size_t i = 0; i < u->n; i++)
		f->each[i] = job_consumer(u->job[i]);
	u->state = f;
	u->consumer = (struct consumer){
		.begin = begin,
		.pages = pages,
		.times = times,
		.feed = feed,
		.change = change,
		.end = end,
		.self = u,
		.needs = f->each[0].needs,
	};
}

static void
close(struct unit *u)
{
	for (size_t i = 0; i < u->n; i++)
		job_close(u->job[i]);
}

const struct way way_fused = {
	.name = "fused",
	.text = "machines side by side behind one word a page",
	.most = FUSE_MOST,
	.serves = serves,
	.page_bytes = page_bytes,
	.open = open,
	.close = close,
};
