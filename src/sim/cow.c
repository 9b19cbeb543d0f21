/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * References to pages that are pinned, or share a frame with others
 * (copy-on-write after a fork).  They are rare, so this is compiled once, not
 * for each policy, and calls the policy through pointers.
 */
#include "sim/loop.h"

static void
touch(struct replay *r, frame_t f)
{
	struct instance *in = &partition_of(r, f)->instance;

	instance_touch(in, f - in->base);
}

bool
cow_unshare(struct replay *r, page_id_t page)
{
	struct machine *m = &r->machine;
	bool last = machine_last_sharer(m, page);
	frame_t from = m->frame_of[page], f;

	r->fault.kind = FAULT_COW;
	r->fault.frame = from;
	if (last && partition_of(r, from) == r->partition) {
		r->fault.kind = FAULT_COW_LAST;
		r->fault.victim = NO_PAGE;
		machine_own(m, page);
		return (true);
	}
	f = loop_frame(r, r->partition, page, page, r->policy->ops);
	if (f == NO_FRAME)
		return (false);
	if (last)
		replay_leave(r, from, LEAVE_UNMAPPED);
	if (m->page[f] == NO_PAGE)
		machine_copy(m, page, f);
	if (last)
		partition_give_frame(partition_of(r, from), from);
	r->fault.frame = f;
	replay_admit(r, f, page);
	return (true);
}

void
cow_victim(struct replay *r, struct partition *c, frame_t f)
{
	frame_t frame = c->instance.base + f;
	uint8_t e = r->machine.entry[c->instance.frames.page[f]];

	if (!entry_in_frame(e))
		replay_blame(
		    r, "changed the frames or the entries of pages", f);
	if (!entry_shared(e))
		replay_blame(r, "named a frame that it may not empty", f);
	machine_evict(&r->machine, &frame, 1, &r->fault);
}

/* The policy does not know of pinned pages, so touch() is not called for them.
 */
void
cow_reference(struct replay *r, page_id_t page, bool write)
{
	struct machine *m = &r->machine;
	struct fault *fault = &r->fault;
	frame_t f = m->frame_of[page];

	if (!entry_in_frame(m->entry[page]) || entry_cached(m->entry[page])) {
		swap_io_fault(r, page, write);
		return;
	}
	if (entry_pinned(m->entry[page])) {
		machine_mark(m, page, r->hit_bits[write]);
		return;
	}
	if (!write) {
		touch(r, f);
		machine_mark_frame(m, f, ENTRY_ACCESSED);
		return;
	}
	*fault = (struct fault){
		.at = r->now - 1,
		.kind = FAULT_COW,
		.write = true,
		.page = page,
		.frame = f,
		.in = NO_SLOT,
		.victim = NO_PAGE,
		.out = NO_SLOT,
	};
	if (!cow_unshare(r, page)) {
		r->no_frame++;
		return;
	}
	if (fault->kind == FAULT_COW_LAST)
		touch(r, f);
	machine_mark(m, page, r->hit_bits[true]);
	r->faults[fault->kind][fault->victim != NO_PAGE]++;
	if (r->account_each_fault || r->parts != NULL)
		account_fault(r, fault);
}
