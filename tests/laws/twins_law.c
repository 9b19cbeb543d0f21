/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What must hold for every twin on seeded random strings: never fewer faults
 * than opt, one fault a page where memory holds them all, a fault at each
 * change of page where it holds one, the same again from the same seed; and
 * with pages unmapped, pinned and unpinned in between, no assertion of the
 * machine or of a list fails and no frame is lost.
 *
 * A twin that breaks a law cannot be used to judge a policy.
 */
#include "twins_law.h"

#include <inttypes.h>
#include <stdio.h>

#include "plain.h"

enum { NOPS = 3000, NSLOTS = 40, NSEEDS = 12 };

enum op_kind { OP_TOUCH, OP_UNMAP, OP_PIN, OP_UNPIN, OP_TICK };

struct op {
	enum op_kind kind;
	uint32_t page;
};

struct script {
	struct op op[NOPS];
	struct reference ref[NOPS]; /* the touches of op[] */
	uint32_t nrefs;
	uint32_t npages;
	uint32_t nchanges; /* touches of another page than the one before */
};

/*
 * References to NSLOTS places, half of them to the first few, sometimes a run
 * through all.  After an unmap the place has a page never used before.
 */
static void
make_script(struct script *s, uint64_t seed, bool events)
{
	struct rng rng = { seed };
	uint32_t slot[NSLOTS], last = PLAIN_NONE;

	*s = (struct script){ .npages = NSLOTS };
	for (uint32_t i = 0; i < NSLOTS; i++)
		slot[i] = i;
	for (uint32_t i = 0; i < NOPS; i++) {
		uint64_t die = rng_below(&rng, 100);
		uint64_t k = i % 400 < 80
				 ? i % NSLOTS
				 : rng_below(&rng, die < 50 ? 6 : NSLOTS);
		struct op *op = &s->op[i];

		op->kind = OP_TOUCH;
		op->page = slot[k];
		if (events && die >= 92) {
			op->kind = die < 95   ? OP_UNMAP
				   : die < 97 ? OP_PIN
				   : die < 99 ? OP_UNPIN
					      : OP_TICK;
			if (op->kind == OP_UNMAP)
				slot[k] = s->npages++;
			continue;
		}
		s->nchanges += op->page != last;
		last = op->page;
		s->ref[s->nrefs++] = reference_make(op->page, die % 3 == 0);
	}
}

/* A pin that would leave fewer than half the frames is left out. */
static void
play_event(struct plain_run *r, const struct op *op, uint32_t *npinned)
{
	switch (op->kind) {
	case OP_UNMAP:
		*npinned -= r->pinned[op->page];
		plain_unmap(r, op->page);
		break;
	case OP_PIN:
		if (plain_evictable(r, op->page) &&
		    (*npinned + 1) * 2 <= r->nframes) {
			plain_pin(r, op->page);
			++*npinned;
		}
		break;
	case OP_UNPIN:
		for (uint32_t p = 0; p < r->npages; p++) {
			if (!r->pinned[p])
				continue;
			plain_unpin(r, p);
			--*npinned;
			break;
		}
		break;
	default:
		plain_tick(r);
	}
}

/* Every twin as it is by default, and these. */
static const struct variant {
	const char *name;
	const char *params;
} variants[] = {
	{ "clock", "load_bit=0" },
	{ "clock", "hand=stay" },
	{ "clock", "load_bit=0,hand=stay" },
	{ "nru", "period=7" },
	{ "nru", "period=50,order=random" },
	{ "lfu", "ties=fifo" },
	{ "lfu", "memory=perfect" },
	{ "lfu", "ties=fifo,memory=perfect" },
	{ "aging", "tick=10" },
	{ "aging", "tick=1,bits=64" },
	{ "slru", "protected=0" },
	{ "slru", "protected=100%" },
	{ "2q", "kin=1,kout=300%" },
	{ "arc", "arithmetic=integer" },
	{ "car", "arithmetic=integer" },
	{ "lirs", "hir=50%" },
	{ "lirs", "stack=1" },
	{ "lirs", "hir=10%,stack=3" },
};

