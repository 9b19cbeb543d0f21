/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Transitions of pages: which state each leads to, which bits it keeps, and
 * that a batch does the same as one page after another.
 */
#include <string.h>

#include "base/rng.h"
#include "machine/transition.h"
#include "unit/fixture.h"

#define FRAMES 8
#define PAGES  32
#define STEPS  20000

static const struct settings settings = { .page_size = 4096 };
static uint64_t now;

static void
make(struct machine *m, const struct settings *s)
{
	static const struct page_facts facts;
	struct err err;

	ck_assert_int_eq(
	    machine_init(m, mem, s, FRAMES, PAGES, &facts, &now, &err), 0);
	machine_begin_frames(m, 0, FRAMES);
	machine_keep_frame_of(m);
}

static enum page_state
state(const struct machine *m, page_id_t page)
{
	return (entry_state(m->entry[page]));
}

/* Brings pages [0, n) into the frames of the same numbers; odd ones are
 * written to. */
static void
load(struct machine *m, page_id_t n)
{
	struct fault f;

	for (page_id_t p = 0; p < n; p++) {
		machine_load(m, p, p, &f);
		machine_mark(m, p,
		    p % 2 != 0 ? ENTRY_ACCESSED | ENTRY_DIRTY : ENTRY_ACCESSED);
	}
}

static const frame_t frames[] = { 0, 1, 2, 3 };
static const page_id_t pages[] = { 0, 1, 2, 3, 9 };

START_TEST(states)
{
	struct machine m;
	struct fault f;
	frame_t empty;

	make(&m, &settings);
	ck_assert_int_eq(state(&m, 1), PAGE_UNTOUCHED);
	machine_load(&m, 1, 5, &f);
	ck_assert_int_eq(state(&m, 1), PAGE_RESIDENT);
	ck_assert_int_eq(f.kind, FAULT_ZERO);
	ck_assert_uint_eq(m.entry[1], ENTRY_PRESENT);
	machine_mark(&m, 1, ENTRY_ACCESSED | ENTRY_DIRTY);
	machine_pin(&m, 1);
	ck_assert_int_eq(state(&m, 1), PAGE_PINNED);
	machine_unpin(&m, 1);
	ck_assert_uint_eq(
	    m.entry[1], ENTRY_PRESENT | ENTRY_ACCESSED | ENTRY_DIRTY);
	machine_share(&m, 1, 2);
	ck_assert_int_eq(state(&m, 1), PAGE_SHARED);
	ck_assert_int_eq(state(&m, 2), PAGE_SHARED);
	ck_assert_uint_eq(machine_next_in_frame(&m, 1), 2);
	machine_copy(&m, 2, 6);
	ck_assert_int_eq(state(&m, 2), PAGE_RESIDENT);
	ck_assert(machine_last_sharer(&m, 1));
	machine_own(&m, 1);
	ck_assert_uint_eq(
	    m.entry[1], ENTRY_PRESENT | ENTRY_ACCESSED | ENTRY_DIRTY);
	machine_evict(&m, &m.frame_of[1], 1, &f);
	ck_assert_int_eq(state(&m, 1), PAGE_SWAPPED);
	ck_assert(f.written);
	ck_assert_uint_eq(f.out, machine_slot(&m, 1));
	machine_load(&m, 1, 5, &f);
	ck_assert_int_eq(f.kind, FAULT_SWAP_IN);
	ck_assert_uint_eq(f.in, 1);
	ck_assert_uint_eq(m.reads, 1);
	ck_assert_uint_eq(machine_free(&m, &pages[1], 1, &empty), 1);
	ck_assert_uint_eq(empty, 5);
	ck_assert_int_eq(state(&m, 1), PAGE_UNTOUCHED);
	ck_assert_uint_eq(m.swap.used, 0);
}
END_TEST

