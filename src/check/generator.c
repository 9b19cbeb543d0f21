/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random traces.  They touch numbered places; a place has a page, and a new
 * page after it has been unmapped.
 *
 * Most are short: memory is a few dozen frames, so a thousand references reach
 * most states of a policy, and a trace that breaks a law is shrunk in less than
 * a second.  Some faults appear late: a counter of hits or evictions wraps,
 * page numbers exceed 16 bits, a queue is full.  For these there is one long
 * trace in which the patterns alternate.
 */
#include "check/generator.h"

#include "base/rng.h"
#include "check/fork_traces.h"

#define PLACES_MAX 400

/* Of a short trace. */
#define PLACES_SHORT 64

struct generator {
	struct mem *m;
	struct rng rng;
	struct testtrace *out;
	uint64_t nplaces;
	frame_t nframes;
	page_id_t page[PLACES_MAX];
	bool pinned[PLACES_MAX];
	frame_t npinned;
};

static uint64_t
draw_uniform(struct generator *o, not_used uint64_t i)
{
	return (rng_below(&o->rng, o->nplaces));
}

/* A draw below a draw below a draw: most fall on a few places. */
static uint64_t
draw_skewed(struct generator *o, not_used uint64_t i)
{
	uint64_t k = rng_below(&o->rng, o->nplaces);

	for (int again = 0; again < 2; again++)
		k = rng_below(&o->rng, k + 1);
	return (k);
}

/* A loop over a quarter more places than there are frames. */
static uint64_t
draw_loop(struct generator *o, uint64_t i)
{
	uint64_t length = o->nframes + 1 + o->nframes / 4;

	return (i % (length < o->nplaces ? length : o->nplaces));
}

/* Two of three draws are hot places; the others scan all places in order. */
static uint64_t
draw_scan(struct generator *o, uint64_t i)
{
	uint64_t hot = o->nframes / 2 + 1;

	if (rng_below(&o->rng, 3) != 0)
		return (rng_below(&o->rng, hot < o->nplaces ? hot : 1));
	return (i / 2 % o->nplaces);
}

/* A working set that moves every 97 turns. */
static uint64_t
draw_phases(struct generator *o, uint64_t i)
{
	uint64_t span = o->nframes + 2, base = i / 97 * 13;

	return ((base + rng_below(&o->rng, span)) % o->nplaces);
}

/* Slowly forward, with a little locality. */
static uint64_t
draw_walk(struct generator *o, uint64_t i)
{
	return ((i / 5 + rng_below(&o->rng, 4)) % o->nplaces);
}

static const struct pattern {
	const char *name;
	uint64_t (*draw)(struct generator *o, uint64_t i);
} patterns[] = {
	{ "uniform", draw_uniform },
	{ "skewed", draw_skewed },
	{ "loop", draw_loop },
	{ "scan", draw_scan },
	{ "phases", draw_phases },
	{ "walk", draw_walk },
};

#define NPATTERNS (sizeof(patterns) / sizeof(patterns[0]))
/* And the kind with several processes. */
#define NKINDS (NPATTERNS + 1)

_Static_assert(NKINDS == GENERATOR_KINDS, "as the header says");

static void
add(struct generator *o, enum step_kind kind, page_id_t page)
{
	testtrace_add(
	    o->m, o->out, (struct step){ .kind = kind, .page = page });
}

static void
unmap(struct generator *o, uint64_t place)
{
	add(o, STEP_UNMAP, o->page[place]);
	o->npinned -= o->pinned[place];
	o->pinned[place] = false;
	o->page[place] = o->out->npages++;
	/* One new page in four is populated when it is mapped. */
	if (rng_below(&o->rng, 4) == 0)
		add(o, STEP_FILL, o->page[place]);
}

/* At most half the frames are pinned, so that the policy has a choice. */
static void
pin_or_unpin(struct generator *o, uint64_t place)
{
	if (o->pinned[place]) {
		add(o, STEP_UNPIN, o->page[place]);
		o->pinned[place] = false;
		o->npinned--;
	} else if ((o->npinned + 1) * 2 <= o->nframes) {
		add(o, STEP_PIN, o->page[place]);
		o->pinned[place] = true;
		o->npinned++;
	}
}

