/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random traces.  What they touch is a row of places; a place has a page, and
 * another page after it has been unmapped.
 *
 * Most are short: a policy's state is a few dozen frames deep here, so a
 * thousand references take it through every corner, and what breaks can be
 * shrunk in a moment.  Some things come late, though: a count of hits or of
 * evictions wraps, page numbers pass 16 bits, a log is full.  For them there
 * is a long one, of all patterns in turns.
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
draw_uniform(struct generator *o, uint64_t i)
{
	(void)i;
	return (rng_below(&o->rng, o->nplaces));
}

/* The smaller of three draws, twice over: a few places have most of it. */
static uint64_t
draw_skewed(struct generator *o, uint64_t i)
{
	uint64_t k = rng_below(&o->rng, o->nplaces);

	(void)i;
	for (int again = 0; again < 2; again++)
		k = rng_below(&o->rng, k + 1);
	return (k);
}

/* Round and round, a little longer than memory. */
static uint64_t
draw_loop(struct generator *o, uint64_t i)
{
	uint64_t length = o->nframes + 1 + o->nframes / 4;

	return (i % (length < o->nplaces ? length : o->nplaces));
}

/* A few hot places, and everything else once in order. */
static uint64_t
draw_scan(struct generator *o, uint64_t i)
{
	uint64_t hot = o->nframes / 2 + 1;

	if (rng_below(&o->rng, 3) != 0)
		return (rng_below(&o->rng, hot < o->nplaces ? hot : 1));
	return (i / 2 % o->nplaces);
}

/* Now these places, now those. */
static uint64_t
draw_phases(struct generator *o, uint64_t i)
{
	uint64_t span = o->nframes + 2, base = i / 97 * 13;

	return ((base + rng_below(&o->rng, span)) % o->nplaces);
}

/* A step forward or back from where it was. */
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
/* And one of several processes. */
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
	/* Now and then the new page is there from the start. */
	if (rng_below(&o->rng, 4) == 0)
		add(o, STEP_FILL, o->page[place]);
}

/* At most half the frames are pinned, so that there is something to choose. */
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

static void
change(struct generator *o)
{
	uint64_t place = rng_below(&o->rng, o->nplaces);

	switch (rng_below(&o->rng, 6)) {
	case 0:
	case 1:
	case 2:
		unmap(o, place);
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

/* Of the long trace: a pattern lasts so long; a place that is never unmapped
 * has a share of everything, for its hits to be counted without end; and others
 * are unmapped so often that page numbers pass 2^16. */
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
		if (rng_below(&o.rng, LONG_FAVOURED) == 0)
			refer(&o, 0);
		else
			refer(&o, patterns[kind].draw(&o, k));
	}
	testtrace_settle(m, out);
}
