/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Plain twins: a second implementation of every policy, slow and simple enough
 * to be checked by reading.
 *
 * A twin is written from the paper alone, and the fast implementation is tested
 * against it.  So it shares no code with the product: neither frames, nor
 * contract, nor loop.  What the twins share is here: a machine that keeps which
 * page is in which frame and the bits of pages, ordered lists of pages, and
 * parameters.
 *
 * A twin is called for hits and misses, and does what its paper says:
 * plain_evict() a page if plain_full(), then plain_load() the missing one.  It
 * sees everything.  What is impossible (evicting a page that is not resident,
 * loading with no frame free) fails an assertion.
 *
 * The rules of the machine.  Frames are numbered from 0; the free frame of the
 * lowest number is used first.  Loading clears a page's accessed and dirty
 * bits; the machine sets accessed, and dirty if it is a write, after hit() or
 * miss() has returned.  Evicting a page writes it back if it is dirty.  A page
 * unmapped frees its frame without being evicted and is dropped from every
 * list, ghosts included; its number is never used again.  A page that an event
 * pages out is dropped likewise and is evicted; it may come back.  A page
 * pinned is dropped likewise but keeps its frame, and its hits are not
 * reported; unpinned it comes back through admit(), as if just loaded.
 * References are numbered from 0, hits of pinned pages included.  A twin with a
 * period p is ticked between references k - 1 and k for k = p, 2p, 3p...
 */
#ifndef LAWS_PLAIN_H
#define LAWS_PLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rng.h"
#include "model/reference.h"

#define PLAIN_NONE UINT32_MAX /* no page, no frame */

struct plain_setup {
	uint32_t nframes;
	uint32_t npages;    /* page numbers are below this */
	const char *params; /* "load_bit=0,hand=stay"; NULL or "": defaults */
	uint64_t seed;
	const struct reference *refs; /* the whole string, for twins that use */
	uint32_t n;                   /* the future; otherwise NULL and 0 */
	const uint64_t *vpn;     /* by page: its address / page size; NULL: the
				  * page's number */
	const uint32_t *process; /* by page; NULL: there is one */
	const uint32_t *area;    /* by page; NULL: there is one */
	const struct plain_figures *figures; /* plain_swap.h; NULL: nothing
					      * takes time */
	const struct plain_machine *machine; /* plain_machine.h; NULL: memory is
					      * the limit of a group */
	uint64_t kernel_pages; /* that the kernel itself has; 0: 3 */
	const uint8_t *file; /* by page: PLAIN_FILE and so on; NULL: no page is
			      * of a file, for the twins of kernels */
};

#define PLAIN_FILE 1 /* of a file */
#define PLAIN_CODE 2 /* and may be executed */

/* In the words of /proc/vmstat; kept by the twins of kernels. */
struct plain_counts {
	uint64_t pgmajfault, minor, pswpin, pswpout, pgscan, pgsteal;
	uint64_t refault, activate, restore;
	uint64_t swap_ra, swap_ra_hit, oom;
	uint64_t file_reads, file_writes;
	/* Of those above, pages of files. */
	uint64_t scan_file, steal_file, refault_file, activate_file;
	/* Of memory of a machine. */
	uint64_t allocstall, steal_direct, steal_kswapd;
};

/* What one reference did, ticks, unmaps and pins since the last included.
 * Valid until the run is touched again. */
struct plain_step {
	bool fault;
	uint32_t nvictims;
	const uint32_t *victim;   /* pages, in order of eviction */
	const bool *victim_dirty; /* of each: was it written back */
	uint32_t ncleaned;
	const uint32_t *cleaned; /* written back early, still resident */
};

struct plain;
struct plain_chunk;

/* One machine under one policy.  Twins read it; only plain.c writes it, but
 * for the accessed bits. */
struct plain_run {
	const struct plain *twin;
	void *st; /* the twin's own state */
	struct plain_setup setup;
	uint32_t nframes;
	uint32_t npages;
	uint32_t nfree;
	uint32_t *page;  /* by frame; PLAIN_NONE: empty */
	uint32_t *frame; /* by page; PLAIN_NONE: not resident */
	bool *accessed;  /* by page */
	bool *used;      /* by page: as that, but cleared by itself */
	bool *dirty;     /* by page: written since loaded or cleaned */
	bool *pinned;    /* by page */
	bool *came;      /* by page: it was loaded before */
	bool pinning;    /* drop() is called for a page that is pinned now, and
			  * keeps its frame */
	uint64_t now;    /* number of the reference under way */
	bool write;      /* it writes */
	bool always_writes; /* as in struct plain; open() may change it */

	/* Counts of the whole run. */
	uint64_t nfaults;
	uint64_t nevicted;
	uint64_t nevicted_dirty;
	uint64_t ncleaned;
	struct plain_counts counts;
	uint64_t nback;       /* anonymous pages that came back */
	uint64_t nfile_dirty; /* pages of files that left dirty */
	uint64_t stall_ns;    /* plain_swap.h: what faults have taken so far */

	/* Private to plain.c. */
	struct plain_chunk *chunks;
	struct plain_step step;
	uint32_t *victim;
	bool *victim_dirty;
	uint32_t *cleaned;
	uint32_t victim_room;
	uint32_t cleaned_room;
	uint32_t lowest; /* no frame below it is free */
	uint32_t nasked; /* parameters of setup.params that open() looked up */
	bool reported;   /* step was handed out: the next event begins anew */
};

