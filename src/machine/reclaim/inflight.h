/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames whose pages are being written to swap or read from it, in the order in
 * which that ends.  A frame has one transfer at most.
 *
 *	first to end ──▶ [ 7: 60 us ][ 8: 60 us ][ 3: 74 us ] ◀── last
 */
#ifndef MACHINE_RECLAIM_INFLIGHT_H
#define MACHINE_RECLAIM_INFLIGHT_H

#include <stdbool.h>

#include "base/mem.h"
#include "model/page.h"

enum frame_io {
	FRAME_WRITING = 1, /* PG_writeback */
	FRAME_READING = 2, /* locked until the page is there */
	/* PG_reclaim and PG_readahead, which are one bit in Linux: the frame is
	 * to be freed when it is written; its page was read ahead. */
	FRAME_MARKED = 4,
	FRAME_AWAY = 8, /* the policy no longer has the page */
};

struct inflight {
	uint8_t *io; /* by frame: enum frame_io */
	struct flight {
		sim_ns done;
		frame_t f;
	} * flight; /* a ring */
	uint64_t mask;
	uint64_t begin, end; /* those from 'begin' to before 'end', & mask */
};

void inflight_open(struct inflight *q, struct mem *m, frame_t nframes);

/* The transfer of f, whose io says which it is, ends at 'done'. */
void inflight_add(struct inflight *q, frame_t f, sim_ns done);

/* The first transfer, if it ends by 'now': its frame, whose bits for reading
 * and writing are cleared then.  Else NO_FRAME. */
frame_t inflight_ended(struct inflight *q, sim_ns now);

/* How many there are. */
static inline uint64_t
inflight_count(const struct inflight *q)
{
	return (q->end - q->begin);
}

/* When the first ends; there is one. */
static inline sim_ns
inflight_first(const struct inflight *q)
{
	return (q->flight[q->begin & q->mask].done);
}

/* When the transfer of f ends; f has one. */
sim_ns inflight_done(const struct inflight *q, frame_t f);

/* f is given to something else: its transfer, if it has one, no longer
 * matters. */
void inflight_forget(struct inflight *q, frame_t f);

static inline bool
inflight_busy(const struct inflight *q, frame_t f)
{
	return ((q->io[f] & (FRAME_WRITING | FRAME_READING)) != 0);
}

#endif
