/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * References to pages that are pinned, or share a frame with others
 * (copy-on-write after a fork).  They are rare, so this is compiled once and
 * calls the policy through pointers.
 */
#include "replay/loop.h"

static void
touch(struct replay *r, frame_t f)
{
	struct cell *c = replay_cell_of(r, f);

	if (r->policy->verbs->touch != NULL)
		r->policy->verbs->touch(c->st, f - c->base);
}

/* Copies the page into a frame of its own; false: there is none. */
static bool
copy(struct replay *r, vpn_t page)
{
	struct machine *m = &r->machine;
	frame_t f = loop_frame(r, r->cell, page, page, r->policy->verbs);

	if (f == NO_FRAME)
		return (false);
	if (m->page[f] == NO_PAGE)
		machine_copy(m, page, f);
	r->fault.frame = f;
	loop_admit(r->cell, f, page, r->policy->verbs);
	return (true);
}

void
replay_rare_victim(struct replay *r, struct cell *c, frame_t f)
{
	uint8_t e = r->machine.entry[c->frames.page[f]];

	if ((e & ENTRY_SHARED) == 0)
		replay_blame(r, "named a frame that it may not empty", f);
	machine_evict(&r->machine, c->base + f, &r->fault);
	r->machine.evictions--;
}

/* A policy holds no pinned page, so it is not told. */
void
replay_rare(struct replay *r, vpn_t page, bool write)
{
	struct machine *m = &r->machine;
	struct fault *fault = &r->fault;
	frame_t f = m->where[page];

	if ((m->entry[page] & ENTRY_PINNED) != 0) {
		machine_mark(m, page, r->marked[write]);
		return;
	}
	if (!write) {
		touch(r, f);
		m->entry[m->page[f]] |= ENTRY_ACCESSED;
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
	if (machine_share_last(m, page)) {
		fault->kind = FAULT_COW_LAST;
		touch(r, f);
		machine_own(m, page);
	} else if (!copy(r, page)) {
		r->no_frame++;
		return;
	}
	machine_mark(m, page, r->marked[true]);
	r->quiet[fault->kind][fault->victim != NO_PAGE]++;
	if (r->watched)
		replay_account(r, fault);
}
