/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Counting faults, and how long they took.
 */
#include "sim/counters.h"

#include "base/hist.h"

void
counters_init(struct counters *t, struct mem *m, struct outcome *outcome,
    const struct page_facts *facts, size_t narea, size_t nprocess)
{
	*t = (struct counters){ .outcome = outcome, .facts = facts };
	outcome->latency = mem_alloc(m, sizeof(*outcome->latency));
	outcome->wait = mem_alloc(m, sizeof(*outcome->wait));
	if (narea > 0)
		outcome->by_area =
		    mem_reserve(m, narea, sizeof(*outcome->by_area));
	if (nprocess > 0)
		outcome->by_process =
		    mem_reserve(m, nprocess, sizeof(*outcome->by_process));
}

static void
tally(struct tally *part, const uint32_t *part_of, const struct fault *fault)
{
	if (part == NULL)
		return;
	part[part_of[fault->page]].faults[fault->kind]++;
	if (fault->victim != NO_PAGE)
		part[part_of[fault->victim]].evictions++;
}

void
counters_fault(struct counters *t, const struct fault *fault, sim_ns service_ns,
    sim_ns wait_ns)
{
	struct outcome *o = t->outcome;

	hist_add(o->latency, service_ns, 1);
	hist_add(o->wait, wait_ns, 1);
	o->stall_ns += service_ns;
	if (t->facts != NULL) {
		tally(o->by_area, t->facts->area, fault);
		tally(o->by_process, t->facts->process, fault);
	}
}

void
counters_faults(struct counters *t, uint64_t times, sim_ns fixed_ns)
{
	struct outcome *o = t->outcome;

	hist_add(o->latency, fixed_ns, times);
	hist_add(o->wait, 0, times);
	o->stall_ns += fixed_ns * times;
}
