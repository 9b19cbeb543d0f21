/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Opening, feeding and closing a run.
 *
 * The loop handles references only.  It is called once for each stretch of
 * references; a tick, or with scope=local a reference of another partition,
 * ends a stretch.
 */
#include <stdio.h>
#include <stdlib.h>

#include "machine/contents.h"
#include "model/level.h"
#include "policy/crash.h"
#include "policy/watch.h"
#include "sim/bind.h"
#include "sim/swap_io.h"

/* The loop for a policy that is not bound into it. */
void
replay_generic(struct replay *r, const struct reference *ref, size_t n)
{
	replay_prefetch(r, ref, n, r->policy->ops);
}

policy_replay_f *
replay_bound(const struct policy *p)
{
	const struct policy_binding *b = policy_bindings;

	while (b->policy != NULL && b->policy != p)
		b++;
	return (b->replay);
}

/* At level 3 a page that is none stands in for one that comes in. */
static page_id_t
pages_of(const struct replay_setup *s)
{
	return (s->npages + (settings_level(s->settings) >= 3));
}

static void
open_partitions(struct replay *r, const struct replay_setup *s)
{
	size_t n = s->division != NULL ? s->division->n : 1;
	struct instance_setup setup = {
		.owner = &partition_owner,
		.policy = s->policy,
		.params = s->params,
		.future = s->future,
		.machine = &r->machine,
		.observer = r->observer,
		.npages = pages_of(s),
		.stand_ins = r->stand_ins,
		.machine_memory = settings_machine_memory(s->settings),
		.now = &r->now,
		.pending = &r->block->pending,
		.vpn = s->facts == NULL ? NULL : s->facts->number,
		.process = s->facts == NULL ? NULL : s->facts->process,
		.file = r->machine.file,
		.files = r->machine.files,
		.kernel_pages = s->settings->kernel_pages,
	};

	r->partitions = mem_array(r->mem, n, sizeof(*r->partitions));
	r->npartition = n;
	if (r->swap_io != NULL)
		swap_io_serve(r->swap_io, &setup);
	setup.partial = n > 1;
	for (size_t i = 0; i < n; i++) {
		struct partition *c = &r->partitions[i];

		setup.nframes = n == 1 ? s->nframes : s->division->frames[i];
		if (r->swap_io != NULL && r->swap_io->reclaim != NULL)
			setup.nframes -=
			    (frame_t)r->swap_io->reclaim->marks.min;
		setup.seed = s->settings->seed + i;
		c->replay = r;
		c->nfree = setup.nframes;
		bitset_init(&c->freed, r->mem, setup.nframes);
		r->outcome->state_bytes +=
		    instance_open(&c->instance, r->mem, &setup);
		setup.base += setup.nframes;
		if (r->swap_io != NULL)
			swap_reclaim_begin(r->swap_io, &c->instance);
	}
	r->partition = r->partitions;
	partition_watch_files(r);
	if (n > 1) {
		r->process = s->facts->process;
		r->part = s->division->part;
	}
}

static void
set_bits(struct replay *r, const struct replay_setup *s)
{
	const uint8_t read = ENTRY_PRESENT | ENTRY_ACCESSED;
	uint8_t loaded =
	    r->partitions[0].instance.host.load_accessed ? ENTRY_ACCESSED : 0;

	r->done_bits[0] = read;
	r->done_bits[1] = read | ENTRY_DIRTY;
	if (s->settings->contents != CONTENTS_NONE)
		r->done_bits[1] |= PAGE_SHARED; /* PRESENT pages are not */
	r->hit_bits[0] = ENTRY_ACCESSED;
	r->hit_bits[1] = ENTRY_ACCESSED | ENTRY_DIRTY;
	r->load_bits[0] = loaded;
	r->load_bits[1] = loaded | ENTRY_DIRTY;
}

/* The level of the model. */
static unsigned
level_of(const struct replay_setup *s)
{
	unsigned level = settings_level(s->settings);

	if (s->policy->kernel_swap || s->policy->ops->counts != NULL)
		return (3);
	return (level < 2 || swap_io_demands(s) ? level : 1);
}

/* Is a swap that is full out of memory as a result, and no error? */
static void
let_overflow(struct replay *r, const struct replay_setup *s)
{
	if (s->settings->swap_size != 0 &&
	    s->settings->contents == CONTENTS_NONE &&
	    (s->settings->level >= LEVEL_1 || s->policy->kernel_swap))
		machine_swap_overflows(&r->machine);
}

