/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A policy with a fault that a law must detect.  It is compiled once without a
 * fault (FAULT 0) and once with each of the faults below.
 *
 * It is FIFO with a history: a page that is loaded again soon after its
 * eviction is inserted behind the front of the queue.  So it has a queue and
 * ghosts, and faults of every kind can be planted in it.
 */
#define _GNU_SOURCE
/* Policies of one comparison must have different names. */
#ifndef NAME
#define NAME "planted"
#endif

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "policy/policy.h"

enum fault {
	FAULTLESS,
	ABSENT_VICTIM, /* returns an empty frame */
	PINNED_VICTIM, /* keeps a pinned page in its queue */
	FORGETS_UNMAP, /* keeps an unmapped page in its queue */
	LEAKS_GHOST,   /* keeps the ghost of an unmapped page */
	KNOWS_FUTURE,  /* chooses by the number of pages */
	BY_ADDRESS,    /* chooses by the address of its memory */
	WRITES_BEYOND, /* one element after its memory */
	WRITES_BEFORE, /* one element before it */
	READS_BEYOND,  /* a page after it */
	STATIC_STATE,  /* counts over all runs */
	LOOPS,         /* searches for a victim that does not exist */
	TOUCH_UNSEEN,  /* a touch() beyond its sight */
	BITS_UNSEEN,   /* accessed bits beyond its sight */
	BY_CLOCK,      /* random numbers from the clock */
	BY_SECOND,     /* random numbers from srand(time(NULL)) */
	CRASHES,       /* dereferences a null pointer */
	CLEARS_DIRTY,  /* clears a dirty bit, so that a write is lost */
	KEEPS_SETUP,   /* uses the setup after init() has returned */
	WRITES_PARAMS, /* which are read-only */
	ABORTS,        /* a failed assertion */
	EXITS,         /* ends the program with status 0 */
	WRAPS,         /* counts evictions in 11 bits, and divides by them */
	OLD_NAME,      /* assumes that a frame keeps its page until it leaves */
};

#ifndef FAULT
#define FAULT FAULTLESS
#endif

#define NGHOSTS 8

struct params {
	uint64_t rounds;
};

struct planted {
	const struct policy_setup *setup;
	const struct frame_table *frames;
	struct params *params;
	page_id_t npages;
	frame_t nframes;
	frame_t n; /* in the queue */
	uint64_t draws;
	uint16_t evictions;
	uint32_t nghosts;
	page_id_t ghost[NGHOSTS]; /* the oldest first */
	page_id_t name[4096];     /* by frame, as it was admitted */
	frame_t queue[];          /* the oldest load first */
};

static uint64_t over_all_runs;

static size_t
planted_footprint(const struct policy_setup *setup)
{
	size_t places = setup->nframes;

	/* Space for entries that it fails to remove, so that the law that is
	 * meant detects the fault, and not the law of memory. */
	if (FAULT == FORGETS_UNMAP)
		places += 100000;
	return (sizeof(struct planted) + places * sizeof(frame_t));
}

static void
planted_init(void *st, const struct policy_setup *setup)
{
	struct planted *p = st;

	p->setup = setup;
	p->frames = setup->frames;
	p->params = (struct params *)setup->params;
	p->npages = setup->npages;
	p->nframes = setup->nframes;
	if (FAULT == BY_SECOND)
		srand((unsigned)time(NULL));
}

static void
take_out(struct planted *p, frame_t f)
{
	frame_t kept = 0;

	while (kept < p->n && p->queue[kept] != f)
		kept++;
	if (kept == p->n)
		return;
	p->n--;
	memmove(
	    p->queue + kept, p->queue + kept + 1, (p->n - kept) * sizeof(f));
}

static bool
forget(struct planted *p, page_id_t page)
{
	uint32_t kept = 0, before = p->nghosts;

	for (uint32_t i = 0; i < p->nghosts; i++)
		if (p->ghost[i] != page)
			p->ghost[kept++] = p->ghost[i];
	p->nghosts = kept;
	return (kept < before);
}

static void
remember(struct planted *p, page_id_t page)
{
	forget(p, page);
	if (p->nghosts == NGHOSTS)
		forget(p, p->ghost[0]);
	p->ghost[p->nghosts++] = page;
}

