/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A swapper set up and taken down, and what it tells of itself.
 */
#include "vm/vmswap.h"

#include "vm/vmswap_frame.h"

static int
check_policy(const struct policy *p, struct err *err)
{
	if (p->sight == SEES_FUTURE)
		return (err_set(err, ERR_USAGE,
		    "policy %s sees the future, and what is done by hand has "
		    "none yet ('replay' and 'compare' can run it over a trace)",
		    p->name));
	return (instance_check_policy(p, err));
}

static void
open_instance(struct vmswap *h, const struct vmswap_setup *s)
{
	const struct instance_setup setup = {
		.owner = &vmswap_owner,
		.policy = s->policy,
		.params = s->params,
		.machine = &h->machine,
		.observer = s->observer,
		.nframes = (frame_t)h->phys->frames.limit,
		.npages = PAGES_MAX,
		.seed = s->settings->seed,
		.now = &h->now,
	};

	instance_open(&h->instance, h->mem, &setup);
}

int
vmswap_open(struct vmswap **out, struct physmem *phys,
    const struct vmswap_setup *s, struct err *err)
{
	struct settings settings = *s->settings;
	struct page_facts facts;
	struct vmswap *h;
	struct mem *mem;

	if (check_policy(s->policy, err) != 0)
		return (-1);
	if (phys->frames.limit == 0 || phys->frames.limit > FRAMES_MAX)
		return (err_set(err, ERR_LIMIT, "a policy rules 1 to %u frames",
		    FRAMES_MAX));
	mem = mem_open();
	h = mem_alloc(mem, sizeof(*h));
	h->mem = mem;
	h->phys = phys;
	h->tick = settings.tick;
	h->place = mem_reserve(mem, PAGES_MAX, sizeof(*h->place));
	h->number = mem_reserve(mem, PAGES_MAX, sizeof(*h->number));
	h->process = mem_reserve(mem, PAGES_MAX, sizeof(*h->process));
	h->held = mem_reserve(mem, phys->frames.limit, sizeof(*h->held));
	h->slot = mem_reserve(mem, SLOTS_MAX, sizeof(*h->slot));
	facts =
	    (struct page_facts){ .number = h->number, .process = h->process };
	settings.contents = CONTENTS_NONE;
	if (machine_init(&h->machine, mem, &settings,
		(frame_t)phys->frames.limit, PAGES_MAX, &facts, &h->now,
		err) != 0) {
		vmswap_close(h);
		return (-1);
	}
	machine_keep_frame_of(&h->machine);
	open_instance(h, s);
	vmswap_frame_forget_fault(h);
	h->swapper = vmswap_swapper;
	h->swapper.ctx = h;
	physmem_attach(phys, &h->swapper);
	if (s->observer != NULL && s->observer->begin != NULL)
		s->observer->begin(s->observer->self, &facts);
	*out = h;
	return (0);
}

void
vmswap_close(struct vmswap *h)
{
	if (h == NULL)
		return;
	machine_fini(&h->machine);
	mem_close(h->mem);
}

int
vmswap_failure(const struct vmswap *h, struct err *err)
{
	if (h->failure.kind == ERR_NONE)
		return (0);
	*err = h->failure;
	return (-1);
}

struct vmswap_counts
vmswap_tell(const struct vmswap *h)
{
	const struct machine *m = &h->machine;
	struct vmswap_counts c = {
		.references = h->now,
		.evictions = m->evictions,
		.reads = m->reads,
		.writes = m->writes,
		.cleaned = m->cleaned,
		.resident = m->resident,
		.slots = m->swap.used,
		.pages = h->npages,
	};

	for (int k = 0; k < FAULT_KINDS; k++)
		c.faults[k] = h->faults[k];
	return (c);
}
