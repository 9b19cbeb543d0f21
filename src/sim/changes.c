/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Changes between references: pages unmapped, populated, shared, pinned; ticks.
 * None of them is a reference, so none is a hit or a fault; what they move to
 * and from swap counts.
 */
#include "sim/loop.h"

/* What bringing a page in has moved, outside a fault. */
static void
settle(struct replay *r)
{
	const struct fault *f = &r->fault;

	if (f->victim == NO_PAGE)
		return;
	if (f->written)
		account_write(r, f->out);
	instance_observe_evict(&r->partition->instance, f);
}

/* Brings the page in, if it is not there, into a frame of its own. */
static bool
make_resident(struct replay *r, page_id_t page)
{
	struct machine *m = &r->machine;
	const struct policy_ops *ops = r->policy->ops;
	uint8_t e = m->entry[page];

	if (entry_present(e) || entry_pinned(e))
		return (true);
	r->fault.at = r->now;
	if (!entry_shared(e)) {
		if (!loop_load(r, r->partition, page, ops)) {
			machine_fail(m, MACHINE_ALL_PINNED);
			return (false);
		}
		settle(r);
	} else {
		r->fault.read = false;
		if (!cow_unshare(r, page)) {
			machine_fail(m, MACHINE_ALL_PINNED);
			return (false);
		}
		if (r->fault.kind == FAULT_COW)
			machine_set_dirty(m, page);
		settle(r);
	}
	return (true);
}

static void
give_up(struct replay *r, page_id_t page)
{
	struct machine *m = &r->machine;
	const struct policy_ops *ops = r->policy->ops;
	uint8_t e = m->entry[page];
	bool offered = entry_present(e) ||
		       (entry_shared(e) && machine_last_sharer(m, page));
	frame_t f;

	if (offered)
		replay_leave(r, m->frame_of[page], LEAVE_UNMAPPED);
	machine_free(m, &page, 1, &f);
	if (f != NO_FRAME)
		partition_give_frames(partition_of(r, f), &f, 1);
	if (!entry_in_frame(e) && ops->forget != NULL)
		for (size_t i = 0; i < r->npartition; i++)
			ops->forget(r->partitions[i].instance.st, page);
}

static void
share(struct replay *r, page_id_t page, page_id_t other)
{
	struct machine *m = &r->machine;
	bool pinned = entry_pinned(m->entry[page]);

	/* A pinned page stays where it is, alone: its copy is made at once. */
	if (!pinned) {
		machine_share(m, page, other);
		return;
	}
	if (make_resident(r, other))
		machine_copy_contents(m, page, other);
}

static void
pin(struct replay *r, page_id_t page)
{
	struct machine *m = &r->machine;

	if (entry_pinned(m->entry[page]))
		return;
	if (!make_resident(r, page))
		return;
	replay_leave(r, m->frame_of[page], LEAVE_PINNED);
	machine_pin(m, page);
}

static void
unpin(struct replay *r, page_id_t page)
{
	struct machine *m = &r->machine;

	if (!entry_pinned(m->entry[page]))
		return;
	machine_unpin(m, page);
	replay_admit(r, m->frame_of[page], page);
}

static void
apply(struct replay *r, const struct change *c)
{
	if (r->npartition > 1 && c->kind != CHANGE_TICK)
		r->partition = &r->partitions[r->process[c->kind == CHANGE_SHARE
							     ? c->other
							     : c->page]];
	switch (c->kind) {
	case CHANGE_FREE:
		give_up(r, c->page);
		break;
	case CHANGE_FILL:
		make_resident(r, c->page);
		break;
	case CHANGE_SHARE:
		share(r, c->page, c->other);
		break;
	case CHANGE_PIN:
		pin(r, c->page);
		break;
	case CHANGE_UNPIN:
		unpin(r, c->page);
		break;
	case CHANGE_TICK:
		for (size_t i = 0; i < r->npartition; i++)
			instance_tick(&r->partitions[i].instance);
		break;
	}
}

int
replay_change(
    struct replay *r, const struct change *c, size_t n, struct err *err)
{
	r->err = err;
	if (setjmp(r->broken) != 0)
		return (-1);
	if (n > 0)
		replay_keep_frame_of(r);
	r->between_references = true;
	for (size_t i = 0; i < n; i++)
		apply(r, &c[i]);
	r->between_references = false;
	return (replay_failure(r, err));
}
