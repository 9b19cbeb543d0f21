/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random traces of several kinds: patterns of programs, exaggerated.
 */
#include "twins_run.h"

#include <string.h>

#include "base/rng.h"

const char *const twins_trace_kinds[TWINS_TRACE_KINDS] = { "uniform", "skewed",
	"loop", "scans", "phases", "bursts", "walk" };
/* The index-th place of a string over 'span' places. */
static uint32_t
place(struct rng *rng, int kind, uint32_t span, uint32_t index, uint32_t *state)
{
	uint32_t x = (uint32_t)rng_below(rng, span);

	switch (kind) {
	case 1:
		for (int i = 0; i < 3; i++)
			x = (uint32_t)rng_below(rng, x + 1);
		return (x);
	case 2:
		return (rng_below(rng, 40) == 0 ? x : index % span);
	case 3:
		return (
		    index / 50 % 3 == 2 ? index % span : x % (span / 4 + 1));
	case 4:
		return ((index / 300 * 7 + x % (span / 3 + 1)) % span);
	case 5:
		if (rng_below(rng, 3) == 0)
			*state = x;
		return (*state);
	case 6:
		*state = (*state + span + x % 5 - 2) % span;
		return (*state);
	}
	return (x);
}

static void
add_step(struct twins_trace *c, enum what what, page_id_t page)
{
	c->step[c->nstep++] = (struct step){ what, page };
}

void
twins_trace_make(struct twins_trace *c)
{
	static page_id_t number[PAGES];
	static const uint32_t share[] = { 1, 2, 3, 4, 5, 8, 16 };
	struct rng rng = { c->seed };
	uint32_t length = 500 + (uint32_t)rng_below(&rng, 2500);
	uint32_t span = 1 + c->nframes * share[rng_below(&rng, 7)] / 2 +
			(uint32_t)rng_below(&rng, 4);
	uint32_t writes = (uint32_t)rng_below(&rng, 4);
	uint32_t calm = rng_below(&rng, 4) == 0;
	uint32_t rate = 5 + (uint32_t)rng_below(&rng, 60), state = 0;

	memset(number, 0xff, sizeof(number));
	c->nstep = c->nref = c->npages = 0;
	for (uint32_t i = 0; i < length; i++) {
		uint32_t x = place(&rng, c->kind, span, i, &state);

		if (number[x] == NO_PAGE)
			number[x] = c->npages++;
		add_step(c, REFERENCE, number[x]);
		c->ref[c->nref++] =
		    reference_make(number[x], rng_below(&rng, 4) < writes);
		if (calm || rng_below(&rng, rate) != 0)
			continue;
		x = (uint32_t)rng_below(&rng, span);
		switch (rng_below(&rng, 6)) {
		case 0:
		case 1:
			if (number[x] != NO_PAGE)
				add_step(c, UNMAP, number[x]);
			number[x] = NO_PAGE;
			break;
		case 2:
			add_step(c, PIN, number[x]);
			break;
		case 3:
			add_step(c, UNPIN, x);
			break;
		case 4:
			add_step(c, TICK, 0);
			break;
		case 5:
			add_step(c, PAGEOUT, number[x]);
		}
	}
	memset(c->first, 0xff, sizeof(c->first));
	for (uint32_t i = c->nref; i-- > 0;) {
		page_id_t page = reference_page(c->ref[i]);

		c->next[i] = c->first[page];
		c->first[page] = i;
	}
	memset(&c->ref[c->nref], 0, REPLAY_AHEAD * sizeof(c->ref[0]));
}
