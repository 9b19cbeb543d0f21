/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of ways, and making units from a recorded string.
 */
#include "study/unit.h"

#include <stdatomic.h>

#include "study/pool.h"
#include "study/reduced_string.h"

const struct way *const ways[] = { &way_machine, &way_fused, &way_stamps,
	&way_words, &way_stack, &way_reduced, NULL };

/* Is nothing asked for but counts, which no limit of the model cuts short? */
static bool
counts_only(const struct job *job)
{
	const struct replay_setup *s = &job->setup;
	const struct settings *t = s->settings;

	return (s->observer == NULL && !job->tallies && t->tlb == 0 &&
		t->scope != SCOPE_LOCAL && t->swap_size == 0 &&
		t->slot_mode == SLOTS_ALLOC && !t->swap_cache &&
		t->contents == CONTENTS_NONE);
}

bool
way_serves(const struct way *w, const struct job *job)
{
	if ((w->needs & WAY_COUNTS_ONLY) != 0 && !counts_only(job))
		return (false);
	return (w->serves == NULL || w->serves(job));
}

void
unit_open(struct unit *u)
{
	u->m = mem_open();
	u->refused = NULL;
	u->written = false;
	u->times = NULL;
	u->failed = 0;
	u->way->open(u);
}

void
unit_close(struct unit *u)
{
	if (u->m == NULL)
		return;
	u->way->close(u);
	mem_close(u->m);
	u->m = NULL;
}

/*
 * A machine for one run.
 */

static void
open_machine(struct unit *u)
{
	u->consumer = job_consumer(u->job[0]);
}

static void
close_machine(struct unit *u)
{
	job_close(u->job[0]);
}

const struct way way_machine = {
	.name = "machine",
	.text = "a run by itself",
	.most = 1,
	.open = open_machine,
	.close = close_machine,
};

/*
 * Units from a recorded string.
 */

/* References between two checks for failures of other units. */
#define STRIDE        (UINT64_C(1) << 20)
#define TELL_EVERY_MS 100

/* The units of one call, shared by the workers. */
struct batch {
	struct unit *unit;
	struct err *err; /* by unit */
	const struct refstring *string;
	pthread_mutex_t lock; /* over the memory that outcomes are from */
	/* The lowest unit that failed.  Only later ones stop for it, so that
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
make(void *self, size_t i)
{
	struct batch *b = self;
	struct unit *u = &b->unit[i];
	struct refstring_walk walk;
	struct stream s = {
		.source = refstring_source(&walk,
		    u->reduced != NULL ? &u->reduced->string : b->string),
		.consumer = &u->consumer,
		.n = 1,
	};
	bool more = true;
	int failed;

	if (i > b->failed)
		return;
	if (u->reduced != NULL &&
	    reduced_string_make(u->reduced, &b->err[i]) != 0) {
		note_failure(b, i);
		return;
	}
	unit_open(u);
	failed = stream_begin(&s, &b->err[i]);
	while (failed == 0 && more && i < b->failed) {
		uint64_t before = walk.at;

		failed = stream_step(&s, STRIDE, &more, &b->err[i]);
		b->references += (walk.at - before) * u->n;
	}
	if (failed == 0 && !more && u->refused == NULL)
		failed = stream_end(&s, &b->err[i]);
	stream_close(&s);
	unit_close(u);
	if (failed != 0)
		note_failure(b, i);
}

static size_t
set_locks(struct unit *unit, size_t n, pthread_mutex_t *lock)
{
	size_t jobs = 0;

	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < unit[i].n; k++)
			unit[i].job[k]->lock = lock;
		jobs += unit[i].n;
	}
	return (jobs);
}

int
units_run(struct unit *unit, size_t n, const struct refstring *string,
    unsigned workers, const struct progress *progress, struct err *err)
{
	struct batch b = { .unit = unit, .string = string, .failed = n };
	struct mem *m;
	struct pool *pool;
	size_t jobs;

	if (n == 0)
		return (0);
	m = mem_open();
	b.err = mem_array(m, n, sizeof(*b.err));
	pthread_mutex_init(&b.lock, NULL);
	jobs = set_locks(unit, n, &b.lock);
	if (pool_open(&pool, m, workers < n ? workers : (unsigned)n, err) ==
	    0) {
		pool_start(pool, n, make, &b);
		while (!pool_wait(pool, TELL_EVERY_MS))
			progress_tell(progress, "replaying", b.references,
			    jobs * string->n);
		if (b.failed < n)
			*err = b.err[b.failed];
	} else {
		b.failed = 0;
	}
	pool_close(pool);
	set_locks(unit, n, NULL);
	pthread_mutex_destroy(&b.lock);
	mem_close(m);
	return (b.failed < n ? -1 : 0);
}
