/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Opening and closing an interactive swapper, and its counters.
 */
#include "vm/vmswap.h"

#include "vm/vmswap_frame.h"

/* Of a page in all arrays, that of the policy included, at most about. */
#define PAGE_BYTES 128

static int
check_policy(const struct policy *p, struct err *err)
{
	if (p->sight == SEES_FUTURE)
		return (err_set(err, ERR_USAGE,
		    "policy %s needs the future references, which are not "
		    "known here ('replay' and 'compare' run it over a trace)",
		    p->name));
	return (instance_check_policy(p, err));
}

static void
open_instance(struct vmswap *v, const struct vmswap_setup *s)
{
	const struct instance_setup setup = {
		.owner = &vmswap_owner,
		.policy = s->policy,
		.params = s->params,
		.machine = &v->machine,
		.observer = s->observer,
		.nframes = (frame_t)v->phys->frames.limit,
		.npages = v->cap,
		.seed = s->settings->seed,
		.now = &v->now,
		.held = v->held,
		.vpn = v->number,
		.process = v->process,
	};

	instance_open(&v->instance, v->mem, &setup);
}

int
vmswap_open(struct vmswap **out, struct physmem *phys,
    const struct vmswap_setup *s, struct err *err)
{
	struct settings settings = *s->settings;
	struct page_facts facts;
	struct policy_swap swap;
	struct vmswap *v;
	struct mem *mem;

	if (check_policy(s->policy, err) != 0)
		return (-1);
	if (policy_swap_async(s->policy, s->params, &swap))
		return (err_set(err, ERR_USAGE,
		    "policy %s: swap=async is not for an interactive swapper "
		    "(swap=sync)",
		    s->policy->name));
	if (phys->frames.limit == 0 || phys->frames.limit > FRAMES_MAX)
		return (err_set(err, ERR_LIMIT, "a policy needs 1 to %u frames",
		    FRAMES_MAX));
	mem = mem_open();
	v = mem_alloc(mem, sizeof(*v));
	v->mem = mem;
	v->phys = phys;
	v->tick = settings.tick;
	v->cap = (page_id_t)mem_bound(PAGES_MAX, PAGE_BYTES);
	v->place = mem_reserve(mem, v->cap, sizeof(*v->place));
	v->number = mem_reserve(mem, v->cap, sizeof(*v->number));
	v->process = mem_reserve(mem, v->cap, sizeof(*v->process));
	v->held = mem_reserve(mem, phys->frames.limit, sizeof(*v->held));
	facts =
	    (struct page_facts){ .number = v->number, .process = v->process };
	settings.contents = CONTENTS_NONE;
	if (machine_init(&v->machine, mem, &settings,
		(frame_t)phys->frames.limit, v->cap, &facts, &v->now,
		err) != 0) {
		vmswap_close(v);
		return (-1);
	}
	if (s->policy->kernel_swap)
		machine_swap_as_kernel(&v->machine, NULL);
	v->slot = mem_reserve(mem, v->machine.swap.limit, sizeof(*v->slot));
	machine_keep_frame_of(&v->machine);
	open_instance(v, s);
	vmswap_frame_forget_fault(v);
	v->swapper = vmswap_swapper;
	v->swapper.ctx = v;
	physmem_attach(phys, &v->swapper);
	if (s->observer != NULL && s->observer->begin != NULL)
		s->observer->begin(s->observer->self, &facts);
	*out = v;
	return (0);
}

void
vmswap_close(struct vmswap *v)
{
	if (v == NULL)
		return;
	machine_fini(&v->machine);
	mem_close(v->mem);
}

int
vmswap_failure(const struct vmswap *v, struct err *err)
{
	if (v->failure.kind == ERR_NONE)
		return (0);
	*err = v->failure;
	return (-1);
}

struct vmswap_counts
vmswap_tell(const struct vmswap *v)
{
	const struct machine *m = &v->machine;
	struct vmswap_counts c = {
		.references = v->now,
		.evictions = m->evictions,
		.reads = m->reads,
		.writes = m->writes,
		.cleaned = m->cleaned,
		.resident = m->resident,
		.slots = m->swap.used,
		.pages = v->npages,
	};

	for (int k = 0; k < FAULT_KINDS; k++)
		c.faults[k] = v->faults[k];
	return (c);
}
