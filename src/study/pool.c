/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pool of workers.  The calling thread works no run itself; it waits and
 * tells the progress.
 */
#include "study/pool.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

/* References between two looks at failures and the progress. */
#define STRIDE        (UINT64_C(1) << 20)
#define TELL_EVERY_NS 100000000

struct pool {
	struct job *job;
	size_t njob;
	const struct refstring *refstring;
	struct mem *keep;
	pthread_mutex_t lock; /* over keep, which is not for two at a time */
	pthread_cond_t done;
	size_t running; /* workers, under the lock */
	atomic_size_t next;
	/* The lowest job that failed; njob: none.  Only later ones stop for it,
	 * so that it does not depend on the workers which error is told. */
	atomic_size_t failed;
	atomic_uint_fast64_t references;
};

static void
note_failure(struct pool *p, size_t i)
{
	size_t lowest = p->failed;

	while (
	    i < lowest && !atomic_compare_exchange_weak(&p->failed, &lowest, i))
		;
}

static int
work(struct pool *p, size_t i)
{
	const struct refstring *t = p->refstring;
	struct job *job = &p->job[i];
	struct replay *r;
	int failed;

	pthread_mutex_lock(&p->lock);
	failed = replay_open(&r, &job->setup, job->outcome, p->keep, &job->err);
	pthread_mutex_unlock(&p->lock);
	if (failed != 0)
		return (-1);
	/* A tape of no references may still hold changes. */
	for (uint64_t at = 0; failed == 0 && i < p->failed;) {
		uint64_t to = t->n - at < STRIDE ? t->n : at + STRIDE;

		failed = refstring_lead(t, at, to, r, &job->err);
		p->references += to - at;
		at = to;
		if (at == t->n)
			break;
	}
	if (failed == 0)
		replay_finish(r, job->denied, job->linear);
	replay_close(r);
	return (failed);
}

static void *
worker(void *arg)
{
	struct pool *p = arg;
	size_t i;

	while ((i = p->next++) < p->failed)
		if (work(p, i) != 0)
			note_failure(p, i);
	pthread_mutex_lock(&p->lock);
	p->running--;
	pthread_cond_signal(&p->done);
	pthread_mutex_unlock(&p->lock);
	return (NULL);
}

static void
wait_for(struct pool *p, const struct progress *progress)
{
	uint64_t total = p->njob * p->refstring->n;

	pthread_mutex_lock(&p->lock);
	while (p->running > 0) {
		struct timespec until;

		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += TELL_EVERY_NS;
		until.tv_sec += until.tv_nsec / 1000000000;
		until.tv_nsec %= 1000000000;
		pthread_cond_timedwait(&p->done, &p->lock, &until);
		if (progress->tell != NULL)
			progress->tell(
			    progress->self, "replaying", p->references, total);
	}
	pthread_mutex_unlock(&p->lock);
}

int
pool_run(struct job *job, size_t n, const struct refstring *refstring,
    unsigned workers, struct mem *keep, const struct progress *progress,
    struct err *err)
{
	struct pool p = {
		.job = job,
		.njob = n,
		.refstring = refstring,
		.keep = keep,
		.failed = n,
	};
	pthread_t *thread;

	assert(workers > 0);
	if (workers > n)
		workers = (unsigned)n;
	thread = mem_array(keep, workers + 1, sizeof(*thread));
	pthread_mutex_init(&p.lock, NULL);
	pthread_cond_init(&p.done, NULL);
	/* Under the lock, so that no worker is gone before all are counted. */
	pthread_mutex_lock(&p.lock);
	for (unsigned i = 0; i < workers; i++) {
		if (pthread_create(&thread[i], NULL, worker, &p) != 0)
			break;
		p.running++;
	}
	workers = (unsigned)p.running;
	pthread_mutex_unlock(&p.lock);
	wait_for(&p, progress);
	for (unsigned i = 0; i < workers; i++)
		pthread_join(thread[i], NULL);
	pthread_cond_destroy(&p.done);
	pthread_mutex_destroy(&p.lock);
	if (workers == 0 && n > 0)
		return (err_sys(err, "cannot start a thread"));
	for (size_t i = 0; i < n; i++)
		if (job[i].err.kind != ERR_NONE) {
			*err = job[i].err;
			return (-1);
		}
	return (0);
}