struct tally {
	uint64_t nfaults;
	uint64_t digest; /* of the victims, in order */
	bool lost;       /* frames in use and free do not add up */
};

static struct tally
play(const struct plain *twin, const char *params, const struct script *s,
    uint32_t nframes, uint64_t seed)
{
	struct plain_setup setup = {
		.nframes = nframes,
		.npages = s->npages,
		.params = params,
		.seed = seed,
		.refs = s->ref,
		.n = s->nrefs,
	};
	struct plain_run *r = plain_open(twin, &setup);
	struct plain_step step;
	struct tally t = { 0 };
	uint32_t k = 0, npinned = 0, inuse = 0;

	for (uint32_t i = 0; i < NOPS; i++) {
		if (s->op[i].kind != OP_TOUCH) {
			play_event(r, &s->op[i], &npinned);
			continue;
		}
		plain_step(
		    r, s->op[i].page, reference_write(s->ref[k++]), &step);
		for (uint32_t v = 0; v < step.nvictims; v++)
			t.digest = rng_mix(t.digest ^ (step.victim[v] + 1));
	}
	t.nfaults = r->nfaults;
	for (uint32_t f = 0; f < nframes; f++)
		inuse += r->page[f] != PLAIN_NONE;
	t.lost = inuse + r->nfree != nframes;
	plain_close(r);
	return (t);
}

static int
law(bool holds, const struct plain *twin, const char *params, uint32_t nframes,
    uint64_t seed, const char *what)
{
	if (holds)
		return (0);
	fprintf(stderr, "%s:%s, %" PRIu32 " frames, seed %" PRIu64 ": %s\n",
	    twin->name, params != NULL ? params : "", nframes, seed, what);
	return (1);
}

static int
check_plain(const struct plain *twin, const char *params,
    const struct script *s, uint64_t seed)
{
	uint32_t n = 2 + (uint32_t)(seed * 5 % 30);
	struct tally t = play(twin, params, s, n, seed);
	struct tally again = play(twin, params, s, n, seed);
	int failed = 0;

	failed +=
	    law(t.nfaults >= play(plain_find("opt"), NULL, s, n, seed).nfaults,
		twin, params, n, seed, "fewer faults than opt");
	failed += law(t.digest == again.digest, twin, params, n, seed,
	    "another run, other victims");
	if (twin->varies)
		return (failed);
	failed += law(play(twin, params, s, 1, seed).nfaults == s->nchanges,
	    twin, params, 1, seed, "not a fault at each change of page");
	failed += law(play(twin, params, s, NSLOTS, seed).nfaults == NSLOTS,
	    twin, params, NSLOTS, seed, "not one fault a page");
	return (failed);
}

static int
check_events(const struct plain *twin, const char *params,
    const struct script *s, uint64_t seed)
{
	int failed = 0;

	for (uint32_t n = 1; n <= 33; n = n * 2 + 1)
		failed += law(!play(twin, params, s, n, seed).lost, twin,
		    params, n, seed, "frames lost");
	return (failed);
}

static int
check(const struct plain *twin, const char *params, const struct script *plain,
    const struct script *events, uint64_t seed)
{
	return (check_plain(twin, params, plain, seed) +
		check_events(twin, params, events, seed));
}

int
twins_law(void)
{
	static struct script plain, events;
	size_t nvariants = sizeof(variants) / sizeof(*variants);
	size_t i, nchecked = 0;
	int failed = 0;

	for (uint64_t seed = 1; seed <= NSEEDS; seed++) {
		make_script(&plain, seed, false);
		make_script(&events, seed, true);
		for (i = 0; plain_twins[i] != NULL; i++, nchecked++)
			failed +=
			    check(plain_twins[i], NULL, &plain, &events, seed);
		for (i = 0; i < nvariants; i++, nchecked++)
			failed += check(plain_find(variants[i].name),
			    variants[i].params, &plain, &events, seed);
	}
	printf(
	    "%zu twins on random strings, %d laws broken\n", nchecked, failed);
	return (failed);
}
