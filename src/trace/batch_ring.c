/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ring has a lock, which is taken once for a chunk.  A chunk is given away
 * when it is full, or when the caller waits for it.
 */
#include "trace/batch_ring.h"

#include <sys/eventfd.h>

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "trace/bytewindow.h"

#define CHUNKS 4
/* Accesses of a chunk: a batch is read where there is space for a whole one, so
 * that its size does not depend on those before it. */
#define CHUNK_ACCESSES ((size_t)2 * READAHEAD_BATCH)
/* References of a chunk, and of a batch of them. */
#define CHUNK_REFS ((size_t)4 * READAHEAD_BATCH)
#define REFS_BATCH ((size_t)4096)
/* Batches of a chunk at most: those that events end are short. */
#define CHUNK_PIECES 512
/* And at least, unless they have many accesses: a lock for each of them would
 * cost more than reading them. */
#define HUNGRY_PIECES 64
/* Address space for the thread and the ring. */
#define THREAD_BYTES (UINT64_C(32) << 20)

struct batch_ring {
	struct trace *t;
	bool timed, refs;
	struct mem *m; /* of the caller; the pages of chunks are from mine */
	struct mem *mine;
	struct chunk chunk[CHUNKS];
	size_t known; /* pages that are in chunks */
	pthread_t thread;
	int wake; /* event: it is to end at once, even in read(2) */
	atomic_bool halt, hungry;

	pthread_mutex_t lock; /* over all that follows */
	pthread_cond_t made, taken;
	unsigned nmade, ntaken; /* chunks */
	bool ended;             /* the thread makes no more */

	/* Of the caller. */
	bool holds;     /* the oldest chunk */
	unsigned piece; /* its next batch */
	struct page_array pages;
};

/* Appends pages; the array doubles. */
static void
add_pages(struct mem *m, struct page_array *to, const struct trace_page *page,
    size_t n)
{
	size_t least = to->n + n;

	if (n == 0)
		return;
	if (least > to->cap && least < to->cap * 2)
		least = to->cap * 2;
	to->page =
	    mem_grow_to(m, to->page, to->n, &to->cap, least, sizeof(*to->page));
	memcpy(to->page + to->n, page, n * sizeof(*page));
	to->n += n;
}

/* The next batch as a piece of the chunk; -1: none, because of an error. */
static int
read_piece(struct batch_ring *r, struct chunk *c, struct piece *p)
{
	struct trace *t = r->t;
	const struct splitter *s = &t->sink.split;
	struct trace_refs refs;
	uint64_t total;

	if (r->refs) {
		if (trace_next_refs(t, &refs, REFS_BATCH, &p->event, &c->err) !=
		    0)
			return (-1);
		p->n = refs.n;
		if (refs.n > 0)
			memcpy(c->ref + c->n, refs.ref,
			    refs.n * sizeof(*refs.ref));
		if (refs.npage > r->known) {
			add_pages(r->mine, &c->fresh, refs.page + r->known,
			    refs.npage - r->known);
			r->known = refs.npage;
		}
	} else if (trace_next_timed(t, c->access + c->n,
		       c->time == NULL ? NULL : c->time + c->n, READAHEAD_BATCH,
		       &p->n, &p->event, &c->err) != 0) {
		return (-1);
	}
	p->from = c->n;
	p->npage = r->known;
	p->at = trace_where(t);
	p->accesses = s->accesses;
	p->straddles = s->straddles;
	p->ignored = t->sink.ignored;
	p->malformed = t->sink.malformed;
	trace_progress(t, &p->done, &total);
	c->n += p->n;
	return (0);
}

static bool
has_space(const struct batch_ring *r, const struct chunk *c)
{
	return (c->npiece < CHUNK_PIECES &&
		c->n + (r->refs ? REFS_BATCH : READAHEAD_BATCH) <=
		    (r->refs ? CHUNK_REFS : CHUNK_ACCESSES));
}

/* Whether the chunk is worth giving away to a caller that waits. */
static bool
is_some(const struct batch_ring *r, const struct chunk *c)
{
	return ((c->n >= READAHEAD_BATCH / 4 || c->npiece >= HUNGRY_PIECES) &&
		atomic_load_explicit(&r->hungry, memory_order_relaxed));
}

/* Fills a chunk, or as much of it as there is when the caller waits for it. */
static void
fill(struct batch_ring *r, struct chunk *c)
{
	c->n = c->npiece = 0;
	c->fresh.n = 0;
	c->last = c->failed = false;
	do {
		struct piece *p = &c->piece[c->npiece];

		c->failed = read_piece(r, c, p) != 0;
		if (c->failed)
			break;
		c->npiece++;
		c->last = p->n == 0 && p->event.kind == EVENT_NONE;
	} while (!c->last && has_space(r, c) && !is_some(r, c) &&
		 !atomic_load_explicit(&r->halt, memory_order_relaxed));
	c->last |= c->failed;
}

