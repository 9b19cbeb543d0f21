/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads with a mutex and two condition variables.  A task takes milliseconds,
 * so the cost of the lock, which is taken twice for each, does not matter.
 */
#include "study/pool.h"

#include <assert.h>
#include <pthread.h>
#include <time.h>

struct pool {
	pthread_mutex_t lock; /* over all that follows */
	pthread_cond_t begun, done;
	pool_task_f *task;
	void *arg;
	size_t n, next; /* tasks, and the lowest that is not taken */
	size_t undone;
	bool closing;
	unsigned nthread;
	pthread_t *thread;
};

static void *
work(void *arg)
{
	struct pool *p = arg;

	pthread_mutex_lock(&p->lock);
	for (;;) {
		size_t i = p->next;

		if (i < p->n) {
			p->next++;
			pthread_mutex_unlock(&p->lock);
			p->task(p->arg, i);
			pthread_mutex_lock(&p->lock);
			if (--p->undone == 0)
				pthread_cond_signal(&p->done);
		} else if (p->closing) {
			break;
		} else {
			pthread_cond_wait(&p->begun, &p->lock);
		}
	}
	pthread_mutex_unlock(&p->lock);
	return (NULL);
}

/* Address space for the stack and the heap of a thread. */
#define THREAD_BYTES (UINT64_C(16) << 20)

int
pool_open(struct pool **out, struct mem *m, unsigned workers, struct err *err)
{
	struct pool *p = mem_alloc(m, sizeof(*p));

	assert(workers > 0);
	workers = (unsigned)mem_bound(workers, THREAD_BYTES);
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->begun, NULL);
	pthread_cond_init(&p->done, NULL);
	p->thread = mem_array(m, workers, sizeof(*p->thread));
	while (p->nthread < workers &&
	       pthread_create(&p->thread[p->nthread], NULL, work, p) == 0)
		p->nthread++;
	*out = p;
	return (p->nthread > 0 ? 0 : err_sys(err, "cannot start a thread"));
}

void
pool_close(struct pool *p)
{
	if (p == NULL)
		return;
	pthread_mutex_lock(&p->lock);
	p->closing = true;
	pthread_cond_broadcast(&p->begun);
	pthread_mutex_unlock(&p->lock);
	for (unsigned i = 0; i < p->nthread; i++)
		pthread_join(p->thread[i], NULL);
	pthread_cond_destroy(&p->done);
	pthread_cond_destroy(&p->begun);
	pthread_mutex_destroy(&p->lock);
}

void
pool_start(struct pool *p, size_t n, pool_task_f *task, void *arg)
{
	pthread_mutex_lock(&p->lock);
	p->task = task;
	p->arg = arg;
	p->n = p->undone = n;
	p->next = 0;
	pthread_cond_broadcast(&p->begun);
	pthread_mutex_unlock(&p->lock);
}

bool
pool_wait(struct pool *p, unsigned ms)
{
	struct timespec until;
	bool done;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += (long)(ms % 1000) * 1000000;
	until.tv_sec += ms / 1000 + until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	pthread_mutex_lock(&p->lock);
	while (p->undone > 0 &&
	       pthread_cond_timedwait(&p->done, &p->lock, &until) == 0)
		continue;
	done = p->undone == 0;
	pthread_mutex_unlock(&p->lock);
	return (done);
}
