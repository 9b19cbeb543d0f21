/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Jobs as consumers, and making many runs from one recorded string.
 */
#include "study/job.h"

#include <stdatomic.h>

#include "study/pool.h"

static int
begin(void *self, const struct stream_facts *facts, struct err *err)
{
	struct job *job = self;
	struct replay_setup *s = &job->setup;
	int failed;

	s->npages = facts->npages;
	s->sparse = facts->trace == NULL;
	s->facts = &facts->page;
	s->warmup =
	    s->settings->warmup.count != 0 || s->settings->warmup.ppm != 0;
	s->narea = job->tallies ? facts->narea : 0;
	s->nprocess = job->tallies || s->share != NULL ? facts->nprocess : 0;
	if (job->lock != NULL)
		pthread_mutex_lock(job->lock);
	failed = replay_open(&job->replay, s, job->outcome, job->keep, err);
	if (failed != 0)
		job->replay = NULL;
	if (job->lock != NULL)
		pthread_mutex_unlock(job->lock);
	return (failed);
}

static void
pages(void *self, page_id_t npages)
{
	const struct job *job = self;

	if (job->setup.sparse)
		replay_note_pages(job->replay, npages);
}

static void
times(void *self, const uint64_t *time)
{
	replay_times(((struct job *)self)->replay, time);
}

static int
feed(void *self, const struct reference *ref, size_t n, struct err *err)
{
	return (replay_feed(((struct job *)self)->replay, ref, n, err));
}

static int
change(void *self, const struct change *c, size_t n, struct err *err)
{
	return (replay_change(((struct job *)self)->replay, c, n, err));
}

/* References of the trace that the machine did not get were denied, or to
 * linear areas. */
static int
end(void *self, const struct stream_facts *facts, struct err *err)
{
	struct job *job = self;
	const struct trace_facts *t = facts->trace;
	const struct trace_window *w = &t->window;
	uint64_t denied =
	    t->denied_area + t->denied_permission - w->warmup_denied;
	uint64_t fed = job->replay->now - w->warmup_fed;

	if (replay_check(job->replay, facts->npages, err) != 0)
		return (-1);
	if (job->setup.sparse)
		replay_settle_pages(job->replay, facts->npages);
	replay_finish(
	    job->replay, denied, t->references - w->warmup - denied - fed);
	return (observe_finish(job->setup.observer, job->replay, err));
}

struct consumer
job_consumer(struct job *job)
{
	return ((struct consumer){
	    .begin = begin,
	    .pages = pages,
	    .times = times,
	    .feed = feed,
	    .change = change,
	    .end = end,
	    .self = job,
	    .needs =
		(job->setup.settings->scope == SCOPE_LOCAL ? NEEDS_FACTS : 0) |
		(job->setup.policy->sight == SEES_FUTURE ? NEEDS_FUTURE : 0),
	});
}

void
job_close(struct job *job)
{
	replay_close(job->replay);
	job->replay = NULL;
}

static int
feed_replay(void *self, const struct reference *ref, size_t n, struct err *err)
{
	return (replay_feed(self, ref, n, err));
}

static int
change_replay(void *self, const struct change *c, size_t n, struct err *err)
{
	return (replay_change(self, c, n, err));
}

struct consumer
replay_consumer(struct replay *r)
{
	return ((struct consumer){
	    .feed = feed_replay,
	    .change = change_replay,
	    .self = r,
	});
}

/* References between two checks for failures of other jobs. */
#define STRIDE        (UINT64_C(1) << 20)
#define TELL_EVERY_MS 100

/* The jobs of one call, shared by the workers. */
struct batch {
	struct job *job;
	const struct refstring *string;
	pthread_mutex_t lock; /* over the memory that outcomes are from */
	/* The lowest job that failed.  Only later ones stop for it, so that
	 * the error which is reported does not depend on the workers. */
	atomic_size_t failed;
	atomic_uint_fast64_t references;
};

static void
note_failure(struct batch *b, size_t i)
{
	size_t lowest = b->failed;

	while (
	    i < lowest && !atomic_compare_exchange_weak(&b->failed, &lowest, i))
		;
}

static void
make_run(void *self, size_t i)
{
	struct batch *b = self;
	struct job *job = &b->job[i];
	struct consumer consumer = job_consumer(job);
	struct refstring_walk walk;
	struct stream s = {
		.source = refstring_source(&walk, b->string),
		.consumer = &consumer,
		.n = 1,
	};
	bool more = true;
	int failed;

	if (i > b->failed)
		return;
	failed = stream_begin(&s, &job->err);
	while (failed == 0 && more && i < b->failed) {
		uint64_t before = walk.at;

		failed = stream_step(&s, STRIDE, &more, &job->err);
		b->references += walk.at - before;
	}
	if (failed == 0 && !more)
		failed = stream_end(&s, &job->err);
	stream_close(&s);
	job_close(job);
	if (failed != 0)
		note_failure(b, i);
}

int
jobs_run(struct job *job, size_t n, const struct refstring *string,
    unsigned workers, const struct progress *progress, struct err *err)
{
	struct batch b = { .job = job, .string = string, .failed = n };
	struct mem *m;
	struct pool *pool;

	if (n == 0)
		return (0);
	m = mem_open();
	pthread_mutex_init(&b.lock, NULL);
	for (size_t i = 0; i < n; i++)
		job[i].lock = &b.lock;
	if (pool_open(&pool, m, workers < n ? workers : (unsigned)n, err) ==
	    0) {
		pool_start(pool, n, make_run, &b);
		while (!pool_wait(pool, TELL_EVERY_MS))
			progress_tell(
			    progress, "replaying", b.references, n * string->n);
		if (b.failed < n)
			*err = job[b.failed].err;
	} else {
		b.failed = 0;
	}
	pool_close(pool);
	for (size_t i = 0; i < n; i++)
		job[i].lock = NULL;
	pthread_mutex_destroy(&b.lock);
	mem_close(m);
	return (b.failed < n ? -1 : 0);
}