/* Three hits at most; a pinned page has none. */
START_TEST(hits)
{
	struct machine m;

	make(&m, &settings);
	load(&m, 1);
	for (unsigned i = 0; i < 5; i++)
		entry_hit(m.entry, 0, ENTRY_HIT, ENTRY_DIRTY);
	ck_assert_int_eq(state(&m, 0), PAGE_RESIDENT);
	ck_assert(entry_dirty(m.entry, 0));
	ck_assert_uint_eq(entry_take_hits(m.entry, 0), 3);
	ck_assert_uint_eq(entry_take_hits(m.entry, 0), 0);
	entry_hit(m.entry, 0, ENTRY_HIT, 0);
	machine_pin(&m, 0);
	ck_assert_int_eq(state(&m, 0), PAGE_PINNED);
	machine_unpin(&m, 0);
	ck_assert_uint_eq(entry_take_hits(m.entry, 0), 0);
	ck_assert(entry_test_clear_accessed(m.entry, 0));
	ck_assert(!entry_test_clear_accessed(m.entry, 0));
}
END_TEST

START_TEST(batch)
{
	struct machine m;
	struct fault f[4];
	slot_t slot[4];
	frame_t empty[5];

	make(&m, &settings);
	load(&m, 4);
	ck_assert_uint_eq(machine_clean(&m, frames, 4, slot), 2);
	ck_assert_uint_eq(slot[0], NO_SLOT);
	ck_assert_uint_eq(slot[1], 1);
	ck_assert_uint_eq(slot[2], NO_SLOT);
	ck_assert_uint_eq(slot[3], 2);
	ck_assert_uint_eq(m.cleaned, 2);
	machine_mark(&m, 3, ENTRY_DIRTY);
	machine_evict(&m, frames, 4, f);
	for (page_id_t p = 0; p < 4; p++) {
		ck_assert_uint_eq(f[p].victim, p);
		ck_assert_int_eq(f[p].written, p == 3);
		ck_assert_uint_eq(f[p].out, p == 3 ? 2 : NO_SLOT);
		ck_assert_uint_eq(m.page[p], NO_PAGE);
		ck_assert_int_eq(state(&m, p), PAGE_SWAPPED);
	}
	ck_assert_uint_eq(m.evictions, 4);
	machine_load(&m, 2, 7, &f[0]);
	ck_assert_uint_eq(machine_free(&m, pages, 5, empty), 1);
	for (size_t i = 0; i < 5; i++)
		ck_assert_uint_eq(empty[i], i == 2 ? 7 : NO_FRAME);
	ck_assert_uint_eq(m.swap.used, 0);
}
END_TEST

/* A frame with three pages is written once; they share its slot, which is freed
 * when the last of them releases it. */
START_TEST(batch_shared)
{
	const page_id_t three[] = { 1, 9, 10 };
	struct machine m;
	struct fault f[2];
	frame_t empty[3];

	make(&m, &settings);
	load(&m, 2);
	machine_share(&m, 1, 9);
	machine_share(&m, 9, 10);
	machine_evict(&m, frames, 2, f);
	ck_assert(!f[0].written && f[1].written);
	ck_assert_uint_eq(m.writes, 1);
	for (size_t i = 0; i < 3; i++)
		ck_assert_uint_eq(machine_slot(&m, three[i]), f[1].out);
	ck_assert_uint_eq(machine_free(&m, three, 2, empty), 0);
	ck_assert_uint_eq(m.swap.used, 1);
	ck_assert_uint_eq(machine_free(&m, three + 2, 1, empty), 0);
	ck_assert_uint_eq(m.swap.used, 0);
}
END_TEST

/* Up to n frames that hold pages, in a random order without a repetition. */
static size_t
draw(const struct machine *m, struct rng *rng, frame_t *f, size_t n)
{
	frame_t first = (frame_t)rng_below(rng, FRAMES);
	size_t found = 0;

	for (frame_t i = 0; i < FRAMES && found < n; i++)
		if (m->page[(first + i) % FRAMES] != NO_PAGE)
			f[found++] = (first + i) % FRAMES;
	return (found);
}

