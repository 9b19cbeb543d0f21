/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A run: set up, fed, torn down.
 *
 * The loop meets references only.  What comes between references (a tick, a
 * reference of another process under scope=local) ends a stretch; the loop is
 * called once for each.
 */
#include <stdio.h>

#include "machine/contents.h"
#include "sim/blocks.h"

/* The loop for a policy that is not bound into it. */
void
replay_generic(struct replay *r, const struct reference *ref, size_t n)
{
	replay_batch(r, ref, n, r->policy->ops);
}

int
replay_check_policy(const struct policy *p, struct err *err)
{
	const char *want = NULL;

	if (p->ops == NULL || p->ops->victim == NULL)
		want = "has no victim()";
	else if (p->footprint == NULL || p->init == NULL)
		want = "has no footprint() or no init()";
	else if (p->ops->touch != NULL && p->sight < SEES_ACCESSES)
		want = "has a touch() but claims not to see accesses";
	if (want != NULL)
		return (
		    err_set(err, ERR_POLICY, "policy %s %s", p->name, want));
	return (0);
}

static void
open_policy(struct replay *r, struct partition *c, const struct replay_setup *s,
    uint64_t seed)
{
	struct policy_setup lent = {
		.params = s->params,
		.future = s->future,
		.frames = &c->frames,
		.nframes = c->nframes,
		.npages = s->npages,
		.seed = seed,
		.host = &c->host,
	};
	size_t size = s->policy->footprint(&lent);

	c->st = mem_reserve(r->mem, size == 0 ? 1 : size, 1);
	r->outcome->state_bytes += size;
	s->policy->init(c->st, &lent);
	if (r->policy_ticks)
		c->next_tick = c->period =
		    policy_period(s->policy, s->params, c->nframes);
}

static void
open_cells(struct replay *r, const struct replay_setup *s)
{
	size_t n = s->settings->scope == SCOPE_LOCAL ? s->nprocess : 1;
	frame_t base = 0;

	if (n == 0)
		n = 1;
	r->partitions = mem_array(r->mem, n, sizeof(*r->partitions));
	r->npartition = n;
	for (size_t i = 0; i < n; i++) {
		frame_t some = n == 1 ? s->nframes : s->share[i];

		partition_init(&r->partitions[i], r, base, some);
		open_policy(r, &r->partitions[i], s, s->settings->seed + i);
		base += some;
	}
	r->partition = r->partitions;
	r->process = n > 1 ? s->facts->process : NULL;
}

/* The bits that decide when a reference is done with its entry. */
static void
set_bits(struct replay *r, const struct replay_setup *s)
{
	const uint8_t read = ENTRY_PRESENT | ENTRY_ACCESSED;
	uint8_t loaded =
	    r->partitions[0].host.load_accessed ? ENTRY_ACCESSED : 0;

	r->need[0] = read;
	r->need[1] = read | ENTRY_DIRTY;
	if (s->settings->contents != CONTENTS_NONE)
		r->need[1] |= PAGE_SHARED; /* which a PRESENT page is not */
	r->marked[0] = ENTRY_ACCESSED;
	r->marked[1] = ENTRY_ACCESSED | ENTRY_DIRTY;
	r->loaded[0] = loaded;
	r->loaded[1] = loaded | ENTRY_DIRTY;
}

int
replay_open(struct replay **out, const struct replay_setup *s,
    struct outcome *outcome, struct mem *keep, struct err *err)
{
	struct mem *mem;
	struct replay *r;