struct plain {
	const char *name; /* as on the command line */
	size_t size;      /* of its state, lent zeroed */
	/* Looks up its parameters, allocates with plain_alloc(). */
	void (*open)(struct plain_run *r);
	/* The page is resident and referenced; its bits are set after this. */
	void (*hit)(struct plain_run *r, uint32_t page);
	/* The page is not resident: make room, plain_load() it, list it. */
	void (*miss)(struct plain_run *r, uint32_t page);
	/* The page is resident again after a pin: list it as one never seen
	 * before. */
	void (*admit)(struct plain_run *r, uint32_t page);
	/* Forget the page, resident or ghost or unknown. */
	void (*drop)(struct plain_run *r, uint32_t page);
	void (*tick)(struct plain_run *r); /* NULL: never */
	/* A write made the page of a file dirty.  true: it was cleaned, and the
	 * write is made again.  NULL: not of interest. */
	bool (*dirtied)(struct plain_run *r, uint32_t page);
	/* References between ticks; NULL or 0: only plain_tick() ticks. */
	uint64_t (*period)(struct plain_run *r);
	void (*wake)(struct plain_run *r); /* every 64 references; NULL: no */
	bool varies; /* evicts though frames are free: fixed-size laws do not
		      * hold */
	bool always_writes; /* a page has no copy on swap while it is resident,
			     * so each is written when it is evicted */
};

/* -- for the test ------------------------------------------------------- */

struct plain_run *plain_open(
    const struct plain *twin, const struct plain_setup *setup);
void plain_step(
    struct plain_run *r, uint32_t page, bool write, struct plain_step *out);
/* A reference that concerns another machine. */
void plain_skip(struct plain_run *r);
/* Before a change that is not made here. */
void plain_wake(struct plain_run *r);
void plain_unmap(struct plain_run *r, uint32_t page);
void plain_pageout(struct plain_run *r, uint32_t page); /* evictable */
void plain_pin(struct plain_run *r, uint32_t page);     /* resident */
void plain_unpin(struct plain_run *r, uint32_t page);   /* pinned */
void plain_tick(struct plain_run *r); /* a tick of the trace's own */
void plain_close(struct plain_run *r);

extern const struct plain *const plain_twins[];   /* ends with NULL */
const struct plain *plain_find(const char *name); /* NULL: there is none */

/* -- for the twins: the machine ----------------------------------------- */

static inline bool
plain_resident(const struct plain_run *r, uint32_t page)
{
	return (r->frame[page] != PLAIN_NONE);
}

static inline bool
plain_full(const struct plain_run *r)
{
	return (r->nfree == 0);
}

/* Resident and not pinned: the page may be named a victim. */
static inline bool
plain_evictable(const struct plain_run *r, uint32_t page)
{
	return (plain_resident(r, page) && !r->pinned[page]);
}

static inline bool
plain_is_file(const struct plain_run *r, uint32_t page)
{
	return (r->setup.file != NULL && r->setup.file[page] != 0);
}

/* Where the page is in its address space, in pages. */
static inline uint64_t
plain_vpn(const struct plain_run *r, uint32_t page)
{
	return (r->setup.vpn != NULL ? r->setup.vpn[page] : page);
}

/* Takes the page out of its frame, writing it back if dirty; reports it. */
void plain_evict(struct plain_run *r, uint32_t page);
/* Puts the page into the free frame of the lowest number; bits clear. */
void plain_load(struct plain_run *r, uint32_t page);
/* Writes the page back, if dirty, and leaves it in place; reports it. */
void plain_clean(struct plain_run *r, uint32_t page);

/* Zeroed, n * size bytes, freed with the run. */
void *plain_alloc(struct plain_run *r, size_t n, size_t size);

/* -- for the twins: parameters, from open() only ------------------------ */

/* An integer, or dflt where it is not given. */
uint64_t plain_count(struct plain_run *r, const char *key, uint64_t dflt);
/* "12" is 12; "25%" is that share of whole, rounded down. */
uint64_t plain_amount(
    struct plain_run *r, const char *key, const char *dflt, uint64_t whole);
double plain_real(struct plain_run *r, const char *key, double dflt);
/* Which of the NULL-ended words it is; not given: the first. */
int plain_choice(
    struct plain_run *r, const char *key, const char *const words[]);

/* -- for the twins: ordered lists of pages ------------------------------ */

/* A page is in a list at most once, but may be in several lists. */
struct plain_list {
	uint32_t *newer; /* by page: its neighbour toward the head */
	uint32_t *older; /* by page: its neighbour toward the tail */
	bool *has;       /* by page */
	uint32_t head;   /* PLAIN_NONE: the list is empty */
	uint32_t tail;
	uint32_t n;
};

void plain_list_open(struct plain_run *r, struct plain_list *l);
void plain_list_push_head(struct plain_list *l, uint32_t page);
void plain_list_push_tail(struct plain_list *l, uint32_t page);
/* Just older than (nearer the tail than) at, which is in the list. */
void plain_list_insert_older(struct plain_list *l, uint32_t at, uint32_t page);
void plain_list_remove(struct plain_list *l, uint32_t page); /* it is there */
void plain_list_drop(struct plain_list *l, uint32_t page);   /* if there */

#endif
