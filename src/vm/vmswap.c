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
	return (replay_check_policy(p, err));
}

static void
open_policy(struct vmswap *h, const struct vmswap_setup *s)
{
	struct policy_setup lent = {
		.params = s->params,
		.frames = &h->frames,
		.nframes = h->nframes,
		.npages = PAGES_MAX,
		.seed = s->settings->seed,
		.host = &h->host,
	};
	size_t size = s->policy->footprint(&lent);

	h->st = mem_reserve(h->mem, size == 0 ? 1 : size, 1);
	s->policy->init(h->st, &lent);
	h->next_tick = UINT64_MAX;
	h->policy_tick = policy_period(s->policy, s->params, lent.nframes);
	if (h->policy_tick != 0)
		h->next_tick = h->policy_tick;
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
	h->policy = s->policy;
	h->observer = s->observer;
	h->nframes = (frame_t)phys->frames.limit;
	h->tick = settings.tick;
	h->place = mem_reserve(mem, PAGES_MAX, sizeof(*h->place));
	h->number = mem_reserve(mem, PAGES_MAX, sizeof(*h->number));
	h->process = mem_reserve(mem, PAGES_MAX, sizeof(*h->process));
	h->held = mem_reserve(mem, h->nframes, sizeof(*h->held));
	h->slot = mem_reserve(mem, SLOTS_MAX, sizeof(*h->slot));
	facts =
	    (struct page_facts){ .number = h->number, .process = h->process };
	settings.contents = CONTENTS_NONE;
	if (machine_init(&h->machine, mem, &settings, h->nframes, PAGES_MAX,
		&facts, &h->now, err) != 0) {
		vmswap_close(h);
		return (-1);
	}
	machine_keep_frame_of(&h->machine);
	if (s->policy->replay == NULL)
		vmswap_frame_begin(h, h->nframes - 1);
	h->frames = (struct frame_table){ h->machine.page, h->machine.entry };
	vmswap_frame_host(h);
	open_policy(h, s);
	vmswap_frame_forget_fault(h);
	h->swapper = vmswap_swapper;
	h->swapper.ctx = h;
	physmem_attach(phys, &h->swapper);
	if (h->observer != NULL && h->observer->begin != NULL)
		h->observer->begin(h->observer->self, &facts);
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
vmswap_trouble(const struct vmswap *h, struct err *err)
{
	if (h->trouble.kind == ERR_NONE)
		return (0);
	*err = h->trouble;
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
