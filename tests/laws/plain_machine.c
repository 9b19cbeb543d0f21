/* SPDX-License-Identifier: BSD-2-Clause */
#include "plain_machine.h"

#include "plain_swap.h"

#define PAGE_KIB 4
#define REST_NS  100000000

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

static void
begin_again(struct plain_run *r, struct plain_machine *m)
{
	(void)m->pass(r, 0, &m->priority);
	m->priority = 12;
	m->run_freed = 0;
}

static void
one_pass(struct plain_run *r, struct plain_machine *m)
{
	uint64_t want = m->high > 32 ? m->high : 32;
	uint64_t before = r->nfree, looked, freed;

	looked = m->pass(r, want, &m->priority);
	freed = r->nfree - before;
	r->counts.steal_kswapd += freed;
	m->until += freed * r->setup.figures->evict_ns;
	m->run_freed += freed;
	if (freed > 0)
		m->failures = 0;
	if (freed == 0 || (looked < want && freed < want))
		m->priority--;
	if (m->priority > 0)
		return;
	if (m->run_freed == 0)
		m->failures++;
	if (m->failures == 16)
		m->daemon = DAEMON_SLEEPS;
	begin_again(r, m);
}

void
plain_machine_run(struct plain_run *r, struct plain_machine *m)
{
	while (m->daemon != DAEMON_SLEEPS && m->until <= now_ns(r)) {
		bool rested = m->daemon == DAEMON_RESTS;

		if (plain_machine_free(r, m) <= m->high) {
			m->daemon = DAEMON_AWAKE;
			one_pass(r, m);
			continue;
		}
		begin_again(r, m);
		m->daemon = rested ? DAEMON_SLEEPS : DAEMON_RESTS;
		if (!rested)
			m->until += REST_NS;
	}
}

/* wakeup_kswapd() */
static void
wake(struct plain_run *r, struct plain_machine *m)
{
	if (m->daemon == DAEMON_AWAKE || m->failures == 16)
		return;
	if (m->daemon == DAEMON_RESTS || m->until < now_ns(r))
		m->until = now_ns(r);
	m->daemon = DAEMON_AWAKE;
	begin_again(r, m);
}

void
plain_machine_charge(struct plain_run *r, struct plain_machine *m, uint64_t ns,
    uint64_t (*reclaim)(struct plain_run *r))
{
	int vain = 0;

	plain_machine_run(r, m);
	r->stall_ns += ns;
	if (r->nfree == 0) {
		r->counts.allocstall++;
		while (r->nfree == 0 && vain < 17) {
			uint64_t freed = reclaim(r);

			r->counts.steal_direct += freed;
			r->stall_ns += freed * r->setup.figures->evict_ns;
			vain += freed == 0;
			if (freed > 0)
				m->failures = 0;
		}
		r->counts.oom += r->nfree == 0;
	}
	if (plain_machine_free(r, m) <= m->low)
		wake(r, m);
}