/* A page with a ghost is inserted behind the front, others at the end. */
static void
planted_admit(void *st, frame_t f, page_id_t page)
{
	struct planted *p = st;
	bool missed = forget(p, page);

	if (FAULT == OLD_NAME)
		p->name[f] = page;
	if (FAULT == PINNED_VICTIM)
		take_out(p, f);
	p->queue[p->n++] = f;
	if (missed && p->n > 2) {
		p->queue[p->n - 1] = p->queue[1];
		p->queue[1] = f;
	}
	if (FAULT == WRITES_BEYOND)
		p->queue[p->nframes + 1] = f;
	if (FAULT == WRITES_BEFORE)
		((frame_t *)p)[-1] = f;
	if (FAULT == READS_BEYOND)
		p->draws += ((volatile frame_t *)p)[8192];
	if (FAULT == WRITES_PARAMS)
		p->params->rounds++;
}

static void
planted_touch(void *st, frame_t f)
{
	(void)st;
	(void)f;
}

static uint64_t
clock_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return ((uint64_t)t.tv_nsec);
}

/* The index in the queue of the victim; 0 without a fault. */
static frame_t
choose(struct planted *p)
{
	switch (FAULT) {
	case KNOWS_FUTURE:
		return (p->npages % p->n);
	case BY_ADDRESS:
		return ((frame_t)(((uintptr_t)p >> 6) % p->n));
	case STATIC_STATE:
		return ((frame_t)(over_all_runs++ % p->n));
	case BITS_UNSEEN:
		if (p->n < 2 || !frame_accessed(p->frames, p->queue[0]))
			return (0);
		frame_clear_accessed(p->frames, p->queue[0]);
		return (1);
	case BY_CLOCK:
		return ((frame_t)(clock_ns() % p->n));
	case BY_SECOND:
		return ((frame_t)rand() % p->n);
	case KEEPS_SETUP:
		return (p->setup->nframes > p->nframes);
	default:
		return (0);
	}
}

static frame_t
planted_victim(void *st, page_id_t page)
{
	struct planted *p = st;
	frame_t f;

	(void)page;
	if (FAULT == LOOPS)
		while (p->n < p->nframes)
			((volatile struct planted *)p)->draws++;
	if (FAULT == CRASHES && p->draws++ == 3)
		return (*(volatile frame_t *)NULL);
	if (FAULT == ABORTS && p->draws++ == 3)
		abort();
	if (FAULT == EXITS && p->draws++ == 3)
		exit(0);
	if (FAULT == ABSENT_VICTIM && p->draws++ == 3)
		return (p->nframes);
	if (FAULT == WRAPS)
		p->draws += 1000000 / (++p->evictions & 0x7ff);
	f = p->queue[choose(p)];
	if (FAULT == CLEARS_DIRTY)
		p->frames->entry[p->frames->page[f]] &= (uint8_t)~ENTRY_DIRTY;
	return (f);
}

static void
planted_leave(void *st, frame_t f, enum leave_why why)
{
	struct planted *p = st;

	if ((FAULT == FORGETS_UNMAP && why == LEAVE_UNMAPPED) ||
	    (FAULT == PINNED_VICTIM && why == LEAVE_PINNED))
		return;
	if (FAULT == OLD_NAME && p->name[f] != p->frames->page[f])
		abort();
	take_out(p, f);
	if (why == LEAVE_EVICTED)
		remember(p, p->frames->page[f]);
}

static void
planted_forget(void *st, page_id_t page)
{
	if (FAULT != LEAKS_GHOST)
		forget(st, page);
}

static const struct policy_ops planted_ops = {
	.size = sizeof(struct policy_ops),
	.admit = planted_admit,
	.touch = FAULT == TOUCH_UNSEEN ? planted_touch : NULL,
	.victim = planted_victim,
	.leave = planted_leave,
	.forget = planted_forget,
};

static const struct param planted_params[] = {
	{ .name = "rounds",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct params, rounds),
	    .dflt = "1",
	    .text = "is there to be written to" },
	{ .name = NULL },
};

const uint32_t policy_contract = POLICY_CONTRACT;
const struct policy policy_plugin = {
	.name = NAME,
	.summary = "FIFO with ghosts, and a fault",
	.size = sizeof(struct policy),
	.sight = SEES_FAULTS,
	.params = planted_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct params),
	.param_size = sizeof(struct param),
	.footprint = planted_footprint,
	.init = planted_init,
	.ops = &planted_ops,
};
