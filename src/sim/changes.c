/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Changes between references: pages are unmapped, populated, shared, pinned;
 * ticks.  They are no references, so they count as neither hits nor faults; the
 * pages that they read and write are counted.
 */
#include "policy/watch.h"
#include "sim/loop.h"

#define BATCH 64

/* A page was brought in outside a fault: accounts for its victim. */
static void
settle(struct replay *r)
{
	const struct fault *f = &r->fault;

	if (f->victim == NO_PAGE)
		return;
	account_evict(r, f);
	instance_observe_evict(&r->partition->instance, f);
}

/* Makes the page resident in a frame of its own, unless it is pinned. */
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

/* A pinned page has left the policy, but still counts for one that reclaims by
 * what is charged. */
static void
leave_pinned(struct replay *r, frame_t f)
{
	struct instance *i = &partition_of(r, f)->instance;

	if (i->policy->ops->scan != NULL)
		i->policy->ops->leave(i->st, f - i->base, LEAVE_UNMAPPED);
}

static void
unmap_resident(struct replay *r, page_id_t page)
{
	struct machine *m = &r->machine;
	uint8_t e = m->entry[page];
	frame_t f;

	if (entry_present(e) ||
	    (entry_shared(e) && machine_last_sharer(m, page)))
		replay_leave(r, m->frame_of[page], LEAVE_UNMAPPED);
	else if (entry_pinned(e))
		leave_pinned(r, m->frame_of[page]);
	if (machine_free(m, &page, 1, &f) != 0)
		partition_give_frame(partition_of(r, f), f);
}

/* Takes the page out of memory.  A frame that others share stays, as for
 * MADV_PAGEOUT. */
static void
page_out(struct replay *r, page_id_t page)
{
	struct machine *m = &r->machine;
	uint8_t e = m->entry[page];
	frame_t f = m->frame_of[page];

	if (!entry_present(e) &&
	    !(entry_shared(e) && machine_last_sharer(m, page)))
		return;
	replay_leave(r, f, LEAVE_UNMAPPED);
	machine_evict(m, &f, 1, &r->fault);
	r->pageouts++;
	partition_give_frame(partition_of(r, f), f);
	settle(r);
}

/* Unmaps the pages at the front of c that are in no frame, at most BATCH of
 * them: a process that exits has many on swap.  Returns how many they were. */
static size_t
unmap_absent(struct replay *r, const struct change *c, size_t n)
{
	const struct policy_ops *ops = r->policy->ops;
	page_id_t page[BATCH];
	frame_t empty[BATCH];
	size_t k = 0;

	while (k < n && k < BATCH && c[k].kind == CHANGE_FREE &&
	       !entry_in_frame(r->machine.entry[c[k].page])) {
		page[k] = c[k].page;
		k++;
	}
	machine_free(&r->machine, page, k, empty);
	for (size_t i = 0; i < k && ops->forget != NULL; i++)
		for (size_t p = 0; p < r->npartition; p++)
			ops->forget(r->partitions[p].instance.st, page[i]);
	return (k);
}

static void
share(struct replay *r, page_id_t page, page_id_t other)
{
	struct machine *m = &r->machine;
	bool pinned = entry_pinned(m->entry[page]);

	/* A pinned page is not shared; it is copied at once. */
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

/* No page of the change is in the swap cache or in a transfer. */
static void
settle_pages(struct replay *r, const struct change *c)
{
	swap_io_settle(r, c->page);
	if (c->kind == CHANGE_SHARE)
		swap_io_settle(r, c->other);
}

static void
apply(struct replay *r, const struct change *c)
{
	if (r->npartition > 1 && c->kind != CHANGE_TICK &&
	    c->kind != CHANGE_COUNT)
		r->partition = replay_partition(
		    r, c->kind == CHANGE_SHARE ? c->other : c->page);
	if (r->swap_io != NULL && c->kind != CHANGE_TICK &&
	    c->kind != CHANGE_COUNT)
		settle_pages(r, c);
	switch (c->kind) {
	case CHANGE_FREE:
		unmap_resident(r, c->page);
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
	case CHANGE_PAGEOUT:
		page_out(r, c->page);
		break;
	case CHANGE_PROTECT:
		break;
	case CHANGE_TICK:
		for (size_t i = 0; i < r->npartition; i++)
			instance_tick(&r->partitions[i].instance);
		break;
	case CHANGE_COUNT:
		replay_count(r);
		break;
	}
}

int
replay_change(
    struct replay *r, const struct change *c, size_t n, struct err *err)
{
	r->err = err;
	watch_begin(r->plugin, WATCH_RUNNING);
	r->broken_to = &r->broken;
	if (setjmp(r->broken) != 0) {
		watch_end();
		return (-1);
	}
	/* The end of a warm-up changes no page. */
	if (n > 1 || (n == 1 && c->kind != CHANGE_COUNT)) {
		replay_keep_frame_of(r);
		account_note_victims(r);
	}
	r->between_references = true;
	if (r->swap_io != NULL)
		swap_io_begin_change(r);
	for (size_t done = 0; done < n;) {
		size_t freed = unmap_absent(r, &c[done], n - done);

		if (freed == 0)
			apply(r, &c[done]);
		done += freed == 0 ? 1 : freed;
		if (r->plugin >= 0)
			watch_beat(r->now);
	}
	watch_end();
	if (r->swap_io != NULL)
		swap_io_end_change(r);
	r->between_references = false;
	if (r->translation != NULL)
		translation_change(r->translation, c, n);
	return (replay_failure(r, err));
}
