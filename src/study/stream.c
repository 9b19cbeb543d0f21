/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Feeds consumers chunk by chunk.
 *
 * An error of a consumer comes before one of the source in a later chunk; of
 * several consumers that fail in one chunk the first in their order is
 * reported.
 */
#include "study/stream.h"

#include "study/pool.h"

/* References in a chunk, of four bytes each.  With one consumer a chunk is
 * small enough to stay in a second-level cache between reading and feeding.
 * With several, the state of each machine has to be loaded into the cache again
 * for every chunk, so chunks are longer; there are two of them in memory. */
#define CHUNK_ONE     (UINT64_C(1) << 14)
#define CHUNK_SEVERAL (UINT64_C(1) << 21)
/* With one consumer that a worker feeds. */
#define CHUNK_OVERLAP (UINT64_C(1) << 17)

/* Milliseconds between two reports of the progress. */
#define TELL_EVERY_MS 100

/* The state of one consumer. */
struct feeding {
	int result; /* of the last call: 0, CONSUMER_DONE, -1 */
	struct err err;
};

int
chunk_feed(
    const struct chunk *c, const struct consumer *consumer, struct err *err)
{
	uint64_t at = c->first, end = c->first + c->n;
	size_t i = 0, some;
	int result = 0;

	if (consumer->pages != NULL)
		consumer->pages(consumer->self, c->npages);
	if (consumer->times != NULL && c->time != NULL)
		consumer->times(consumer->self, c->time);
	while (result == 0 && (at < end || i < c->nchange)) {
		uint64_t stop = i < c->nchange ? c->change[i].at : end;

		if (stop > at && consumer->feed != NULL)
			result = consumer->feed(consumer->self,
			    c->reference + (at - c->first), (size_t)(stop - at),
			    err);
		at = stop;
		for (some = i; some < c->nchange && c->change[some].at == at;)
			some++;
		if (result == 0 && some > i && consumer->change != NULL)
			result = consumer->change(
			    consumer->self, c->change + i, some - i, err);
		i = some;
	}
	return (result);
}

static void
feed_one(void *self, size_t i)
{
	struct stream *s = self;
	struct feeding *f = &s->feeding[i];

	if (f->result == 0)
		f->result = chunk_feed(&s->chunk, &s->consumer[i], &f->err);
}

int
stream_begin(struct stream *s, struct err *err)
{
	s->m = mem_open();
	s->feeding = mem_array(s->m, s->n, sizeof(*s->feeding));
	s->source.facts(s->source.self, &s->facts);
	for (size_t i = 0; i < s->n; i++) {
		const struct consumer *c = &s->consumer[i];

		if (c->begin != NULL && c->begin(c->self, &s->facts, err) != 0)
			return (-1);
	}
	if (s->workers <= 1 || s->n < (s->overlap ? 1 : 2))
		return (0);
	return (pool_open(&s->pool, s->m,
	    s->workers < s->n ? s->workers : (unsigned)s->n, err));
}

/* Waits until all consumers have had the chunk. */
static int
collect(struct stream *s, struct err *err)
{
	while (s->busy && !pool_wait(s->pool, TELL_EVERY_MS))
		continue;
	s->busy = false;
	for (size_t i = 0; i < s->n; i++)
		if (s->feeding[i].result < 0) {
			*err = s->feeding[i].err;
			return (-1);
		}
	return (0);
}

static bool
is_wanted(const struct stream *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->feeding[i].result == 0)
			return (true);
	return (false);
}

int
stream_step(struct stream *s, uint64_t most, bool *more, struct err *err)
{
	struct chunk next;
	struct err unread;
	uint64_t done, total;
	int failed = s->source.next(s->source.self, most, &next, &unread);

	if (collect(s, err) != 0)
		return (-1);
	if (failed != 0) {
		*err = unread;
		return (-1);
	}
	s->chunk = next;
	if (s->source.progress != NULL) {
		s->source.progress(s->source.self, &done, &total);
		progress_tell(s->progress, s->stage, done, total);
	}
	if (s->pool != NULL) {
		s->busy = true;
		*more = !next.end && is_wanted(s);
		pool_start(s->pool, s->n, feed_one, s);
		return (0);
	}
	for (size_t i = 0; i < s->n; i++)
		feed_one(s, i);
	*more = !next.end && is_wanted(s);
	return (collect(s, err));
}

int
stream_end(struct stream *s, struct err *err)
{
	if (collect(s, err) != 0)
		return (-1);
	s->source.facts(s->source.self, &s->facts);
	for (size_t i = 0; i < s->n; i++) {
		const struct consumer *c = &s->consumer[i];

		if (c->end != NULL && c->end(c->self, &s->facts, err) != 0)
			return (-1);
	}
	return (0);
}

void
stream_close(struct stream *s)
{
	pool_close(s->pool);
	s->pool = NULL;
	mem_close(s->m);
	s->m = NULL;
}

int
stream_run(struct stream *s, struct err *err)
{
	bool more = true;
	int failed = stream_begin(s, err);
	uint64_t most = s->n > 1          ? CHUNK_SEVERAL
			: s->pool != NULL ? CHUNK_OVERLAP
					  : CHUNK_ONE;

	while (failed == 0 && more)
		failed = stream_step(s, most, &more, err);
	if (failed == 0)
		failed = stream_end(s, err);
	stream_close(s);
	return (failed);
}
