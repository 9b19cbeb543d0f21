/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Watching the memory of units while a trace is read.
 *
 * The source is called by the thread that reads, while workers may feed the
 * chunk before.  It decides which units go on; a unit that does not frees its
 * memory at the next call.
 */
#include "study/memory_watch.h"

#include "base/capacity.h"
#include "base/num.h"
#include "study/unit_plan.h"
#include "study/way_cost.h"

/* A chunk adds no more than this part of the bound; the same part is kept free
 * of what the process has. */
#define MARGIN 16

/* Where the memory is less than this part of the bound it is far from it. */
#define FAR 8

/* Chunks that are read before a unit that is put off has had its next call: one
 * is fed while another one is read. */
#define SETTLING 2

/* References of a chunk, at least. */
#define CHUNK_LEAST 16

static uint64_t
used(const struct engine_spec *spec)
{
	return (spec->used != NULL ? spec->used() : capacity_used());
}

static uint64_t
sum_bytes(const struct memory_watch *w, size_t n, uint64_t pages)
{
	uint64_t sum = READ_PAGE_BYTES * pages;

	for (size_t i = 0; i < n; i++)
		sum += way_bytes(w->each[i].unit, pages);
	return (sum);
}

/* With how many pages the first n units are within the bound; at least 1. */
static page_id_t
pages_that_fit(const struct memory_watch *w, size_t n)
{
	uint64_t low = 1, high = PAGES_MAX;

	while (low < high) {
		uint64_t middle = low + (high - low + 1) / 2;

		if (sum_bytes(w, n, middle) <= w->spec->memory)
			low = middle;
		else
			high = middle - 1;
	}
	return ((page_id_t)low);
}

void
memory_watch_open(struct memory_watch *w, const struct engine_spec *spec,
    struct mem *m, struct unit *unit, size_t n, const struct source *inner,
    bool again, bool planned)
{
	page_id_t least = PAGES_MAX;

	*w = (struct memory_watch){
		.spec = spec,
		.each = mem_array(m, n, sizeof(*w->each)),
		.n = n,
		.inner = *inner,
		.last = !again,
		.alone = planned,
		.most = UINT64_MAX,
		.kept = n,
	};
	for (size_t i = 0; i < n; i++)
		w->each[i] = (struct watched_unit){
			.watch = w, .unit = &unit[i], .most = PAGES_MAX
		};
	for (size_t half = spec->memory == 0 ? 0 : n; half > 0; half /= 2) {
		page_id_t most = pages_that_fit(w, half);

		for (size_t i = half / 2; i < half; i++)
			w->each[i].most = most;
	}
	/* Of the units that go on, the last is the first that has too many. */
	for (size_t i = 0; i < n; i++) {
		page_id_t most = unit[i].way->pages;

		if (most != 0 && most < least)
			least = most;
		if (w->each[i].most < least)
			least = w->each[i].most;
		w->each[i].most = least;
	}
	if (spec->memory == 0)
		return;
	w->most = spec->memory / MARGIN * 1024 / (sum_bytes(w, n, 1024) + 1);
	if (w->most < CHUNK_LEAST)
		w->most = CHUNK_LEAST;
}

/* has: what the process has. */
static int
refuse(const struct memory_watch *w, uint64_t has, struct err *err)
{
	char size[40], bound[40], pages[40], runs[40];
	uint64_t need = sum_bytes(w, w->kept, w->npages);
	size_t n = 0;

	if (need < has)
		need = has;

	for (size_t i = 0; i < w->kept; i++)
		n += w->each[i].unit->n;
	return (err_set(err, ERR_SYS,
	    "%s of the trace so far and %s take %s of memory at once; "
	    "--max-memory is %s, and %s",
	    num_print_things(pages, sizeof(pages), w->npages, "page"),
	    n == 0 ? "what is made from them"
		   : num_print_things(runs, sizeof(runs), n, "run"),
	    num_print_size(size, sizeof(size), need),
	    num_print_size(bound, sizeof(bound), w->spec->memory),
	    w->last ? "this trace cannot be read again, for some of them at a "
		      "time (save it in a file)"
		    : "a single run cannot be divided (use a larger page_size, "
		      "or --sample)"));
}

int
memory_refuse(const struct engine_spec *spec, const struct unit *unit, size_t n,
    uint64_t pages, uint64_t reading, struct err *err)
{
	char size[40], bound[40], rest[40], number[40], frames[40];
	uint64_t beside = used(spec), most = 0;
	size_t largest = 0;
	const struct job *job;

	for (size_t i = 0; i < n; i++)
		if (way_bytes(&unit[i], pages) > most) {
			largest = i;
			most = way_bytes(&unit[i], pages);
		}
	job = unit[largest].job[0];
	beside = beside > reading ? beside : reading;
	return (err_set(err, ERR_SYS,
	    "%s with %s and %s takes %s of memory, beside %s for the trace; "
	    "--max-memory is %s (use a larger page_size, or --sample)",
	    job->setup.policy->name,
	    num_print_things(
		frames, sizeof(frames), job->setup.nframes, "frame"),
	    num_print_things(number, sizeof(number), pages, "page"),
	    num_print_size(size, sizeof(size), most),
	    num_print_size(rest, sizeof(rest), beside),
	    num_print_size(bound, sizeof(bound), spec->memory)));
}

uint64_t
memory_reading(const struct engine_spec *spec, uint64_t pages)
{
	uint64_t has = used(spec), least = READ_PAGE_BYTES * pages;

	return (has > least ? has : least);
}

uint64_t
memory_left(const struct engine_spec *spec, uint64_t reading, uint64_t beside)
{
	uint64_t taken;

	if (spec->memory == 0)
		return (0);
	taken = used(spec);
	taken = (taken > reading ? taken : reading) + beside;
	return (taken < spec->memory ? spec->memory - taken : 1);
}

