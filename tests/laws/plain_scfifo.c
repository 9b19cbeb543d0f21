/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SCFIFO, the second-chance queue of the xv6 paging assignment: the oldest page
 * is evicted, unless it was accessed; then its bit is cleared and it is put at
 * the end of the queue.
 */
#include "plain.h"

struct scfifo {
	struct plain_list queue;
};

static void
scfifo_open(struct plain_run *r)
{
	struct scfifo *s = r->st;

	plain_list_open(r, &s->queue);
}

static uint32_t
scfifo_victim(struct plain_run *r)
{
	struct scfifo *s = r->st;

	for (;;) {
		uint32_t page = s->queue.tail;

		if (!r->accessed[page])
			return (page);
		r->accessed[page] = false;
		plain_list_remove(&s->queue, page);
		plain_list_push_head(&s->queue, page);
	}
}

static void
scfifo_admit(struct plain_run *r, uint32_t page)
{
	struct scfifo *s = r->st;

	plain_list_push_head(&s->queue, page);
}

static void
scfifo_drop(struct plain_run *r, uint32_t page)
{
	struct scfifo *s = r->st;

	plain_list_drop(&s->queue, page);
}

static void
scfifo_miss(struct plain_run *r, uint32_t page)
{
	if (plain_full(r)) {
		uint32_t victim = scfifo_victim(r);

		plain_evict(r, victim);
		scfifo_drop(r, victim);
	}
	plain_load(r, page);
	scfifo_admit(r, page);
}

const struct plain plain_scfifo = {
	.name = "scfifo",
	.size = sizeof(struct scfifo),
	.open = scfifo_open,
	.miss = scfifo_miss,
	.admit = scfifo_admit,
	.drop = scfifo_drop,
};
