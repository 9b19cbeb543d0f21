/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How much it costs to turn addresses into page numbers.
 *
 * Each trace is passed to spaces_resolve() and, in turns, to a flat table: an
 * array reserved for all pages of the trace's range, four bytes a page, that
 * holds the page's number.  The flat table knows no areas, permissions and
 * processes; it is the least that numbering can cost.
 *
 *	new in order, at random		every reference is to a new page of one
 *					dense range
 *	old in order, at random		the same pages again
 *	new and known, uniform		of as many references as pages, 63 % are
 *					to new ones
 *	zipf				skewed references to a 30th of the pages
 *	a leaf each			new pages, 2 MiB from each other
 *	scattered			new pages anywhere in 48 bits
 *
 * A flat table of the last two would not fit memory.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/rng.h"
#include "bench/driver.h"
#include "space/spaces.h"

#define GROUP "numbering"
#define SHIFT 12
#define BATCH 32768
#define BASE  (UINT64_C(0x7f) << 40)

enum kind { IN_ORDER, AT_RANDOM, UNIFORM, ZIPF, LEAF_EACH, SCATTERED };

static const struct shape {
	const char *name;
	const char *again; /* the same references a second time; NULL: not
			    * timed */
	enum kind kind;
	unsigned part; /* of the pages are referred to */
	bool flat;     /* a flat table is timed as well */
} shapes[] = {
	{ "new in order", "old in order", IN_ORDER, 1, true },
	{ "new at random", "old at random", AT_RANDOM, 1, true },
	{ "new and known", "uniform", UNIFORM, 1, true },
	{ "zipf, first time", "zipf", ZIPF, 30, true },
	{ "a leaf each", NULL, LEAF_EACH, 10, false },
	{ "scattered", NULL, SCATTERED, 10, false },
};

#define SHAPES (sizeof(shapes) / sizeof(shapes[0]))

/* The bits of an order that is a permutation of [0, 2^bits). */
static uint64_t
mixed(uint64_t i, unsigned bits)
{
	uint64_t mask = (UINT64_C(1) << bits) - 1;

	for (int round = 0; round < 2; round++) {
		i = i * UINT64_C(0x9e3779b97f4a7c15) & mask;
		i ^= i >> (bits / 2);
	}
	return (i);
}

/* The page of reference i of n. */
static uint64_t
page_of(enum kind kind, uint64_t i, uint64_t n, struct rng *rng)
{
	unsigned bits = 64 - (unsigned)__builtin_clzll(n | 1);

	switch (kind) {
	case IN_ORDER:
		return (i);
	case AT_RANDOM:
		/* Of the power of two above n those below it, so that no page
		 * comes twice. */
		return (mixed(i, bits));
	case UNIFORM:
		return (rng_below(rng, n));
	case ZIPF:
		/* Density 1/x: the logarithm is uniform. */
		return (mixed((UINT64_C(1) << rng_below(rng, bits)) +
				  rng_below(rng, n) %
				      (UINT64_C(1) << rng_below(rng, bits)),
		    bits));
	case LEAF_EACH:
		return (i << 9);
	case SCATTERED:
		return (mixed(i, 35));
	}
	return (0);
}

/* The accesses of one batch; 0: there are no more. */
struct maker {
	const struct shape *shape;
	uint64_t n; /* pages */
	uint64_t i, end;
	struct rng rng;
	struct access a[BATCH];
};

static struct maker
begin(const struct shape *shape, uint64_t pages)
{
	struct maker m = { .shape = shape, .n = pages / shape->part };

	if (m.n == 0)
		m.n = 1;
	m.end = m.n;
	if (shape->kind == AT_RANDOM)
		m.end = UINT64_C(1) << (64 - __builtin_clzll(m.n | 1));
	if (shape->kind == ZIPF)
		m.end = pages;
	return (m);
}

static size_t
make(struct maker *m)
{
	size_t n = 0;

	for (; m->i < m->end && n < BATCH; m->i++) {
		uint64_t page = page_of(m->shape->kind, m->i, m->n, &m->rng);

		if (m->shape->kind == AT_RANDOM && page >= m->n)
			continue;
		m->a[n++] = (struct access){
			.addr = (m->shape->kind == SCATTERED ? 0 : BASE) +
				(page << SHIFT),
			.size = 8,
			.op = m->i & 1 ? ACCESS_WRITE : ACCESS_READ,
		};
	}
	return (n);
}