/* Before the units have been fed: no unit that is put off would help. */
static int
refuse_reading(const struct memory_watch *w, uint64_t has, struct err *err)
{
	char size[40], bound[40];

	return (err_set(err, ERR_SYS,
	    "the program and what reads the trace take %s of memory before "
	    "any run; --max-memory is %s",
	    num_print_size(size, sizeof(size), has),
	    num_print_size(bound, sizeof(bound), w->spec->memory)));
}

/* Puts off the second half of the units that go on. */
static int
put_off_half(struct memory_watch *w, uint64_t has, struct err *err)
{
	size_t kept = w->kept;
	const struct unit *first = w->each[0].unit;

	if (w->last || (kept == 1 && (w->alone || first->n == 1)))
		return (refuse(w, has, err));
	w->kept = kept / 2;
	w->settling = SETTLING;
	return (0);
}

/* Is the memory far from the bound, and with twice the pages, too?  Then it
 * need not be asked for before, which takes some 30 us. */
static bool
is_far(const struct memory_watch *w, uint64_t has)
{
	const uint64_t far = w->spec->memory / FAR;

	return (has <= far &&
		sum_bytes(w, w->kept, UINT64_C(2) * w->npages + 1024) <= far);
}

static int
check(struct memory_watch *w, struct err *err)
{
	uint64_t has;
	bool first = w->due == 0 && !w->alone;

	while (w->kept > 0 && w->npages > w->each[w->kept - 1].most)
		if (put_off_half(w, 0, err) != 0)
			return (-1);
	if (w->spec->memory == 0)
		return (0);
	if (w->settling > 0) {
		w->settling--;
		return (0);
	}
	/* A trace of few pages may be read by something that takes more. */
	if (w->npages < w->due)
		return (0);
	has = used(w->spec);
	w->due = w->npages + 1024 + w->npages / (is_far(w, has) ? 1 : 32);
	if (first && has > w->spec->memory)
		return (refuse_reading(w, has, err));
	if (has <= w->spec->memory - w->spec->memory / MARGIN)
		return (0);
	/* Without a unit it is the trace alone. */
	if (w->kept == 0)
		return (refuse(w, has, err));
	return (put_off_half(w, has, err));
}

static int
next(void *self, uint64_t most, struct chunk *c, struct err *err)
{
	struct memory_watch *w = self;
	enum plan_changes came;

	if (w->inner.next(
		w->inner.self, most < w->most ? most : w->most, c, err) != 0)
		return (-1);
	w->npages = c->npages;
	came = plan_most_changes(c->change, c->nchange);
	if (came > w->changes)
		w->changes = came;
	return (check(w, err));
}

static void
facts(void *self, struct stream_facts *out)
{
	struct memory_watch *w = self;

	w->inner.facts(w->inner.self, out);
}

static void
progress(void *self, uint64_t *done, uint64_t *total)
{
	struct memory_watch *w = self;

	w->inner.progress(w->inner.self, done, total);
}

struct source
memory_watch_source(struct memory_watch *w)
{
	return ((struct source){
	    .next = next,
	    .facts = facts,
	    .progress = w->inner.progress != NULL ? progress : NULL,
	    .self = w,
	});
}

/*
 * A unit that is put off stays a consumer, because the trace is to be read to
 * its end: then the number of its pages is known.
 */

/* Does it go on?  If not, its memory is freed. */
static bool
goes_on(struct watched_unit *u)
{
	struct memory_watch *w = u->watch;

	if (u->put_off)
		return (false);
	if ((size_t)(u - w->each) < w->kept)
		return (true);
	u->put_off = true;
	unit_close(u->unit);
	return (false);
}

static int
on_begin(void *self, const struct stream_facts *f, struct err *err)
{
	struct watched_unit *u = self;

	u->facts = *f;
	if (u->facts.npages > u->most)
		u->facts.npages = u->most;
	return (
	    u->unit->consumer.begin(u->unit->consumer.self, &u->facts, err));
}

static void
on_pages(void *self, page_id_t npages)
{
	struct watched_unit *u = self;

	if (goes_on(u) && u->unit->consumer.pages != NULL)
		u->unit->consumer.pages(u->unit->consumer.self, npages);
}

static void
on_times(void *self, const uint64_t *time)
{
	struct watched_unit *u = self;

	if (goes_on(u) && u->unit->consumer.times != NULL)
		u->unit->consumer.times(u->unit->consumer.self, time);
}

static int
on_feed(void *self, const struct reference *ref, size_t n, struct err *err)
{
	struct watched_unit *u = self;

	if (!goes_on(u))
		return (0);
	return (u->unit->consumer.feed(u->unit->consumer.self, ref, n, err));
}

static int
on_change(void *self, const struct change *c, size_t n, struct err *err)
{
	struct watched_unit *u = self;

	if (!goes_on(u))
		return (0);
	return (u->unit->consumer.change(u->unit->consumer.self, c, n, err));
}

static int
on_end(void *self, const struct stream_facts *f, struct err *err)
{
	struct watched_unit *u = self;

	if (!goes_on(u))
		return (0);
	return (u->unit->consumer.end(u->unit->consumer.self, f, err));
}

struct consumer
memory_watch_consumer(struct memory_watch *w, size_t i)
{
	return ((struct consumer){
	    .begin = on_begin,
	    .pages = on_pages,
	    .times = on_times,
	    .feed = on_feed,
	    .change = on_change,
	    .end = on_end,
	    .self = &w->each[i],
	    .needs = w->each[i].unit->consumer.needs,
	});
}
