/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The accessed pages around one, from the frames that were noted around it
 * before, against a walk through the map: where pages are few or many, where
 * several frames have one key, and where pages left in between.
 */
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "policies/lib/generation_look.h"
#include "unit/fixture.h"

#define ROUNDS 300

/* Frames, and keys that they may have. */
static const struct {
	uint32_t nframes, nkeys;
} sizes[] = { { 8, 20 }, { 31, 64 }, { 33, 64 }, { 40, 2000 }, { 300, 400 },
	{ 300, 3000 }, { 3000, 5000 } };

struct memory {
	struct generations g;
	struct frame_table frames;
	frame_t n;
};

static void
open_memory(struct memory *at, frame_t n)
{
	struct generations *g = &at->g;

	memset(at, 0, sizeof(*at));
	at->n = n;
	at->frames.page = calloc(n, sizeof(*at->frames.page));
	at->frames.entry = calloc(n, 1);
	g->frames = &at->frames;
	g->key = calloc(n, sizeof(*g->key));
	g->frame = calloc(n, sizeof(*g->frame));
	key_map_place(&g->address, calloc(1, key_map_bytes(n)), n, g->key);
}

static void
close_memory(struct memory *at)
{
	free(at->frames.page);
	free(at->frames.entry);
	free(at->g.key);
	free(at->g.frame);
	free(at->g.address.place);
}

/* Every frame has a page, of any key: some keys are those of two frames. */
static void
fill(struct memory *at, struct rng *rng, uint32_t nkeys)
{
	for (frame_t f = 0; f < at->n; f++) {
		at->frames.page[f] = f;
		at->frames.entry[f] =
		    ENTRY_PRESENT | (rng_below(rng, 2) ? ENTRY_ACCESSED : 0);
		/* And some had the bit before the last walk. */
		at->g.frame[f].accessed = rng_below(rng, 4) == 0;
		at->g.key[f] = UINT64_C(0x12340) + rng_below(rng, nkeys);
		key_map_add(&at->g.address, f);
	}
}

static void
leave(struct memory *at, frame_t f)
{
	if (at->frames.page[f] == NO_PAGE)
		return;
	key_map_remove(&at->g.address, f);
	at->frames.page[f] = NO_PAGE;
}

static void
empty(struct memory *at)
{
	for (frame_t f = 0; f < at->n; f++)
		leave(at, f);
}

static void
check_around(struct memory *at, frame_t f, const struct gen_around *around)
{
	const uint64_t first = gen_window_first(at->g.key[f]);
	struct gen_window noted = { .first = first }, all = { .first = first };

	if (!around->known[0])
		return;
	at->frames.entry[f] &= (uint8_t)~ENTRY_ACCESSED;
	at->g.frame[f].accessed = false;
	gen_note_young(&at->g, &around->f[around->first[0]],
	    around->end[0] - around->first[0], &noted);
	gen_find_young(&at->g, &all);
	ck_assert_uint_eq(noted.found, all.found);
	for (uint64_t left = all.found; left != 0; left &= left - 1)
		ck_assert_uint_eq(noted.young[__builtin_ctzll(left)],
		    all.young[__builtin_ctzll(left)]);
}

START_TEST(test_noted_and_found)
{
	static struct memory at;
	static struct gen_around around;
	struct rng rng = { (uint64_t)_i };
	unsigned known = 0;

	open_memory(&at, sizes[_i].nframes);
	for (unsigned k = 0; k < ROUNDS; k++) {
		frame_t f = (frame_t)rng_below(&rng, at.n);

		fill(&at, &rng, sizes[_i].nkeys);
		around.n = 0;
		gen_note_around(&at.g, f, &around, 0);
		known += around.known[0];
		for (unsigned i = 0; i < at.n / 4; i++)
			leave(&at, (f + 1 + i * 3) % at.n);
		if (at.frames.page[f] != NO_PAGE)
			check_around(&at, f, &around);
		empty(&at);
	}
	/* Small maps are never noted, others nearly always. */
	ck_assert_uint_ge(
	    known, at.g.address.mask < KEY_MAP_LINE - 1 ? 0 : ROUNDS / 2);
	close_memory(&at);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("look_around");

	tcase_add_loop_test(t, test_noted_and_found, 0, ROWS(sizes));
	return (fixture_run("look_around", t));
}
