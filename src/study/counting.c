/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From what a kernel counts to outcomes.
 */
#include "study/counting.h"

#include <stdlib.h>

#include "study/counting_reads.h"
#include "study/unit_plan.h"

struct counting {
	const struct counting_kernel *kernel;
	void *self;                   /* of the kernel */
	struct counting_reads *reads; /* NULL: no device takes time */
	uint64_t most;                /* references that may be counted */
	struct fill fill;
	uint64_t now;         /* references so far */
	const uint64_t *time; /* as for replay_times() */
	uint64_t timed_from;
	/* At the end of the warm-up. */
	struct counted *before; /* by run; NULL: there was none */
	uint64_t before_now, before_touched, before_ns;
};

static int
ascending(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return ((*x > *y) - (*x < *y));
}

static void
fill_open(struct fill *f, struct unit *u)
{
	f->size = mem_array(u->m, u->n, sizeof(*f->size));
	f->full = mem_array(u->m, u->n, sizeof(*f->full));
	f->n = u->n;
	for (size_t i = 0; i < u->n; i++)
		f->size[i] = u->job[i]->setup.nframes;
	qsort(f->size, f->n, sizeof(*f->size), ascending);
	f->due = f->size[0];
}

/* Pages that came in without a victim, of so many that were touched. */
static uint64_t
filled(uint64_t frames, uint64_t touched)
{
	return (touched < frames ? touched : frames);
}

/* Frames in use, summed over the references so far. */
static uint128
resident_sum(const struct counting *c, uint64_t frames)
{
	const struct fill *f = &c->fill;
	size_t i = 0;

	if (f->touched <= frames)
		return ((uint128)f->touched * c->now - f->sum);
	while (f->size[i] != frames)
		i++;
	return ((uint128)frames * c->now - f->full[i]);
}

/* The program's own time. */
static uint64_t
own_ns(const struct counting *c, const struct unit *u)
{
	return (c->time != NULL ? c->time[c->now - c->timed_from]
				: c->now * u->job[0]->setup.settings->think_ns);
}

/* What was counted of run i, up to now. */
static void
count(const struct counting *c, const struct unit *u, size_t i,
    struct counted *to)
{
	uint64_t frames = u->job[i]->setup.nframes;

	c->kernel->count(c->self, i, to);
	if (c->kernel->free != NULL) {
		to->resident_sum += (uint128)to->resident * c->now;
		if (to->slots > to->slots_peak)
			to->slots_peak = to->slots;
		return;
	}
	to->slots_peak = to->slots;
	to->resident = to->resident_peak = filled(frames, c->fill.touched);
	to->without[FAULT_ZERO] = to->resident;
	to->resident_sum = resident_sum(c, frames);
}

/* Each fault of runs whose devices take time is noted. */
static int
open_times(struct unit *u, struct err *err)
{
	u->times = mem_array(u->m, u->n, sizeof(struct fault_times *));
	for (size_t i = 0; i < u->n; i++) {
		const struct replay_setup *s = &u->job[i]->setup;
		struct outcome *o;

		if (!counting_reads_timed(u->job[i]))
			continue;
		o = mem_alloc(u->m, sizeof(*o));
		account_histograms(o, u->m);
		if (fault_times_open(&u->times[i], u->m, s->device, s->kernel,
			s->settings, o, err) != 0)
			return (-1);
	}
	return (0);
}

static struct fault_times *
times_of(const struct unit *u, size_t i)
{
	return (u->times != NULL ? u->times[i] : NULL);
}

/* The times of what was noted are in the outcomes of the times. */
static void
settle_times(const struct unit *u)
{
	for (size_t i = 0; i < u->n; i++)
		if (times_of(u, i) != NULL)
			fault_times_settle(u->times[i]);
}