/* Some neighbours go at once, as when a process is suspended. */
static void
page_out(struct generator *o, uint64_t place, uint64_t n)
{
	for (; n > 0 && place < o->nplaces; n--, place++)
		if (!o->pinned[place])
			add(o, STEP_PAGEOUT, o->page[place]);
}

static void
change(struct generator *o)
{
	uint64_t place = rng_below(&o->rng, o->nplaces);

	switch (rng_below(&o->rng, 8)) {
	case 0:
	case 1:
	case 2:
		unmap(o, place);
		break;
	case 5:
	case 6:
		page_out(o, place, 1 + rng_below(&o->rng, 4));
		break;
	case 3:
	case 4:
		pin_or_unpin(o, place);
		break;
	default:
		add(o, STEP_TICK, 0);
	}
}

static void
refer(struct generator *o, uint64_t place)
{
	add(o, rng_below(&o->rng, 3) == 0 ? STEP_WRITE : STEP_READ,
	    o->page[place]);
	/* Programs touch a page more than once at a time. */
	while (rng_below(&o->rng, 4) == 0)
		add(o, STEP_READ, o->page[place]);
}

static void
give_pages(struct generator *o)
{
	for (uint64_t k = 0; k < o->nplaces; k++)
		o->page[k] = o->out->npages++;
}

void
generator_make(struct mem *m, uint64_t seed, unsigned i, struct testtrace *out,
    frame_t *nframes)
{
	size_t kind = i % NKINDS;
	bool changes = i / NKINDS % 2 == 1;
	struct generator o = { .m = m, .out = out };
	uint64_t length;

	*out =
	    (struct testtrace){ .name = "processes", .seed = rng_at(seed, i) };
	o.rng.state = out->seed;
	o.nplaces = 4 + rng_below(&o.rng, PLACES_SHORT - 4);
	o.nframes = 2 + (frame_t)rng_below(&o.rng, o.nplaces - 2);
	length = 400 + rng_below(&o.rng, 1200);
	if (kind == NPATTERNS) {
		fork_traces_make(m, &o.rng, length, out, nframes);
		testtrace_settle(m, out);
		return;
	}
	out->name = patterns[kind].name;
	give_pages(&o);
	for (uint64_t k = 0; k < length; k++) {
		uint64_t place = patterns[kind].draw(&o, k);

		if (changes && rng_below(&o.rng, 12) == 0)
			change(&o);
		refer(&o, place);
	}
	testtrace_settle(m, out);
	*nframes = o.nframes;
}

/* The long trace: turns before the pattern changes; one reference in so many is
 * to place 0, which is never unmapped, so that a counter of its hits can
 * overflow; one turn in so many unmaps another place, so that page numbers
 * exceed 2^16. */
#define LONG_PATTERN  1009
#define LONG_FAVOURED 5 /* one in so many */
#define LONG_UNMAPPED 4 /* the same */

void
generator_make_long(struct mem *m, uint64_t seed, uint64_t length,
    struct testtrace *out, frame_t *nframes)
{
	struct generator o = { .m = m, .out = out, .nplaces = PLACES_MAX };

	*out =
	    (struct testtrace){ .name = "long", .seed = rng_at(~seed, length) };
	o.rng.state = out->seed;
	*nframes = o.nframes = 90 + (frame_t)rng_below(&o.rng, 40);
	give_pages(&o);
	for (uint64_t k = 0; k < length; k++) {
		size_t kind = k / LONG_PATTERN % NPATTERNS;

		if (rng_below(&o.rng, LONG_UNMAPPED) == 0)
			unmap(&o, 1 + rng_below(&o.rng, o.nplaces - 1));
		if (rng_below(&o.rng, 200) == 0)
			pin_or_unpin(&o, rng_below(&o.rng, o.nplaces));
		if (rng_below(&o.rng, 150) == 0)
			page_out(&o, rng_below(&o.rng, o.nplaces), 3);
		if (rng_below(&o.rng, LONG_FAVOURED) == 0)
			refer(&o, 0);
		else
			refer(&o, patterns[kind].draw(&o, k));
	}
	testtrace_settle(m, out);
}