static void *
read_on(void *arg)
{
	struct batch_ring *r = arg;
	bool last = false;

	pthread_mutex_lock(&r->lock);
	while (!last) {
		struct chunk *c = &r->chunk[r->nmade % CHUNKS];

		while (r->nmade - r->ntaken == CHUNKS && !r->halt)
			pthread_cond_wait(&r->taken, &r->lock);
		if (r->halt)
			break;
		pthread_mutex_unlock(&r->lock);
		fill(r, c);
		last = c->last;
		pthread_mutex_lock(&r->lock);
		r->nmade++;
		pthread_cond_signal(&r->made);
	}
	r->ended = true;
	pthread_cond_signal(&r->made);
	pthread_mutex_unlock(&r->lock);
	return (NULL);
}

static void
open_chunks(struct batch_ring *r)
{
	for (int i = 0; i < CHUNKS; i++) {
		struct chunk *c = &r->chunk[i];

		c->piece = mem_array(r->m, CHUNK_PIECES, sizeof(*c->piece));
		if (r->refs) {
			c->ref = mem_array(r->m, CHUNK_REFS, sizeof(*c->ref));
			continue;
		}
		c->access = mem_array(r->m, CHUNK_ACCESSES, sizeof(*c->access));
		if (r->timed)
			c->time =
			    mem_array(r->m, CHUNK_ACCESSES, sizeof(*c->time));
	}
}

/* The thread takes no signal: all are for the others. */
static bool
start_thread(struct batch_ring *r)
{
	sigset_t all, before;
	bool started;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	started = pthread_create(&r->thread, NULL, read_on, r) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return (started);
}

static void
free_ring(struct batch_ring *r)
{
	if (r->t->input != NULL)
		r->t->input->wake = -1;
	close(r->wake);
	pthread_cond_destroy(&r->taken);
	pthread_cond_destroy(&r->made);
	pthread_mutex_destroy(&r->lock);
	mem_close(r->mine);
}

struct batch_ring *
batch_ring_start(struct mem *m, struct trace *t, bool timed, bool refs)
{
	struct batch_ring *r;
	int wake;

	if (mem_bound(1, THREAD_BYTES) < 1)
		return (NULL);
	wake = eventfd(0, EFD_CLOEXEC);
	if (wake < 0)
		return (NULL);
	r = mem_alloc(m, sizeof(*r));
	r->t = t;
	r->timed = timed;
	r->refs = refs;
	r->m = m;
	r->mine = mem_open();
	r->wake = wake;
	open_chunks(r);
	pthread_mutex_init(&r->lock, NULL);
	pthread_cond_init(&r->made, NULL);
	pthread_cond_init(&r->taken, NULL);
	if (t->input != NULL)
		t->input->wake = wake;
	if (start_thread(r))
		return (r);
	free_ring(r);
	return (NULL);
}

bool
batch_ring_of_refs(const struct batch_ring *r)
{
	return (r->refs);
}

const struct trace_page *
batch_ring_pages(const struct batch_ring *r)
{
	return (r->pages.page);
}

void
batch_ring_stop(struct batch_ring *r)
{
	pthread_mutex_lock(&r->lock);
	r->halt = true;
	pthread_cond_signal(&r->taken);
	pthread_mutex_unlock(&r->lock);
}

void
batch_ring_join(struct batch_ring *r, bool at_once)
{
	const uint64_t one = 1;

	if (at_once) {
		batch_ring_stop(r);
		/* It cannot fail: the event is at 0. */
		if (write(r->wake, &one, sizeof(one)) < 0)
			abort();
	}
	pthread_join(r->thread, NULL);
	free_ring(r);
}

/* Waits for a chunk; false: there are no more. */
static bool
take_chunk(struct batch_ring *r)
{
	bool got;

	pthread_mutex_lock(&r->lock);
	while (r->nmade == r->ntaken && !r->ended) {
		r->hungry = true;
		pthread_cond_wait(&r->made, &r->lock);
	}
	r->hungry = false;
	got = r->nmade != r->ntaken;
	pthread_mutex_unlock(&r->lock);
	r->holds = got;
	r->piece = 0;
	return (got);
}

static void
give_back(struct batch_ring *r)
{
	pthread_mutex_lock(&r->lock);
	r->ntaken++;
	pthread_cond_signal(&r->taken);
	pthread_mutex_unlock(&r->lock);
	r->holds = false;
}

const struct chunk *
batch_ring_next(
    struct batch_ring *r, const struct piece **p, int *failed, struct err *err)
{
	*failed = 0;
	for (;;) {
		struct chunk *c = &r->chunk[r->ntaken % CHUNKS];

		*p = &c->piece[r->piece];
		if (r->holds && r->piece < c->npiece)
			return (c);
		if (r->holds && c->failed) {
			*err = c->err;
			*failed = -1;
			return (NULL);
		}
		if (r->holds)
			give_back(r);
		if (!take_chunk(r))
			return (NULL);
		c = &r->chunk[r->ntaken % CHUNKS];
		add_pages(r->m, &r->pages, c->fresh.page, c->fresh.n);
	}
}

void
batch_ring_advance(struct batch_ring *r)
{
	r->piece++;
}
