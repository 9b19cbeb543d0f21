/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The empty frames of a partition, and the functions that a run provides to an
 * instance of a policy.
 */
#include <assert.h>

#include "sim/blocks.h"
#include "sim/swap_io.h"

/* The reference from which on a frame taken or given back now counts as used or
 * free: the one in progress, or between references the next. */
static uint64_t
counts_from(const struct replay *r)
{
	return (replay_clock(r) - !r->between_references);
}

frame_t
partition_take_frame(struct partition *c)
{
	struct instance *i = &c->instance;
	uint64_t f = bitset_take_lowest(&c->freed);

	assert(c->nfree > 0);
	if (f == BITSET_NONE) {
		f = i->used;
		instance_use_frame(i, (frame_t)f);
	}
	c->nfree--;
	machine_count_resident(i->machine, counts_from(c->replay), 1);
	if (c->replay->swap_io != NULL)
		swap_reclaim_charge(c->replay->swap_io, c);
	return (i->base + (frame_t)f);
}

void
partition_give_frame(struct partition *c, frame_t f)
{
	bitset_add_sparse(&c->freed, f - c->instance.base);
	c->nfree++;
	machine_count_resident(c->instance.machine, counts_from(c->replay), -1);
	if (c->replay->swap_io != NULL)
		swap_reclaim_uncharge(c->replay->swap_io, c);
}

struct partition *
partition_of(struct replay *r, frame_t f)
{
	size_t low = 0, high = r->npartition;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (r->partitions[middle].instance.base <= f)
			low = middle;
		else
			high = middle;
	}
	return (&r->partitions[low]);
}

void
replay_admit(struct replay *r, frame_t f, page_id_t page)
{
	struct instance *i = &partition_of(r, f)->instance;

	instance_admit_again(i, f - i->base, page);
}

void
replay_leave(struct replay *r, frame_t f, enum leave_why why)
{
	struct instance *i = &partition_of(r, f)->instance;

	instance_leave(i, f - i->base, why, i->policy->ops);
}

static struct replay *
replay_of(struct instance *i)
{
	return (((struct partition *)i)->replay);
}

static void
partition_settle(struct policy_host *host, page_id_t page)
{
	block_settle(((struct partition *)host)->replay, page);
}

static void
partition_broken(struct instance *i, const char *what, frame_t f)
{
	struct replay *r = replay_of(i);

	instance_blame(i, what, f, r->err);
	longjmp(*r->broken_to, 1);
}

static void
partition_written(struct instance *i, frame_t f, slot_t slot)
{
	struct replay *r = replay_of(i);

	account_write(r, i->frames.page[f], slot);
}

static bool
partition_empty(struct instance *i, frame_t f, struct fault *fault)
{
	frame_t frame = i->base + f;

	_Static_assert(offsetof(struct partition, instance) == 0,
	    "a partition is found from its instance");
	if (replay_of(i)->swap_io != NULL) {
		if (swap_io_keeps(replay_of(i), frame))
			return (false);
		swap_io_forget(replay_of(i)->swap_io, frame);
	}
	instance_leave(i, f, LEAVE_EVICTED, i->policy->ops);
	machine_evict(i->machine, &frame, 1, fault);
	partition_give_frame((struct partition *)i, frame);
	account_evict(replay_of(i), fault);
	return (true);
}

static sim_ns
partition_time(struct policy_host *host)
{
	const struct replay *r = ((struct partition *)host)->replay;

	return (account_time(r, counts_from(r)));
}

const struct instance_owner partition_owner = {
	.broken = partition_broken,
	.written = partition_written,
	.empty = partition_empty,
	.time = partition_time,
	.settle = partition_settle,
};

static bool
on_dirtied(void *self, page_id_t page)
{
	struct replay *r = self;
	const frame_t f = r->machine.frame_of[page];
	struct instance *i = &partition_of(r, f)->instance;

	return (i->policy->ops->dirtied(i->st, f - i->base));
}

void
partition_watch_files(struct replay *r)
{
	if (r->partitions[0].instance.policy->ops->dirtied != NULL)
		machine_watch_files(&r->machine, on_dirtied, r);
}
