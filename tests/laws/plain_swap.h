/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * swap=async for the twins of Linux's policies: a device that takes its time,
 * the swap cache, write-back and read-ahead, by mm/page_io.c, mm/swap_state.c,
 * mm/memory.c (do_swap_page) and block/blk-mq.c.
 *
 * A page that is in a frame is mapped or not; one that is not is in the swap
 * cache.  A page has a slot from the first time that it is handed to the
 * device, until a fault that writes gives it back.  A page that is evicted and
 * must be written is handed to the device and stays where it is; when the
 * device has it, it goes to the tail of its list, clean.  Time is that of the
 * program, think_ns a reference, and all that faults have taken so far.
 *
 * Everything is an array by page or slot, and is found by looking at all of it.
 */
#ifndef LAWS_PLAIN_SWAP_H
#define LAWS_PLAIN_SWAP_H

#include "plain.h"

#define SWAP_REQUESTS 33 /* held back at most, and the one that is too much */
#define SWAP_SERVERS  8

/* Requests are served as doc/SUITE.md says, with constant times. */
struct plain_figures {
	uint64_t think_ns;
	uint64_t zero_ns, major_ns, minor_ns, evict_ns; /* the kernel's work */
	uint32_t servers; /* at most SWAP_SERVERS */
	uint64_t overhead_ns, read_ns, write_ns;
	uint64_t bandwidth; /* bytes a second; 0: no limit */
	uint32_t request;   /* pages of one that writes, at most; 0: 128 */
	uint64_t nslots;    /* swap_size; 0: as many as needed */
	bool disk;          /* the device turns: read-ahead is by slot */
	bool no_drain;      /* a fault to be found: drain() is not called */
};

/* What the policy does for a page. */
struct plain_swap_hooks {
	/* A frame is free after it.  false: there is no memory to read
	 * ahead. */
	bool (*charge)(struct plain_run *r, bool ahead);
	/* The page was loaded: put it into the batch. */
	void (*arrive)(struct plain_run *r, uint32_t page);
	/* It was written and is to be evicted next. */
	void (*rotate)(struct plain_run *r, uint32_t page);
	/* The batch goes to the lists if this page is in it; PLAIN_NONE: in
	 * any case. */
	void (*drain)(struct plain_run *r, uint32_t page);
};

/* Adjacent pages on their way to or from the device. */
struct plain_request {
	uint32_t slot, n;
	uint32_t page[128];
};

struct plain_plug {
	struct plain_request request[SWAP_REQUESTS];
	uint32_t n;
	bool write;
};

/* What read-ahead remembers: of an area, or of all where it goes by slot. */
struct plain_window {
	uint64_t at; /* the last fault: address in pages, or slot */
	uint32_t pages, hits;
};

struct plain_swap {
	const struct plain_figures *f;
	const struct plain_swap_hooks *hooks;
	uint64_t page_cluster;
	bool by_address;
	uint64_t server_free[SWAP_SERVERS], link_free;
	uint64_t norder; /* requests so far */

	/* By page. */
	uint32_t *slot; /* 0: none */
	bool *mapped;
	bool *writing;   /* handed to the device and not written */
	uint64_t *done;  /* when it is read or written; of one that is
			  * held back UINT64_MAX */
	uint64_t *order; /* of its request and place in it */
	bool *reclaim;   /* one bit for two: to be evicted when written;
			  * read ahead and not used yet */
	bool *reading;   /* being read, until 'done' */

	uint32_t *page_in; /* by slot */
	uint32_t nslots, cursor;
	struct plain_plug out, in;
	struct plain_window *window; /* by area */
	uint32_t nwindow;
};

/* The parameters swap, page_cluster and vma_ra; NULL: swap is synchronous. */
struct plain_swap *plain_swap_open(
    struct plain_run *r, const struct plain_swap_hooks *hooks);

uint64_t plain_swap_now(const struct plain_run *r, const struct plain_swap *s);
/* The device completes what it has to. */
void plain_swap_complete(struct plain_run *r, struct plain_swap *s);
/* Time passes. */
void plain_swap_spend(struct plain_run *r, uint64_t ns);
/* A scan looks at the page. */
void plain_swap_look(struct plain_run *r, struct plain_swap *s);
/* It is being read: nobody can take it. */
bool plain_swap_locked(
    const struct plain_run *r, const struct plain_swap *s, uint32_t page);
/* A fault on a page of a file, before there is a frame for it. */
void plain_swap_file_fault(struct plain_run *r, struct plain_swap *s);
/* The same, when it has one: it is read, and waited for. */
void plain_swap_read_file(struct plain_run *r, struct plain_swap *s);
/* A page of a file is written, and nothing waits for it. */
void plain_swap_write_file(struct plain_run *r, struct plain_swap *s);
/* The page is to leave.  true: it has to be written first, and stays. */
bool plain_swap_out(struct plain_run *r, struct plain_swap *s, uint32_t page);
/* The page is written at once, if it must be: its frame is needed. */
void plain_swap_force_out(
    struct plain_run *r, struct plain_swap *s, uint32_t page);
/* The pages of a pass go to the device. */
void plain_swap_submit(struct plain_run *r, struct plain_swap *s);
/* A reference to a page that is not mapped. */
void plain_swap_fault(struct plain_run *r, struct plain_swap *s, uint32_t page);

/* plain_readahead.c: the addresses or slots to read for a fault on a page, from
 * the first to before the end, which are equal where it is that page alone. */
void plain_readahead_window(struct plain_run *r, struct plain_swap *s,
    uint32_t page, int64_t *first, int64_t *end);
/* The page there, if it can be read now; PLAIN_NONE. */
uint32_t plain_readahead_page(const struct plain_run *r,
    const struct plain_swap *s, uint32_t page, int64_t at);
/* A fault found its page in the swap cache. */
void plain_readahead_hit(
    struct plain_run *r, struct plain_swap *s, uint32_t page);

#endif
