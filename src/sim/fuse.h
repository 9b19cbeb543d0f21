/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fused runs: up to 64 machines that take the same references.  One word for
 * each page and kind of reference has a bit for each machine in which that
 * reference changes nothing, because the page is present and has all the bits
 * that it sets (as in sim/loop.h).  On the trace of a program that is nearly
 * every reference, for all of the machines at once.
 *
 *	reference to page 5, write ──▶ done[5 << 1 | 1] = 1101
 *				       machine 1 takes the reference
 *
 * The machines are whole: what the fused loop leaves out has no effect on them,
 * so any device, events of the trace and counts by area are possible.  It is
 * for policies that follow the rules of sim/blocks.h.  A bit of done[] is
 * cleared before a policy reads the bits of the page, when the page is evicted
 * and when it is part of a change.
 *
 * The same page in a shared frame (copy-on-write) may be read without effect
 * if the frame's accessed bit is set; then it has a bit for reads, too.
 */
#ifndef SIM_FUSE_H
#define SIM_FUSE_H

#include "sim/replay.h"

#define FUSE_MOST 64

/* Bytes for each page. */
#define FUSE_PAGE_BYTES (2 * sizeof(uint64_t))

struct loop_count;

/* The page, which is absent, replaces another one by the fast path.  Bound to a
 * policy (sim/bind.h). */
typedef void policy_exchange_f(
    struct replay *r, page_id_t page, bool write, struct loop_count *count);

/* What a hit needs of a run, kept together: of many runs the rest is not in a
 * near cache. */
struct fuse_lane {
	uint8_t *entry;          /* of its machine */
	uint8_t hit[2], done[2]; /* as replay.hit_bits, done_bits */
	uint8_t one;             /* what a hit adds to the entry */
	bool plain;              /* a hit does no more than that */
};

struct fuse {
	uint64_t *done; /* by page << 1 | write */
	uint64_t all;   /* the bits of the machines */
	uint64_t now;   /* references begun */
	bool far;       /* done[] is larger than a near cache */
	jmp_buf broken;
	size_t n;
	struct fuse_lane lane[FUSE_MOST];
	struct replay *run[FUSE_MOST];
	policy_exchange_f *exchange[FUSE_MOST];
	struct loop_count *count; /* by run: of one fuse_feed() */
};

/* Does it follow the rules, and is it compiled in?  One that has touch() must
 * also not be told of hits in the run (policy_host.hits). */
bool fuse_serves(const struct policy *p);

/* Memory is from m; page numbers are below npages. */
struct fuse *fuse_open(struct mem *m, page_id_t npages);

/* A run that has just been opened, without a TLB and with one partition; the
 * caller closes it. */
void fuse_add(struct fuse *f, struct replay *r);

/* As replay_note_pages(), for the words. */
void fuse_note_pages(struct fuse *f, page_id_t npages);

/* As replay_feed() and replay_change(), for all runs.  *failed: of those that
 * fail, the first. */
int fuse_feed(struct fuse *f, const struct reference *ref, size_t n,
    size_t *failed, struct err *err);
int fuse_change(struct fuse *f, const struct change *c, size_t n,
    size_t *failed, struct err *err);

/* The bits of the page may change, or it is about to be evicted. */
void fuse_forget(struct replay *r, page_id_t page);

#endif