/* Both take a batch and return a sum of its page numbers. */
static uint64_t
by_spaces(struct spaces *s, const struct maker *m, size_t n)
{
	static struct reference out[BATCH];
	const struct err_where at = { .file = "bench" };
	struct err err;
	uint64_t sum = 0;
	size_t nout;

	bench_expect(spaces_resolve(s, m->a, n, out, &nout, &at, &err), &err);
	for (size_t i = 0; i < nout; i++)
		sum += out[i].word;
	return (sum);
}

struct flat {
	uint32_t *number; /* one more than the page's; 0: it has none */
	uint32_t n;
};

static uint64_t
by_flat(struct flat *f, const struct maker *m, size_t n)
{
	static struct reference out[BATCH];
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t *number = &f->number[(m->a[i].addr - BASE) >> SHIFT];

		if (*number == 0)
			*number = ++f->n;
		out[i] =
		    reference_make(*number - 1, m->a[i].op == ACCESS_WRITE);
	}
	for (size_t i = 0; i < n; i++)
		sum += out[i].word;
	return (sum);
}

/* Once a second: that a run will touch. */
static void
keep_memory(uint64_t pages)
{
	static time_t last;
	time_t now = time(NULL);

	if (now == last)
		return;
	last = now;
	bench_touch_memory(pages * 32);
}

/* Passes the whole trace once, and adds its time without that of making the
 * batches. */
static uint64_t
pass(struct spaces *s, struct flat *f, const struct shape *shape,
    uint64_t pages, struct timing *t)
{
	static struct maker m;
	uint64_t sum = 0, total = 0, spent = 0;
	size_t n;

	m = begin(shape, pages);
	while ((n = make(&m)) > 0) {
		uint64_t start;

		keep_memory(pages);
		start = timing_clock();
		sum += s != NULL ? by_spaces(s, &m, n) : by_flat(f, &m, n);
		spent += timing_clock() - start;
		total += n;
	}
	timing_add(t, timing_clock() - spent, total);
	return (sum);
}

struct times {
	struct timing *first, *again, *flat_first, *flat_again;
};

static void
measure(const struct shape *shape, uint64_t pages, struct times *t)
{
	const struct settings settings = { .page_size = 1 << SHIFT,
		.areas = AREAS_IMPLICIT };
	struct mem *m = mem_open();
	struct spaces *s;
	struct flat f = { 0 };
	struct err err;
	uint64_t sum[2], flat[2];

	bench_expect(spaces_open(&s, m, &settings, NULL, 0, &err), &err);
	sum[0] = pass(s, NULL, shape, pages, t->first);
	sum[1] =
	    shape->again == NULL ? 0 : pass(s, NULL, shape, pages, t->again);
	mem_close(m);
	if (!shape->flat)
		return;
	m = mem_open();
	f.number = mem_reserve(m, 2 * pages + 2, sizeof(*f.number));
	flat[0] = pass(NULL, &f, shape, pages, t->flat_first);
	flat[1] = pass(NULL, &f, shape, pages, t->flat_again);
	mem_close(m);
	if (sum[0] != flat[0] || sum[1] != flat[1]) {
		fprintf(stderr,
		    "bench_numbering: %s: other page numbers than "
		    "the flat table\n",
		    shape->name);
		exit(EXIT_FAILURE);
	}
}

static void
add_lines(const struct shape *shape, struct timings *t, struct times *x)
{
	if (shape->flat)
		x->flat_first = timing_new(t, GROUP, shape->name, "flat", NULL);
	x->first = timing_new(t, GROUP, shape->name, "spaces", x->flat_first);
	if (shape->again == NULL)
		return;
	x->flat_again = timing_new(t, GROUP, shape->again, "flat", NULL);
	x->again = timing_new(t, GROUP, shape->again, "spaces", x->flat_again);
}

static void
run(const struct bench_options *o, struct timings *t)
{
	uint64_t pages = bench_amount(o, 30000000);
	struct times times[SHAPES] = { 0 };
	size_t from = t->n;

	for (size_t i = 0; i < SHAPES; i++)
		if (bench_wants(o->list, shapes[i].name))
			add_lines(&shapes[i], t, &times[i]);
	for (uint64_t r = 0; r < o->rounds; r++)
		for (size_t i = 0; i < SHAPES; i++)
			if (times[i].first != NULL)
				measure(&shapes[i], pages, &times[i]);
	timings_print(t, from);
}

const struct bench_group bench_numbering = {
	.name = GROUP,
	.summary = "addresses to page numbers, beside a flat table",
	.list = "shapes",
	.run = run,
};
