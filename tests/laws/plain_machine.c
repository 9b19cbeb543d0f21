/* SPDX-License-Identifier: BSD-2-Clause */
#include "plain_machine.h"

#include "plain_swap.h"

#define PAGE_KIB 4

void
plain_machine_marks(
    struct plain_machine *m, uint64_t frames, uint64_t min_free_kbytes)
{
	uint64_t kib = 0, step;

	while ((kib + 1) * (kib + 1) <= 16 * frames * PAGE_KIB)
		kib++;
	if (kib < 128)
		kib = 128;
	if (kib > 262144)
		kib = 262144;
	if (min_free_kbytes != 0)
		kib = min_free_kbytes;
	m->min = kib / PAGE_KIB;
	step = m->min / 4;
	if (step < frames * 10 / 10000)
		step = frames * 10 / 10000;
	m->low = m->min + step;
	m->high = m->min + 2 * step;
	if (m->high > frames / 2) {
		m->min = m->min * (frames / 2) / m->high;
		m->low = m->low * (frames / 2) / m->high;
		m->high = frames / 2;
	}
}

static uint64_t
now_ns(const struct plain_run *r)
{
	return (r->setup.figures->think_ns * r->now + r->stall_ns);
}

/* With the reserve. */
static uint64_t
free_frames(const struct plain_run *r, const struct plain_machine *m)
{
	return (r->nfree + m->min);
}

void
plain_machine_run(struct plain_run *r, struct plain_machine *m,
    uint64_t (*reclaim)(struct plain_run *r))
{
	while (m->awake && m->until <= now_ns(r)) {
		uint64_t freed;

		if (free_frames(r, m) >= m->high) {
			m->awake = false;
			break;
		}
		freed = reclaim(r);
		r->counts.steal_kswapd += freed;
		m->until += freed * r->setup.figures->evict_ns;
		m->awake = freed > 0;
	}
}

void
plain_machine_charge(struct plain_run *r, struct plain_machine *m, uint64_t ns,
    uint64_t (*reclaim)(struct plain_run *r))
{
	int vain = 0;

	plain_machine_run(r, m, reclaim);
	r->stall_ns += ns;
	if (r->nfree == 0) {
		r->counts.allocstall++;
		while (r->nfree == 0 && vain < 17) {
			uint64_t freed = reclaim(r);

			r->counts.steal_direct += freed;
			r->stall_ns += freed * r->setup.figures->evict_ns;
			vain += freed == 0;
		}
		r->counts.oom += r->nfree == 0;
	}
	if (free_frames(r, m) <= m->low && !m->awake) {
		m->awake = true;
		if (m->until < now_ns(r))
			m->until = now_ns(r);
	}
}