/* Evicts, cleans or frees what is in up to three frames: of one machine in a
 * batch, of the other one by one. */
static void
step(struct machine *a, struct machine *b, struct rng *rng)
{
	struct fault fa[3] = { 0 }, fb[3] = { 0 };
	frame_t f[3], ea[3], eb[3];
	slot_t sa[3], sb[3];
	page_id_t page[3];
	size_t n = draw(a, rng, f, rng_below(rng, 4)), na = 0, nb = 0;
	uint64_t what = rng_below(rng, 3);

	for (size_t i = 0; i < n; i++)
		page[i] = a->page[f[i]];
	if (what == 0)
		machine_evict(a, f, n, fa);
	else if (what == 1)
		na = machine_clean(a, f, n, sa);
	else
		na = machine_free(a, page, n, ea);
	for (size_t i = 0; i < n; i++) {
		if (what == 0)
			machine_evict(b, &f[i], 1, &fb[i]);
		else if (what == 1)
			nb += machine_clean(b, &f[i], 1, &sb[i]);
		else
			nb += machine_free(b, &page[i], 1, &eb[i]);
		ck_assert(what != 1 || sa[i] == sb[i]);
		ck_assert(what != 2 || ea[i] == eb[i]);
	}
	ck_assert_uint_eq(na, nb);
	ck_assert_int_eq(memcmp(fa, fb, sizeof(fa)), 0);
}

static void
same(const struct machine *a, const struct machine *b)
{
	ck_assert_mem_eq(a->entry, b->entry, PAGES);
	ck_assert_mem_eq(a->page, b->page, FRAMES * sizeof(*a->page));
	ck_assert_uint_eq(a->swap.used, b->swap.used);
	ck_assert_uint_eq(a->evictions, b->evictions);
	ck_assert_uint_eq(a->writes, b->writes);
	ck_assert_uint_eq(a->reads, b->reads);
	ck_assert_uint_eq(a->cleaned, b->cleaned);
}

/* Loads the page, or writes to it, or makes it a copy of another. */
static void
disturb(struct machine *m, page_id_t page, frame_t f, page_id_t other)
{
	uint8_t e = m->entry[page];
	struct fault fault;

	if (!entry_in_frame(e) && m->page[f] == NO_PAGE)
		machine_load(m, page, f, &fault);
	else if (entry_present(e))
		machine_mark(m, page, ENTRY_ACCESSED | ENTRY_DIRTY);
	else if (e == PAGE_UNTOUCHED && other != page)
		machine_share(m, other, page);
}

static const struct settings variant[] = {
	{ .page_size = 4096 },
	{ .page_size = 4096, .swap_cache = true },
	{ .page_size = 4096, .always_write = true },
	{ .page_size = 4096, .unwritten = UNWRITTEN_WRITE },
};

START_TEST(batch_as_singly)
{
	struct rng rng = { (uint64_t)_i + 1 };
	struct machine a, b;

	make(&a, &variant[_i]);
	make(&b, &variant[_i]);
	for (int i = 0; i < STEPS; i++) {
		page_id_t page = (page_id_t)rng_below(&rng, PAGES);
		page_id_t other = (page_id_t)rng_below(&rng, PAGES);
		frame_t f = (frame_t)rng_below(&rng, FRAMES);

		disturb(&a, page, f, other);
		disturb(&b, page, f, other);
		if (rng_below(&rng, 4) == 0)
			step(&a, &b, &rng);
		same(&a, &b);
	}
	ck_assert_uint_gt(a.evictions, STEPS / 100);
	ck_assert_uint_gt(a.cleaned, STEPS / 200);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("transition");

	fixture_mem(t);
	tcase_add_test(t, states);
	tcase_add_test(t, hits);
	tcase_add_test(t, batch);
	tcase_add_test(t, batch_shared);
	tcase_add_loop_test(t, batch_as_singly, 0, ROWS(variant));
	return (fixture_run("transition", t));
}