/* How faults are made, and what is kept for that. */
static void
choose_path(struct replay *r, const struct replay_setup *s)
{
	r->fast_path = (!r->account_each_fault || r->fast_costs) &&
		       r->machine.only_dirty_written &&
		       s->policy->ops->scan == NULL &&
		       !r->machine.write_effects && !s->no_fast_path;
	r->use_prefetch = s->force_prefetch ||
			  (!s->sparse && s->npages > LOOP_PREFETCH_PAGES);
	if (!r->fast_path)
		machine_keep_frame_of(&r->machine);
	if (r->parts != NULL)
		r->parts->balanced =
		    r->fast_path && !parts_are_too_many(r->parts);
}

int
replay_open(struct replay **out, const struct replay_setup *s,
    struct outcome *outcome, struct mem *keep, struct err *err)
{
	struct mem *mem;
	struct replay *r;

	if (instance_check_policy(s->policy, err) != 0)
		return (-1);
	mem = mem_open();
	r = mem_alloc(mem, sizeof(*r));
	r->mem = mem;
	mem_sparse(mem, s->sparse);
	r->policy = s->policy;
	r->plugin = crash_plugin(s->policy);
	r->outcome = outcome;
	r->watching = s->observer;
	r->kernel = s->kernel;
	r->think_ns = s->settings->think_ns;
	r->level = level_of(s);
	r->stand_ins = pages_of(s) - s->npages;
	r->sync_writes = s->settings->writeback == WRITEBACK_SYNC;
	r->tick = s->settings->tick;
	/* A fault may empty and fill several frames. */
	r->loop =
	    s->unbound || swap_io_demands(s) ? NULL : replay_bound(s->policy);
	if (r->loop == NULL)
		r->loop = replay_generic;
	r->translation = translation_open(r, mem, s->settings);
	r->observer = translation_watch(r->translation,
	    !s->warmup || (s->observer != NULL && s->observer->warmup)
		? s->observer
		: NULL);
	r->batch = r->translation != NULL ||
			   (s->observer != NULL && s->observer->step != NULL)
		       ? replay_step_by_step
		       : r->loop;
	if (machine_init(&r->machine, mem, s->settings, s->nframes, pages_of(s),
		s->facts, &r->now, err) != 0 ||
	    device_open(&r->device, mem, s->device, s->settings->page_size,
		s->settings->seed, err) != 0) {
		replay_close(r);
		return (-1);
	}
	if (s->policy->kernel_swap)
		machine_swap_as_kernel(&r->machine, s->facts);
	block_init(r, s->no_vectors);
	watch_begin(r->plugin, WATCH_OPENING);
	r->swap_io = swap_io_open(r, s);
	let_overflow(r, s);
	open_partitions(r, s);
	watch_end();
	set_bits(r, s);
	account_open(r, keep, s);
	choose_path(r, s);
	*out = r;
	return (0);
}

void
replay_count(struct replay *r)
{
	account_restart(r);
	r->observer = translation_watch(r->translation, r->watching);
	for (size_t i = 0; i < r->npartition; i++)
		r->partitions[i].instance.observer = r->observer;
}

void
replay_note_pages(struct replay *r, page_id_t npages)
{
	if (!r->use_prefetch && npages > LOOP_PREFETCH_PAGES) {
		r->use_prefetch = true;
		mem_sparse(r->mem, false);
	}
	if (r->parts == NULL)
		return;
	parts_note_pages(r->parts, npages);
	if (parts_are_too_many(r->parts))
		account_note_victims(r);
}

void
replay_settle_pages(struct replay *r, page_id_t npages)
{
	r->outcome->state_bytes = 0;
	watch_begin(r->plugin, WATCH_OPENING);
	for (size_t i = 0; i < r->npartition; i++)
		r->outcome->state_bytes += instance_state_bytes(
		    &r->partitions[i].instance, npages + r->stand_ins);
	watch_end();
}

void
replay_close(struct replay *r)
{
	if (r == NULL)
		return;
	machine_fini(&r->machine);
	mem_close(r->mem);
}

