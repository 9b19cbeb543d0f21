/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cells: which frames a policy rules, which of them are empty, and what a
 * policy may ask of its host.
 */
#include <assert.h>
#include <stdio.h>

#include "sim/replay.h"

/* The first reference after which a frame taken or given up now is in use or
 * free: the one under way, or else the next. */
static uint64_t
counts_from(const struct replay *r)
{
	return (r->between ? r->now : r->now - 1);
}

frame_t
partition_take_frame(struct partition *c)
{
	uint64_t f = bitset_lowest(&c->freed);

	assert(c->nfree > 0);
	if (f != BITSET_NONE) {
		bitset_remove(&c->freed, f);
	} else {
		f = c->fresh++;
		machine_begin_frames(&c->replay->machine, c->base + (frame_t)f,
		    c->base + c->fresh);
	}
	c->nfree--;
	machine_count_resident(&c->replay->machine, counts_from(c->replay), 1);
	return (c->base + (frame_t)f);
}

void
partition_give_frame(struct partition *c, frame_t f)
{
	bitset_add(&c->freed, f - c->base);
	c->nfree++;
	machine_count_resident(&c->replay->machine, counts_from(c->replay), -1);
}

struct partition *
partition_of(struct replay *r, frame_t f)
{
	size_t low = 0, high = r->npartition;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (r->partitions[middle].base <= f)
			low = middle;
		else
			high = middle;
	}
	return (&r->partitions[low]);
}

void
replay_blame(struct replay *r, const char *what, frame_t f)
{
	err_set(r->err, ERR_POLICY,
	    "policy %s broke its contract at reference %ju: it %s (frame %ju)",
	    r->policy->name, (uintmax_t)r->now, what, (uintmax_t)f);
	longjmp(r->blame, 1);
}

static void
expect_resident(
    struct replay *r, struct partition *c, frame_t f, const char *what)
{
	if (f >= c->fresh || r->machine.page[c->base + f] == NO_PAGE)
		replay_blame(r, what, f);
}

static void
host_clean(struct policy_host *host, frame_t f)
{
	struct partition *c = (struct partition *)host;
	struct replay *r = c->replay;
	frame_t frame = c->base + f;
	slot_t slot;

	expect_resident(r, c, f, "asked to clean a frame that holds no page");
	if (machine_clean(&r->machine, &frame, 1, &slot) == 0)
		return;
	replay_account_write(r, slot);
	if (r->observer != NULL && r->observer->clean != NULL)
		r->observer->clean(
		    r->observer->self, r->now, r->machine.page[frame], slot);
}

static void
host_release(struct policy_host *host, frame_t f)
{
	struct partition *c = (struct partition *)host;
	struct replay *r = c->replay;
	struct fault out = { .victim = NO_PAGE };
	frame_t frame = c->base + f;

	expect_resident(r, c, f, "released a frame that holds no page");
	if (entry_pinned(r->machine.entry[r->machine.page[frame]]))
		replay_blame(r, "released a frame that it may not empty", f);
	if (r->policy->ops->leave != NULL)
		r->policy->ops->leave(c->st, f, LEAVE_EVICTED);
	c->offered--;
	machine_evict(&r->machine, &frame, 1, &out);
	partition_give_frame(c, frame);
	if (out.written)
		replay_account_write(r, out.out);
	if (r->observer != NULL && r->observer->evict != NULL)
		r->observer->evict(r->observer->self, r->now, out.victim,
		    out.out, out.written);
}

void
partition_init(
    struct partition *c, struct replay *r, frame_t base, frame_t nframes)
{
	_Static_assert(offsetof(struct partition, host) == 0,
	    "a cell is found from its host");
	*c = (struct partition){
		.host = { .load_accessed = true,
		    .now = &r->now,
		    .clean = host_clean,
		    .release = host_release },
		.replay = r,
		.frames = { r->machine.page + base, r->machine.entry },
		.base = base,
		.nframes = nframes,
		.nfree = nframes,
		.next_tick = UINT64_MAX,
	};
	bitset_init(&c->freed, r->mem, nframes);
	/* Ours ask of no frame that was not theirs yet; the contract allows
	 * it. */
	if (r->policy->replay == NULL)
		machine_begin_frames(&r->machine, base, base + nframes);
}

void
replay_find_pages(struct replay *r)
{
	struct machine *m = &r->machine;

	if (m->frame_of_kept)
		return;
	for (size_t i = 0; i < r->npartition; i++) {
		const struct partition *c = &r->partitions[i];

		machine_fill_frame_of(m, c->base, c->base + c->fresh);
	}
	machine_keep_frame_of(m);
}
