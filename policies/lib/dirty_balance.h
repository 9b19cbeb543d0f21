/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When dirty pages of files are written: balance_dirty_pages() in
 * mm/page-writeback.c, for one memory group.
 *
 * A process that has made enough pages dirty looks how many the statistics of
 * its group say there are, as of their last copy.  With more than the middle of
 * dirty_background_ratio and dirty_ratio all are written, and that again at
 * each look until a copy says that there are fewer.  With dirty_ratio or more,
 * and no less than the limit that follows it slowly, the process sleeps at each
 * page that it makes dirty.  When it wakes the page is written and protected,
 * so the same write makes it dirty once more: until the kernel's own timer has
 * copied the statistics.
 *
 * A group counts as one process.  How fast the device writes, which decides how
 * long a process sleeps otherwise, is left out.
 */
#ifndef POLICIES_LIB_DIRTY_BALANCE_H
#define POLICIES_LIB_DIRTY_BALANCE_H

#include "model/charge.h"
#include "policies/lib/kernel_version.h"

/* vm.dirty_background_ratio and vm.dirty_ratio, 10 and 20 percent, of
 * DIRTY_WHOLE: domain_dirty_limits(). */
#define DIRTY_WHOLE      4096
#define DIRTY_BACKGROUND 409
#define DIRTY_RATIO      819

/* Pages that a process that begins may make dirty before it looks. */
#define DIRTY_FIRST 32

/* Between two changes of the limit: BANDWIDTH_INTERVAL. */
#define DIRTY_INTERVAL_NS UINT64_C(200000000)

/* A sleep, until the tick after next (HZ=250). */
#define DIRTY_SLEEP_NS UINT64_C(8000000)

struct dirty_balance {
	uint64_t now;          /* dirty pages of files */
	uint64_t dirty, files; /* in the statistics: of these, and all */
	uint64_t count, pause; /* made dirty since the last look, and how many
				* it takes for one */
	uint64_t limit, limit_ns; /* wb_domain.dirty_limit, and since when */
	uint64_t slept_ns;
};

enum dirty_verdict { DIRTY_FEW, DIRTY_MANY, DIRTY_SLEEP };

static inline void
dirty_copy(struct dirty_balance *d, uint64_t files)
{
	d->dirty = d->now;
	d->files = files;
}

/* One page more is dirty; true: it is time to look. */
static inline bool
dirty_count(struct dirty_balance *d)
{
	d->now++;
	d->count++;
	return (d->count >= d->pause);
}

static inline void
dirty_uncount(struct dirty_balance *d)
{
	if (d->now > 0)
		d->now--;
}

/* dirty_poll_interval() */
static inline uint64_t
dirty_interval(uint64_t room)
{
	int log2 = room == 0 ? 0 : 63 - __builtin_clzll(room);

	return (UINT64_C(1) << (log2 / 2));
}

/* The limit follows dirty_ratio, upwards at once and downwards slowly:
 * update_dirty_limit(). */
static inline void
dirty_move_limit(struct dirty_balance *d, uint64_t most, uint64_t ns)
{
	if (ns < d->limit_ns + DIRTY_INTERVAL_NS)
		return;
	d->limit_ns = ns;
	if (d->limit < most) {
		d->limit = most;
		return;
	}
	if (most < d->dirty)
		most = d->dirty;
	if (most < d->limit)
		d->limit -= (d->limit - most) >> 5;
}

/* ns: the time without sleeps.  What is in stock may still be charged, too,
 * which a kernel leaves out. */
static inline enum dirty_verdict
dirty_look(struct dirty_balance *d, const struct charge *c, uint64_t ns)
{
	uint64_t headroom = c->limit != CHARGE_NO_LIMIT && c->used < c->limit
				? c->limit - c->used
				: 0;
	uint64_t all = d->files + headroom + c->stock;
	uint64_t most = all * DIRTY_RATIO / DIRTY_WHOLE;
	uint64_t few = all * DIRTY_BACKGROUND / DIRTY_WHOLE;
	uint64_t limit = d->limit > most ? d->limit : most;

	if (d->dirty <= (most + few) / 2) {
		d->count = 0;
		d->pause = dirty_interval(most - d->dirty);
		return (DIRTY_FEW);
	}
	dirty_move_limit(d, most, ns + d->slept_ns);
	if (d->dirty < limit) {
		d->pause += d->count;
		return (DIRTY_MANY);
	}
	d->count = d->pause = 0;
	return (DIRTY_SLEEP);
}

/* The process sleeps.  ns: the time without sleeps.  true: meanwhile the timer
 * has copied the statistics. */
static inline bool
dirty_sleep(struct dirty_balance *d, uint64_t ns)
{
	uint64_t periods = (ns + d->slept_ns) / STATS_PERIOD_NS;

	d->slept_ns += DIRTY_SLEEP_NS;
	return ((ns + d->slept_ns) / STATS_PERIOD_NS != periods);
}

/* 6.1: the process, awake, adds the statistics up itself, and goes on. */
static inline void
dirty_awake(struct dirty_balance *d)
{
	d->pause = 2;
}

#endif