void
replay_blame(struct replay *r, const char *what, frame_t f)
{
	partition_owner.broken(&r->partition->instance, what, f);
	abort();
}

void
replay_keep_frame_of(struct replay *r)
{
	struct machine *m = &r->machine;

	if (m->frame_of_kept)
		return;
	for (size_t i = 0; i < r->npartition; i++) {
		const struct instance *in = &r->partitions[i].instance;

		machine_fill_frame_of(m, in->base, in->base + in->used);
	}
	machine_keep_frame_of(m);
}

int
replay_failure(const struct replay *r, struct err *err)
{
	uintmax_t at = replay_clock(r);

	switch (r->machine.failure) {
	case MACHINE_OK:
		return (0);
	case MACHINE_SWAP_FULL:
		return (err_set(err, ERR_LIMIT,
		    "swap is full: a page must be written and all %ju slots "
		    "are in use (raise swap_size or set it to 0)",
		    (uintmax_t)r->machine.swap.used));
	case MACHINE_SLOT_RANGE:
		return (err_set(err, ERR_LIMIT,
		    "the address of a page does not fit a swap entry of 24 "
		    "bits (slot_mode=alloc has no such limit)"));
	case MACHINE_CONTENTS:
		return (contents_explain(r->machine.contents, err));
	case MACHINE_ALL_PINNED:
		return (err_set(err, ERR_LIMIT,
		    "after reference %ju of %s with %ju frames a page must be "
		    "brought in and every frame is pinned (use more memory)",
		    at, r->policy->name,
		    (uintmax_t)r->partition->instance.nframes));
	}
	return (0);
}

/* The length of the stretch that begins at ref. */
static size_t
stretch(const struct replay *r, const struct reference *ref, size_t n)
{
	uint64_t due = r->partition->instance.next_tick - r->now;
	size_t i;

	if (r->tick != 0 && r->tick - r->now % r->tick < due)
		due = r->tick - r->now % r->tick;
	if (due < n)
		n = due;
	if (r->plugin >= 0 && n > WATCH_STRIDE)
		n = WATCH_STRIDE;
	if (r->process == NULL)
		return (n);
	for (i = 1; i < n; i++)
		if (r->part[r->process[reference_page(ref[i])]] !=
		    r->part[r->process[reference_page(ref[0])]])
			break;
	return (i);
}

static void
tick(struct replay *r)
{
	r->between_references = true;
	for (size_t i = 0; i < r->npartition; i++)
		instance_tick_due(&r->partitions[i].instance, r->now, r->tick);
	r->between_references = false;
}

static void
beat(struct replay *r)
{
	if (r->plugin < 0 || r->now - r->beaten < WATCH_STRIDE)
		return;
	watch_beat(r->now);
	r->beaten = r->now;
}

/* What the daemon has done before every so many references.  A stretch ends
 * there, so that it does not matter how many are fed at a time. */
static size_t
run_daemon(struct replay *r, size_t n)
{
	const size_t left = SWAP_RECLAIM_STRIDE - r->now % SWAP_RECLAIM_STRIDE;
	struct swap_io *io = r->swap_io;

	if (left == SWAP_RECLAIM_STRIDE) {
		io->clock = account_now(r, r->now);
		io->running = true;
		swap_reclaim_run(io);
		io->running = false;
	}
	return (n < left ? n : left);
}

static void
feed(struct replay *r, const struct reference *ref, size_t n)
{
	const bool ticks =
	    r->tick != 0 || r->partitions[0].instance.period != 0;

	while (n > 0) {
		size_t some;

		if (r->process != NULL)
			r->partition =
			    replay_partition(r, reference_page(*ref));
		if (ticks)
			tick(r);
		some = stretch(r, ref, n);
		if (r->swap_io != NULL && r->swap_io->reclaim != NULL)
			some = run_daemon(r, some);
		machine_look_for_files(&r->machine);
		r->batch(r, ref, some);
		beat(r);
		ref += some;
		n -= some;
	}
}

int
replay_feed(
    struct replay *r, const struct reference *ref, size_t n, struct err *err)
{
	r->err = err;
	watch_begin(r->plugin, WATCH_RUNNING);
	r->broken_to = &r->broken;
	if (setjmp(r->broken) != 0) {
		watch_end();
		return (-1);
	}
	feed(r, ref, n);
	watch_end();
	return (replay_failure(r, err));
}