static int
begin(void *self, const struct stream_facts *facts, struct err *err)
{
	struct unit *u = self;
	struct counting *c = u->state;

	c->most = UINT64_MAX;
	for (size_t i = 0; i < u->n; i++) {
		uint64_t most = counting_most(u->job[i], u->timed);

		if (counting_reads_timed(u->job[i]) && most < c->most)
			c->most = most;
	}
	if ((u->timed ? open_times(u, err)
		      : counting_reads_open(&c->reads, u, err)) != 0)
		return (-1);
	mem_sparse(u->m, facts->trace == NULL);
	fill_open(&c->fill, u);
	c->self = c->kernel->open(u, &c->fill, facts->npages);
	return (0);
}

/* With fewer pages huge ones are a waste. */
#define MANY_PAGES 65536

static void
pages(void *self, page_id_t npages)
{
	struct unit *u = self;
	struct counting *c = u->state;

	if (npages > MANY_PAGES)
		mem_sparse(u->m, false);
	if (c->kernel->pages != NULL)
		c->kernel->pages(c->self, npages);
}

static void
times(void *self, const uint64_t *time)
{
	struct counting *c = ((struct unit *)self)->state;

	c->time = time;
	c->timed_from = c->now;
}

static int
feed(
    void *self, const struct reference *ref, size_t n, not_used struct err *err)
{
	struct unit *u = self;
	struct counting *c = u->state;

	if (c->reads != NULL && !counting_reads_take(c->reads, ref, n))
		return (CONSUMER_DONE);
	if (unlikely(n > c->most || c->now > c->most - n)) {
		u->refused = "simulated time may be too long";
		return (CONSUMER_DONE);
	}
	c->kernel->feed(c->self, ref, n, c->now);
	c->now += n;
	return (0);
}

/* The warm-up ends. */
static void
restart(struct unit *u)
{
	struct counting *c = u->state;

	c->before = mem_array(u->m, u->n, sizeof(*c->before));
	for (size_t i = 0; i < u->n; i++)
		count(c, u, i, &c->before[i]);
	settle_times(u);
	for (size_t i = 0; i < u->n; i++)
		if (times_of(u, i) != NULL)
			fault_times_restart(u->times[i]);
	if (c->kernel->restart != NULL)
		c->kernel->restart(c->self);
	c->before_now = c->now;
	c->before_touched = c->fill.touched;
	c->before_ns = own_ns(c, u);
}

static int
change(void *self, const struct change *ch, size_t n, not_used struct err *err)
{
	struct unit *u = self;
	struct counting *c = u->state;

	for (size_t i = 0; i < n && u->refused == NULL; i++) {
		if (ch[i].kind == CHANGE_COUNT)
			restart(u);
		else if (ch[i].kind == CHANGE_FREE && u->unmaps)
			c->kernel->free(c->self, ch[i].page, c->now);
		else if (plan_changes(&ch[i]) != CHANGES_NONE)
			u->refused = "the trace unmaps, shares, pins or "
				     "populates pages";
	}
	return (u->refused != NULL ? CONSUMER_DONE : 0);
}

/* The faults of a run whose device takes time, between two counts of it: pages
 * that were new, of which so many had no victim, and others. */
static void
note_reads(const struct counting *c, const struct unit *u, size_t i,
    const struct counted *before, const struct counted *now, uint64_t new)
{
	const struct replay_setup *s = &u->job[i]->setup;
	const bool read_first = s->settings->first_touch == FIRST_TOUCH_READ;
	const uint64_t zero = now->without[FAULT_ZERO];
	uint64_t from = before->faults, to = now->faults, full = zero;
	struct outcome *o = u->job[i]->outcome;

	if (!read_first) {
		uint64_t alone = zero - before->without[FAULT_ZERO];

		account_uniform(o, s->kernel, false,
		    (const uint64_t[2][2]){ { alone, new - alone } });
		from -= c->before_touched;
		to -= c->fill.touched;
		full = 0;
	} else {
		o->faults[FAULT_ZERO] += new;
	}
	o->faults[FAULT_SWAP_IN] += now->faults - before->faults - new;
	/* Memory fills with the first pages that come in. */
	counting_reads_note(c->reads, i, false, from < full ? from : full,
	    to < full ? to : full,
	    account_fixed(s->kernel, true, FAULT_SWAP_IN, false));
	counting_reads_note(c->reads, i, true, from > full ? from : full,
	    to > full ? to : full,
	    account_fixed(s->kernel, true, FAULT_SWAP_IN, true));
}

