/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interface of a kind of device, and the queue that kinds share.
 *
 * Figures are for pages of 4 KiB, whatever the page size of the model; a
 * page of another size counts in proportion.  Times beyond 64
 * bits (500 years) stay at the largest value.
 */
#ifndef DEVICE_KIND_H
#define DEVICE_KIND_H

#include <stddef.h>

#include "base/rng.h"
#include "device/device.h"

#define FIGURE_PAGE UINT64_C(4096)

/* Groups of figures; a kind uses all figures of a group or none. */
enum figure_group {
	USES_SERVERS = 1,
	USES_LINK = 2,
	USES_OVERHEAD = 4,
	USES_SERVICE = 8, /* read and write by percentile */
	USES_ARM = 16,
	USES_PROGRAM = 32,
	USES_POOL = 64,
};

struct device_kind {
	const char *name;
	const char *summary;
	unsigned uses; /* enum figure_group */
	size_t state_size;
	bool minds_slots; /* times depend on which slots are moved */
	void (*init)(struct device *d); /* NULL: the state begins as zeros */
	void (*serve)(
	    struct device *d, const struct transfer *t, struct served *out);
	/* device_serve_faults(); NULL: by serve(). */
	void (*serve_faults)(struct device *d, struct device_faults *f);
	/* device_read_most(), device_write_most(); NULL: there is none. */
	sim_ns (*most)(
	    const struct device_figures *f, uint64_t page_size, bool write);
};

/*
 * Equal servers behind one queue, and the link behind them.  Only the times
 * at which servers become free matter: those of the busy ones are a heap, the
 * earliest first.
 */
struct queue {
	sim_ns *free;
	size_t n;
	size_t busy;   /* elements of free[]; other servers are idle */
	sim_ns latest; /* of free[] */
	sim_ns link_free;
	uint64_t bandwidth;
	uint64_t bytes;  /* of the last transfer, */
	sim_ns bytes_ns; /* and the time it took on the link */
};

struct device {
	const struct device_kind *kind;
	const struct device_figures *figures;
	struct mem *m;
	uint64_t page_size;
	uint64_t seed;
	uint64_t requests; /* so far: the index of the next draw */
	bool is_free;
	struct queue queue;
	uint64_t pool; /* bytes of pages kept in memory */
	void *state;
};

static inline sim_ns
ns_add(sim_ns a, sim_ns b)
{
	sim_ns sum;

	return (__builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum);
}

static inline sim_ns
ns_clamp(unsigned __int128 ns)
{
	return (ns > UINT64_MAX ? UINT64_MAX : (sim_ns)ns);
}

static inline uint64_t
transfer_bytes(const struct device *d, const struct transfer *t)
{
	return (d->page_size * t->pages);
}

/* For those below: the server that is free first is idle from now on; one more
 * is busy, or the one that is free first, until then; the time on the link. */
void queue_idle(struct queue *q);
void queue_occupy(struct queue *q, sim_ns until);
sim_ns queue_link_ns(struct queue *q, uint64_t bytes);

/* When the next server can begin a request that arrives at this time, not
 * before the last one's. */
static inline sim_ns
queue_start(struct queue *q, sim_ns at)
{
	if (at >= q->latest)
		q->busy = 0;
	while (q->busy > 0 && q->free[0] <= at)
		queue_idle(q);
	return (q->busy < q->n ? at : q->free[0]);
}

/* Transfers bytes over the link; returns the time at which they have
 * arrived. */
static inline sim_ns
queue_move(struct queue *q, sim_ns ready, uint64_t bytes)
{
	sim_ns from = ready > q->link_free ? ready : q->link_free;

	if (q->bandwidth == 0)
		return (ready);
	q->link_free = ns_add(
	    from, bytes == q->bytes ? q->bytes_ns : queue_link_ns(q, bytes));
	return (q->link_free);
}

/* The server that queue_start() returned is busy until then. */
static inline void
queue_busy(struct queue *q, sim_ns until)
{
	if (q->busy > 0) {
		queue_occupy(q, until);
		q->latest = until > q->latest ? until : q->latest;
		return;
	}
	q->free[0] = q->latest = until;
	q->busy = 1;
}

/* The largest time of a table. */
static inline sim_ns
percentile_most(const struct percentile_table *t)
{
	return (t->n == 0 ? 0 : t->point[t->n - 1].ns);
}

/* The value that the share random / 2^64 of the requests do not exceed. */
uint64_t percentile_draw(const struct percentile_table *t, uint64_t random);

extern const struct device_kind device_none, device_disk, device_flash,
    device_memory;

#endif
