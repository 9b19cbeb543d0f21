/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What account_cost() of account.c does for a fault of a machine.
 */
#include "sim/fault_times.h"

#include "base/hist.h"
#include "sim/replay.h"

int
fault_times_open(struct fault_times **out, struct mem *m,
    const struct device_figures *device, const struct kernel_figures *kernel,
    const struct settings *s, struct outcome *outcome, struct err *err)
{
	const bool read_first = s->first_touch == FIRST_TOUCH_READ;
	struct fault_times *t = mem_alloc(m, sizeof(*t));

	t->sync = s->writeback == WRITEBACK_SYNC;
	t->think_ns = s->think_ns;
	t->outcome = outcome;
	for (unsigned what = 0; what < FAULT_TIMES_KINDS; what++) {
		bool swap_in = (what & FAULT_TIMES_SWAP_IN) != 0;
		bool read = swap_in || read_first;
		bool written = (what & FAULT_TIMES_WRITTEN) != 0;

		t->fixed[what] = account_fixed(kernel, read,
		    swap_in ? FAULT_SWAP_IN : FAULT_ZERO,
		    (what & FAULT_TIMES_VICTIM) != 0);
		t->move[what] = (uint8_t)((read ? DEVICE_READ : 0) |
					  (written ? DEVICE_WRITE : 0));
	}
	*out = t;
	return (device_open(&t->device, m, device, s->page_size, s->seed, err));
}

void
fault_times_restart(struct fault_times *t)
{
	*t->outcome->latency = *t->outcome->wait = (struct hist){ 0 };
	t->outcome->stall_ns = 0;
}

/* Most reads do not wait. */
static void
enter_waits(struct hist *h, uint64_t *wait, size_t n)
{
	size_t some = 0;

	for (size_t i = 0; i < n; i++) {
		wait[some] = wait[i];
		some += wait[i] != 0;
	}
	hist_add_all(h, wait, some);
	hist_add(h, 0, n - some);
}

void
fault_times_settle(struct fault_times *t)
{
	sim_ns at[DEVICE_FAULTS_MOST], latency[DEVICE_FAULTS_MOST],
	    wait[DEVICE_FAULTS_MOST];
	uint8_t move[DEVICE_FAULTS_MOST];
	struct device_faults f = {
		.n = t->n,
		.sync = t->sync,
		.stall = t->stall,
		.at = at,
		.latency = latency,
		.wait = wait,
		.move = move,
	};

	for (size_t i = 0; i < t->n; i++) {
		unsigned what = t->noted[i] % FAULT_TIMES_KINDS;

		at[i] = t->noted[i] / FAULT_TIMES_KINDS * t->think_ns;
		latency[i] = t->fixed[what];
		move[i] = t->move[what];
	}
	device_serve_faults(t->device, &f);
	hist_add_all(t->outcome->latency, latency, t->n);
	enter_waits(t->outcome->wait, wait, t->n);
	t->outcome->stall_ns += f.stall - t->stall;
	t->stall = f.stall;
	t->n = 0;
}
