/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When the times of reads follow from their number, and for how many references
 * no time exceeds what its type holds.
 */
#include "study/counting_reads.h"

#include <string.h>

#include "sim/lone_reads.h"
#include "study/unit_plan.h"

/* Simulated time stays below this, so that no sum is cut off. */
#define MOST_NS (UINT64_C(1) << 62)

struct counting_reads {
	struct unit *u;
	struct device **device;   /* by run; NULL: it takes no time */
	struct lone_reads *reads; /* by run: without a victim, with one */
};

bool
counting_reads_timed(const struct job *job)
{
	return (strcmp(job->setup.device->kind, device_free.kind) != 0);
}

uint64_t
counting_most(const struct job *job, bool writes)
{
	const struct replay_setup *s = &job->setup;
	const struct kernel_figures *k = s->kernel;
	sim_ns read = device_read_most(s->device, s->settings->page_size);
	sim_ns write =
	    writes ? device_write_most(s->device, s->settings->page_size) : 0;
	uint128 each = (uint128)read + write;

	if (read == UINT64_MAX || write == UINT64_MAX)
		return (0);
	each += (uint128)s->settings->think_ns + k->zero_fault_ns +
		k->major_fault_ns + k->evict_ns;
	return (each == 0 ? UINT64_MAX : (uint64_t)(MOST_NS / each));
}

/* Is the run's time simple, and does it fit? */
static bool
serves(const struct job *job, const struct plan_facts *f, bool writes)
{
	uint64_t most = counting_most(job, writes);

	return (f->rereads && job->setup.settings->think == THINK_FIXED &&
		most > 0 && f->references <= most);
}

bool
counting_reads_serve(const struct job *job, const struct plan_facts *f)
{
	const struct settings *t = job->setup.settings;

	return (!f->written && f->changes == CHANGES_NONE && !t->always_write &&
		t->unwritten != UNWRITTEN_WRITE && serves(job, f, false));
}

bool
counting_times_serve(const struct job *job, const struct plan_facts *f)
{
	return (!device_figures_mind_slots(job->setup.device) &&
		serves(job, f, true));
}

int
counting_reads_open(
    struct counting_reads **out, struct unit *u, struct err *err)
{
	struct counting_reads *c = NULL;

	for (size_t i = 0; i < u->n; i++) {
		const struct replay_setup *s = &u->job[i]->setup;

		if (!counting_reads_timed(u->job[i]))
			continue;
		if (c == NULL) {
			c = mem_alloc(u->m, sizeof(*c));
			c->u = u;
			c->device = mem_array(u->m, u->n, sizeof(*c->device));
			c->reads = mem_array(u->m, 2 * u->n, sizeof(*c->reads));
		}
		if (device_open(&c->device[i], u->m, s->device,
			s->settings->page_size, s->settings->seed, err) != 0)
			return (-1);
	}
	*out = c;
	return (0);
}

bool
counting_reads_take(
    struct counting_reads *c, const struct reference *ref, size_t n)
{
	if (!plan_has_write(ref, n))
		return (true);
	c->u->refused = "a page is written, so a read may have to wait";
	c->u->written = true;
	return (false);
}

void
counting_reads_note(struct counting_reads *c, size_t i, bool victim,
    uint64_t from, uint64_t to, sim_ns fixed)
{
	c->reads[2 * i + victim] = (struct lone_reads){
		.from = from,
		.to = to,
		.fixed = fixed,
		.outcome = c->u->job[i]->outcome,
	};
}

/* Have both runs the same device, with the same draws? */
static bool
same_device(const struct job *a, const struct job *b)
{
	return (a->setup.device == b->setup.device &&
		a->setup.settings->seed == b->setup.settings->seed);
}

void
counting_reads_finish(struct counting_reads *c)
{
	struct unit *u = c->u;
	struct lone_reads *same = mem_array(u->m, 2 * u->n, sizeof(*same));
	bool *done = mem_array(u->m, u->n, sizeof(*done));

	for (size_t i = 0; i < u->n; i++) {
		size_t n = 0;

		if (c->device[i] == NULL || done[i])
			continue;
		for (size_t k = i; k < u->n; k++) {
			if (!same_device(u->job[i], u->job[k]))
				continue;
			done[k] = true;
			same[n++] = c->reads[2 * k];
			same[n++] = c->reads[2 * k + 1];
		}
		lone_reads_account(u->m, c->device[i], same, n);
	}
}
