/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Jobs as consumers.
 */
#include "study/job.h"

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
	s->nprocess = job->tallies || s->division != NULL ? facts->nprocess : 0;
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

bool
job_is_builtin(const struct job *job, const char *name)
{
	return (replay_bound(job->setup.policy) != NULL &&
		strcmp(job->setup.policy->name, name) == 0);
}

void
job_not_fed(const struct trace_facts *t, uint64_t fed, uint64_t *denied,
    uint64_t *linear)
{
	const struct trace_window *w = &t->window;

	*denied = t->denied_area + t->denied_permission - w->warmup_denied;
	*linear = t->references - w->warmup - *denied - (fed - w->warmup_fed);
}

static int
end(void *self, const struct stream_facts *facts, struct err *err)
{
	struct job *job = self;
	uint64_t denied, linear;

	job_not_fed(facts->trace, replay_clock(job->replay), &denied, &linear);
	if (replay_check(job->replay, facts->npages, err) != 0)
		return (-1);
	if (job->setup.sparse)
		replay_settle_pages(job->replay, facts->npages);
	replay_finish(job->replay, denied, linear);
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