/* The same, where each of them was noted. */
static void
add_times(struct outcome *o, const struct outcome *times, uint64_t new,
    uint64_t others)
{
	o->faults[FAULT_ZERO] += new;
	o->faults[FAULT_SWAP_IN] += others;
	hist_add_hist(o->latency, times->latency);
	hist_add_hist(o->wait, times->wait);
	o->stall_ns += times->stall_ns;
}

static void
fill_outcome(const struct counting *c, const struct unit *u, size_t i,
    uint64_t denied, uint64_t linear)
{
	const struct replay_setup *s = &u->job[i]->setup;
	const bool read_first = s->settings->first_touch == FIRST_TOUCH_READ;
	const uint64_t new = c->fill.touched - c->before_touched;
	struct counted now, none = { 0 };
	const struct counted *before =
	    c->before != NULL ? &c->before[i] : &none;
	struct outcome *o = u->job[i]->outcome;
	uint64_t faults, zero, in;

	count(c, u, i, &now);
	faults = now.faults - before->faults;
	zero = now.without[FAULT_ZERO] - before->without[FAULT_ZERO];
	in = now.without[FAULT_SWAP_IN] - before->without[FAULT_SWAP_IN];
	if (times_of(u, i) != NULL)
		add_times(o, u->times[i]->outcome, new, faults - new);
	else if (counting_reads_timed(u->job[i]))
		note_reads(c, u, i, before, &now, new);
	else
		account_uniform(o, s->kernel, read_first,
		    (const uint64_t[2][2]){ [FAULT_ZERO] = { zero, new - zero },
			[FAULT_SWAP_IN] = { in, faults - new - in } });
	o->references = c->now - c->before_now + denied + linear;
	o->denied = denied;
	o->hits = c->now - c->before_now + linear - faults;
	o->evictions = faults - zero - in;
	o->swap_reads = read_first ? faults : faults - new;
	o->swap_writes = now.writes - before->writes;
	o->cleaned = now.cleaned - before->cleaned;
	o->slots_peak = now.slots_peak;
	o->resident_peak = now.resident_peak;
	o->resident_sum = now.resident_sum - before->resident_sum;
}

static int
end(void *self, const struct stream_facts *facts, not_used struct err *err)
{
	struct unit *u = self;
	struct counting *c = u->state;
	uint64_t denied, linear;

	if (u->refused != NULL)
		return (0);
	settle_times(u);
	job_not_fed(facts->trace, c->now, &denied, &linear);
	for (size_t i = 0; i < u->n; i++) {
		const struct replay_setup *s = &u->job[i]->setup;
		struct outcome *o = u->job[i]->outcome;

		if (u->job[i]->lock != NULL)
			pthread_mutex_lock(u->job[i]->lock);
		account_histograms(o, u->job[i]->keep);
		if (u->job[i]->lock != NULL)
			pthread_mutex_unlock(u->job[i]->lock);
		fill_outcome(c, u, i, denied, linear);
		o->state_bytes = instance_footprint(
		    s->policy, s->params, NULL, s->nframes, facts->npages);
	}
	if (c->reads != NULL)
		counting_reads_finish(c->reads);
	for (size_t i = 0; i < u->n; i++) {
		struct outcome *o = u->job[i]->outcome;

		o->total_ns = own_ns(c, u) - c->before_ns + o->stall_ns;
	}
	return (0);
}

void
counting_open(struct unit *u, const struct counting_kernel *k)
{
	struct counting *c = mem_alloc(u->m, sizeof(*c));

	c->kernel = k;
	u->state = c;
	u->consumer = (struct consumer){
		.begin = begin,
		.pages = pages,
		.times = times,
		.feed = feed,
		.change = change,
		.end = end,
		.self = u,
	};
}

void
counting_close(not_used struct unit *u)
{
}
