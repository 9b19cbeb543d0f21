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

	r->machine.reads += f->read;
	if (f->victim == NO_PAGE)
		return;
	if (f->written)
		replay_account_write(r, f->out);
	if (r->observer != NULL && r->observer->evict != NULL)
		r->observer->evict(
		    r->observer->self, r->now, f->victim, f->out, f->written);
}

/* Brings the page in, if it is not there, into a frame of its own. */
static bool
make_resident(struct replay *r, page_id_t page)
{
	struct machine *m = &r->machine;
	const struct policy_ops *ops = r->policy->ops;
	uint8_t e = m->entry[page];

	if ((e & (ENTRY_PRESENT | ENTRY_PINNED)) != 0)
		return (true);
	r->fault.at = r->now;
	if ((e & ENTRY_SHARED) == 0) {
		if (!loop_load(r, r->partition, page, ops)) {
			m->trouble = MACHINE_ALL_PINNED;
			return (false);
		}
		settle(r);
	} else {
		r->fault.read = false;
		if (!cow_unshare(r, page)) {
			m->trouble = MACHINE_ALL_PINNED;
			return (false);
		}
		if (r->fault.kind == FAULT_COW)
			m->entry[page] |= ENTRY_DIRTY;
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
	bool offered = (e & ENTRY_PRESENT) != 0 ||
		       ((e & ENTRY_SHARED) != 0 && machine_share_last(m, page));
	frame_t f;

	if (offered) {
		struct partition *c = partition_of(r, m->where[page]);

		if (ops->leave != NULL)
			ops->leave(
			    c->st, m->where[page] - c->base, LEAVE_UNMAPPED);
		c->offered--;
	}
	machine_free(m, page, &f);
	if (f != NO_FRAME)
		partition_give_frame(partition_of(r, f), f);
	if ((e & ENTRY_IN_FRAME) == 0 && ops->forget != NULL)
		for (size_t i = 0; i < r->npartition; i++)
			ops->forget(r->partitions[i].st, page);
}

static void
share(struct replay *r, page_id_t page, page_id_t other)
{
	struct machine *m = &r->machine;
	bool pinned = (m->entry[page] & ENTRY_PINNED) != 0;

	/* A pinned page stays where it is, alone: its copy is made at once. */
	if (!pinned) {
		machine_share(m, page, other);
		return;
	}
	if (make_resident(r, other))
		machine_twin(m, page, other);
}

static void
pin(struct replay *r, page_id_t page)
{
	struct machine *m = &r->machine;
	struct partition *c;

	if ((m->entry[page] & ENTRY_PINNED) != 0)
		return;
	if (!make_resident(r, page))
		return;
	c = partition_of(r, m->where[page]);
	if (r->policy->ops->leave != NULL)
		r->policy->ops->leave(
		    c->st, m->where[page] - c->base, LEAVE_PINNED);
	c->offered--;
	m->entry[page] =
	    (uint8_t)((m->entry[page] & ~(ENTRY_PRESENT | ENTRY_HITS)) |
		      ENTRY_PINNED);
}

static void
unpin(struct replay *r, page_id_t page)
{
	struct machine *m = &r->machine;

	if ((m->entry[page] & ENTRY_PINNED) == 0)
		return;
	m->entry[page] =
	    (uint8_t)((m->entry[page] & ~ENTRY_PINNED) | ENTRY_PRESENT);
	loop_admit(partition_of(r, m->where[page]), m->where[page], page,
	    r->policy->ops);
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
			if (r->policy->tick != NULL)
				r->policy->tick(r->partitions[i].st);
		break;
	}
}

int
replay_change(
    struct replay *r, const struct change *c, size_t n, struct err *err)
{
	r->err = err;
	if (setjmp(r->blame) != 0)
		return (-1);
	if (n > 0)
		replay_find_pages(r);
	r->between = true;
	for (size_t i = 0; i < n; i++)
		apply(r, &c[i]);
	r->between = false;
	return (replay_trouble(r, err));
}