	if (replay_check_policy(s->policy, err) != 0)
		return (-1);
	mem = mem_open();
	r = mem_alloc(mem, sizeof(*r));
	r->mem = mem;
	r->policy = s->policy;
	r->outcome = outcome;
	r->observer = s->observer;
	r->kernel = s->kernel;
	r->think_ns = s->settings->think_ns;
	r->sync_writes = s->settings->writeback == WRITEBACK_SYNC;
	r->tick = s->settings->tick;
	r->batch = s->policy->replay != NULL && !s->unbound ? s->policy->replay
							    : replay_generic;
	r->policy_ticks =
	    s->policy->tick != NULL && s->policy->tick_every != NULL;
	if (machine_init(&r->machine, mem, s->settings, s->nframes, s->npages,
		s->facts, &r->now, err) != 0 ||
	    device_open(&r->device, mem, s->device, s->settings->page_size,
		s->settings->seed, err) != 0) {
		replay_close(r);
		return (-1);
	}
	open_cells(r, s);
	set_bits(r, s);
	counters_init(
	    &r->counters, keep, outcome, s->facts, s->narea, s->nprocess);
	r->accounts_each_fault = !device_is_free(r->device) ||
				 s->observer != NULL || s->narea > 0 ||
				 s->nprocess > 0;
	r->short_faults = !r->accounts_each_fault &&
			  r->machine.only_dirty_written &&
			  !r->machine.write_effects && !s->no_short_faults;
	block_init(r, s->no_vectors);
	r->prefetches = s->prefetches || s->npages > LOOP_PREFETCH_PAGES;
	if (!r->short_faults)
		machine_keep_frame_of(&r->machine);
	*out = r;
	return (0);
}

void
replay_close(struct replay *r)
{
	if (r == NULL)
		return;
	machine_fini(&r->machine);
	mem_close(r->mem);
}

int
replay_trouble(const struct replay *r, struct err *err)
{
	uintmax_t at = r->now;

	switch (r->machine.failure) {
	case MACHINE_OK:
		return (0);
	case MACHINE_SWAP_FULL:
		return (err_set(err, ERR_LIMIT,
		    "swap is full: a page must be written and all %ju slots "
		    "are "
		    "in use (raise swap_size or set it to 0)",
		    (uintmax_t)r->machine.swap.used));
	case MACHINE_SLOT_RANGE:
		return (err_set(err, ERR_LIMIT,
		    "a page's address does not fit a swap entry of 24 bits "
		    "(slot_mode=alloc has no such limit)"));
	case MACHINE_CONTENTS:
		return (contents_explain(r->machine.contents, err));
	case MACHINE_ALL_PINNED:
		return (err_set(err, ERR_LIMIT,
		    "after reference %ju of %s with %ju frames a page must be "
		    "brought in and every frame is pinned (more memory)",
		    at, r->policy->name, (uintmax_t)r->partition->nframes));
	}
	return (0);
}

/* References until the next thing that ends a stretch. */
static size_t
stretch(const struct replay *r, const struct reference *ref, size_t n)
{
	uint64_t due = r->partition->next_tick - r->now;
	size_t i;

	if (r->tick != 0 && r->tick - r->now % r->tick < due)
		due = r->tick - r->now % r->tick;
	if (due < n)
		n = due;
	if (r->process == NULL)
		return (n);
	for (i = 1; i < n; i++)
		if (r->process[reference_page(ref[i])] !=
		    r->process[reference_page(ref[0])])
			break;
	return (i);
}

/* Ticks due before reference 'now': the policy's own, then the setting's. */
static void
tick(struct replay *r)
{
	r->between = true;
	for (size_t i = 0; i < r->npartition; i++) {
		struct partition *c = &r->partitions[i];
		bool due = r->now >= c->next_tick;

		if (due)
			c->next_tick += c->period;
		if (r->policy->tick != NULL &&
		    (due ||
			(r->tick != 0 && r->now != 0 && r->now % r->tick == 0)))
			r->policy->tick(c->st);
	}
	r->between = false;
}

static void
feed(struct replay *r, const struct reference *ref, size_t n)
{
	const bool ticks = r->tick != 0 || r->policy_ticks;

	while (n > 0) {
		size_t some;

		if (r->process != NULL)
			r->partition =
			    &r->partitions[r->process[reference_page(*ref)]];
		if (ticks)
			tick(r);
		some = stretch(r, ref, n);
		r->batch(r, ref, some);
		ref += some;
		n -= some;
	}
}

int
replay_feed(
    struct replay *r, const struct reference *ref, size_t n, struct err *err)
{
	r->err = err;
	if (setjmp(r->blame) != 0)
		return (-1);
	feed(r, ref, n);
	return (replay_trouble(r, err));
}
