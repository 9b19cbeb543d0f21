/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Making an instance of a policy, its ticks, and the functions of its host.
 */
#include "model/spec.h"
#include "sim/bind.h"

int
instance_check_policy(const struct policy *p, struct err *err)
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
host_clean(struct policy_host *host, frame_t f)
{
	struct instance *i = (struct instance *)host;
	frame_t frame = i->base + f;
	slot_t slot;

	if (!instance_holds_page(i, f)) {
		i->owner->broken(
		    i, "asked to clean a frame that holds no page", f);
		return;
	}
	if (i->owner->can_write != NULL && frame_dirty(&i->frames, f) &&
	    !i->owner->can_write(i, f))
		return;
	if (machine_clean(i->machine, &frame, 1, &slot) == 0)
		return;
	i->owner->written(i, f, slot);
	observe_clean(i->observer, *i->host.now, i->frames.page[f], slot);
}

static void
host_release(struct policy_host *host, frame_t f)
{
	struct instance *i = (struct instance *)host;
	struct fault out = { .victim = NO_PAGE };

	if (!instance_holds_page(i, f)) {
		i->owner->broken(i, "released a frame that holds no page", f);
		return;
	}
	if (instance_held(i, f)) {
		i->owner->broken(
		    i, "released a frame that it may not empty", f);
		return;
	}
	if (i->owner->empty(i, f, &out))
		instance_observe_evict(i, &out);
}

/* No page is marked. */
static const struct policy_pending nothing_pending = { .mark = 1 };

size_t
instance_open(struct instance *i, struct mem *m, const struct instance_setup *s)
{
	size_t size;

	_Static_assert(offsetof(struct instance, host) == 0,
	    "an instance is found from its host");
	*i = (struct instance){
		.host = { .size = sizeof(i->host),
		    .load_accessed = true,
		    .now = s->now,
		    .clean = host_clean,
		    .release = host_release,
		    .pending =
			s->pending != NULL ? s->pending : &nothing_pending,
		    .settle = s->owner->settle,
		    .busy = s->busy,
		    .submit = s->submit,
		    .time = s->owner->time,
		    .nfree = s->nfree,
		    .high = s->high,
		    .released = s->machine->slot_of },
		.owner = s->owner,
		.policy = s->policy,
		.setup = { .size = sizeof(i->setup),
		    .params = s->params,
		    .future = s->future,
		    .frames = &i->frames,
		    .nframes = s->nframes,
		    .npages = s->npages,
		    .seed = s->seed,
		    .host = &i->host,
		    .partial = s->partial,
		    .vpn = s->vpn,
		    .process = s->process,
		    .file = s->file,
		    .files = s->files,
		    .stand_ins = s->stand_ins,
		    .machine_memory = s->machine_memory,
		    .kernel_pages =
			s->kernel_pages != 0 ? s->kernel_pages : KERNEL_PAGES },
		.machine = s->machine,
		.observer = s->observer,
		.held = s->held,
		.frames = { s->machine->page + s->base, s->machine->entry },
		.base = s->base,
		.nframes = s->nframes,
		.next_tick = UINT64_MAX,
	};
	/* The contract allows a policy to read page[] of any frame.  Those
	 * bound into the loop read it only of frames that were admitted, so
	 * that frames which are never used cost no memory. */
	if (replay_bound(s->policy) == NULL)
		machine_begin_frames(s->machine, s->base, s->base + s->nframes);
	size = s->policy->footprint(&i->setup);
	i->st = mem_reserve_fenced(m, size);
	s->policy->init(i->st, &i->setup);
	i->period = policy_period(s->policy, s->params, s->nframes);
	if (i->period != 0)
		i->next_tick = i->period;
	return (size);
}

size_t
instance_footprint(const struct policy *p, const void *params,
    const struct future *future, frame_t nframes, page_id_t npages)
{
	const struct policy_setup setup = {
		.size = sizeof(setup),
		.params = params,
		.future = future,
		.nframes = nframes,
		.npages = npages,
	};

	return (p->footprint(&setup));
}

size_t
instance_state_bytes(const struct instance *i, page_id_t npages)
{
	struct policy_setup setup = i->setup;

	setup.npages = npages;
	return (i->policy->footprint(&setup));
}

void
instance_admit_again(struct instance *i, frame_t f, page_id_t page)
{
	if (!i->host.load_accessed)
		frame_clear_accessed(&i->frames, f);
	instance_admit(i, f, page, i->policy->ops);
}

void
instance_touch(struct instance *i, frame_t f)
{
	if (i->policy->ops->touch != NULL)
		i->policy->ops->touch(i->st, f);
}

bool
instance_may_name(struct instance *i, frame_t f)
{
	if (likely(instance_holds_page(i, f) && !instance_held(i, f)))
		return (true);
	i->owner->broken(i,
	    f < i->nframes ? "named a frame that it may not empty"
			   : "named a frame that does not exist",
	    f);
	return (false);
}

void
instance_tick(struct instance *i)
{
	if (i->policy->tick != NULL)
		i->policy->tick(i->st);
}

void
instance_tick_due(struct instance *i, uint64_t now, uint64_t every)
{
	bool due = now >= i->next_tick;

	if (due)
		i->next_tick += i->period;
	if (due || (every != 0 && now != 0 && now % every == 0))
		instance_tick(i);
}

void
instance_blame(
    const struct instance *i, const char *what, frame_t f, struct err *err)
{
	err_set(err, ERR_POLICY,
	    "policy %s broke its contract at reference %ju: it %s (frame %ju)",
	    i->policy->name, (uintmax_t)*i->host.now, what, (uintmax_t)f);
}
