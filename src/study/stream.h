/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loop that reads a stream of references from its source, a chunk at a
 * time, and feeds it to any number of consumers.
 *
 *	trace + address spaces (refstream.h) ─┐
 *	a recorded string (refstring.h) ──────┼─▶ source ─▶ chunk ─▶ consumers
 *	a test trace (check/testrun.h) ───────┘
 *
 * With workers, the calling thread reads the next chunk while they feed the
 * last one; a consumer is fed by one worker at a time, and a chunk is done when
 * all consumers have had it.  So the number of workers changes no result and no
 * error.
 */
#ifndef STUDY_STREAM_H
#define STUDY_STREAM_H

#include "base/mem.h"
#include "study/consumer.h"

/* Called from time to time with the progress of a stage of the work. */
struct progress {
	/* total 0: not known.  NULL: nothing is shown. */
	void (*tell)(
	    void *self, const char *stage, uint64_t done, uint64_t total);
	void *self;
};

static inline void
progress_tell(
    const struct progress *p, const char *stage, uint64_t done, uint64_t total)
{
	if (p != NULL && p->tell != NULL)
		p->tell(p->self, stage, done, total);
}

/* A piece of a stream. */
struct chunk {
	uint64_t first; /* references of the stream before it */
	const struct reference *reference; /* REPLAY_AHEAD more are readable */
	size_t n;
	const uint64_t *time; /* n + 1: the program's own time before the first
			       * reference, and at each; NULL: think_ns */
	const struct change *change; /* 'at' ascends, from first to first + n */
	size_t nchange;
	page_id_t npages; /* page numbers are below this */
	bool end;         /* nothing follows */
};

/* Where references come from. */
struct source {
	/* The next chunk, of at most so many references.  What it points to is
	 * valid until the next call but one. */
	int (*next)(
	    void *self, uint64_t most, struct chunk *c, struct err *err);
	void (*facts)(void *self, struct stream_facts *facts);
	/* How much is done and how much there is in all (0: not known), in any
	 * unit; NULL: the source does not know. */
	void (*progress)(void *self, uint64_t *done, uint64_t *total);
	void *self;
};

struct stream {
	struct source source;
	const struct consumer *consumer;
	size_t n;
	unsigned workers;  /* more than 1: as above; else the caller feeds */
	bool overlap;      /* that for one consumer, too */
	const char *stage; /* the name of the stage, for the progress */
	const struct progress *progress; /* or NULL */

	/* From stream_begin() on. */
	struct stream_facts facts;
	struct mem *m;
	struct feeding *feeding; /* by consumer */
	struct pool *pool;
	struct chunk chunk; /* the one that is fed */
	bool busy;          /* workers have it */
};

/* begin() of all consumers, in order. */
int stream_begin(struct stream *s, struct err *err);
/* Feeds the next chunk, of at most so many references; *more: another one
 * follows, and a consumer is not done. */
int stream_step(struct stream *s, uint64_t most, bool *more, struct err *err);
/* end() of all consumers, in order. */
int stream_end(struct stream *s, struct err *err);
/* Frees what the stream has; after an error, too. */
void stream_close(struct stream *s);

/* All of these, up to the end of the stream. */
int stream_run(struct stream *s, struct err *err);

/* Feeds one chunk to one consumer: 0, CONSUMER_DONE or -1. */
int chunk_feed(
    const struct chunk *c, const struct consumer *consumer, struct err *err);

#endif
