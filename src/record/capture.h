/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where every method brings what it sees.  It keeps the areas of each process,
 * counts, keeps to the limits, and writes accesses and events to the trace.
 */
#ifndef RECORD_CAPTURE_H
#define RECORD_CAPTURE_H

#include "model/access.h"
#include "model/event.h"
#include "record/tracee.h"
#include "trace/known_pages.h"
#include "trace/writer.h"

#define CAPTURE_BATCH 4096

struct page_set;

struct capture {
	struct trace_writer *to;
	bool fetches;   /* instruction fetches are wanted */
	bool page_refs; /* the page's address, one byte */
	uint64_t skip;  /* accesses still to be left out */
	uint64_t take;  /* accesses wanted; UINT64_MAX: all */
	bool started; /* accesses are recorded; events are from the first on */
	bool ended;   /* nothing is recorded any more */
	uint64_t accesses, events, pages;
	bool failed; /* writing failed, and *err is set */
	struct err *err;
	/* The rest is its own. */
	size_t n;
	struct known_pages known; /* accesses that were made before */
	uint32_t *tagged;         /* processes that keys in known are of */
	struct page_set *touched;
	struct access batch[CAPTURE_BATCH];
};

void capture_open(struct capture *c, struct trace_writer *to, struct err *err);
/* Writes what is in memory still, and frees. */
void capture_close(struct capture *c);

void capture_access(struct capture *c, struct tracee *t, enum access_op op,
    uint64_t addr, uint64_t size);

/* Accesses as words of the ring (plugin/ring.h), up to one that is more than an
 * access within a page, or n of them.  Returns how many. */
size_t capture_words(
    struct capture *c, struct tracee *t, const uint64_t *word, size_t n);

/* A mapping that replaces what was there. */
void capture_map(struct capture *c, struct tracee *t, const struct recarea *a,
    enum backend_kind backend);
void capture_unmap(
    struct capture *c, struct tracee *t, uint64_t start, uint64_t end);
/* An event of a range: protect, discard, pageout, pin, unpin. */
void capture_range(struct capture *c, struct tracee *t, enum event_kind kind,
    uint64_t start, uint64_t end, unsigned flags);
void capture_fork(
    struct capture *c, const struct tracee *parent, struct tracee *child);
/* Another program: all areas go. */
void capture_exec(struct capture *c, struct tracee *t);
void capture_exit(struct capture *c, struct tracee *t);

#endif
