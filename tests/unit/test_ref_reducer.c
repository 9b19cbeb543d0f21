/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is left out of references changes no fault of LRU and of OPT with k
 * frames and more: which reference faults, which page goes, and whether it is
 * dirty.  Runs are plain lists, of the whole and of what is kept.
 */
#include <string.h>

#include "base/rng.h"
#include "sim/replay.h"
#include "study/ref_reducer.h"
#include "unit/fixture.h"

#define PAGES 24
#define REFS  3000
#define EXTRA REPLAY_AHEAD

static struct reference whole[REFS + EXTRA], kept[REFS];
static uint64_t place[REFS];

/* A fault: where, and what goes. */
struct faulted {
	uint64_t at;
	page_id_t victim;
	bool dirty;
};

static struct faulted fault[2][REFS];

static void
draw(struct rng *r)
{
	page_id_t few = 2 + (page_id_t)rng_below(r, PAGES - 2);

	for (size_t i = 0; i < REFS; i++) {
		page_id_t most = rng_below(r, 4) == 0 ? PAGES : few;

		if (rng_below(r, 200) == 0)
			few = 2 + (page_id_t)rng_below(r, PAGES - 2);
		whole[i] = reference_make(
		    (page_id_t)rng_below(r, most), rng_below(r, 5) == 0);
	}
}

/* When the page is used next behind i. */
static size_t
next_use(const struct reference *ref, size_t n, size_t i, page_id_t page)
{
	while (++i < n && reference_page(ref[i]) != page)
		;
	return (i);
}

/* The place of the victim: LRU's is the last, OPT's the one used last. */
static size_t
choose(const struct reference *ref, size_t n, size_t i, const page_id_t *in,
    size_t frames, bool opt)
{
	size_t best = frames - 1, latest = 0;

	for (size_t k = 0; opt && k < frames; k++) {
		size_t use = next_use(ref, n, i, in[k]);

		if (use <= latest)
			continue;
		latest = use;
		best = k;
	}
	return (best);
}

/* Makes a run; 'in' is in order of recency.  OPT's pages that are not used
 * again are as good as each other. */
static size_t
run(const struct reference *ref, const uint64_t *at, size_t n, size_t frames,
    bool opt, struct faulted *out)
{
	page_id_t in[PAGES + 1];
	bool dirty[PAGES] = { false };
	size_t used = 0, nfault = 0;

	for (size_t i = 0; i < n; i++) {
		page_id_t page = reference_page(ref[i]);
		size_t k = 0;

		while (k < used && in[k] != page)
			k++;
		if (k == used) {
			struct faulted f = { at == NULL ? i : at[i], NO_PAGE,
				false };

			if (used == frames) {
				k = choose(ref, n, i, in, frames, opt);
				f.victim = in[k];
				f.dirty = dirty[in[k]];
				if (next_use(ref, n, i, in[k]) == n)
					f.victim = NO_PAGE, f.dirty = false;
				dirty[in[k]] = false;
			}
			used += used < frames;
			out[nfault++] = f;
		}
		memmove(in + 1, in, k * sizeof(*in));
		in[0] = page;
		dirty[page] |= reference_write(ref[i]);
	}
	return (nfault);
}

/* Reduces the string in calls of some length. */
static size_t
reduce(struct rng *r, struct ref_reducer *reducer)
{
	size_t n = 0;

	for (size_t i = 0, some; i < REFS; i += some) {
		struct kept_refs k;

		some = 1 + rng_below(r, 700);
		if (some > REFS - i)
			some = REFS - i;
		k = ref_reducer_take(reducer, whole + i, NULL, i, some);
		ck_assert_uint_ge(k.n, 1);
		ck_assert_uint_eq(k.place[k.n - 1], i + some - 1);
		memcpy(kept + n, k.ref, k.n * sizeof(*kept));
		memcpy(place + n, k.place, k.n * sizeof(*place));
		n += k.n;
	}
	return (n);
}

static void
same_faults(size_t n, size_t frames, bool opt)
{
	size_t want = run(whole, NULL, REFS, frames, opt, fault[0]);
	size_t got = run(kept, place, n, frames, opt, fault[1]);

	ck_assert_uint_eq(got, want);
	for (size_t i = 0; i < want; i++)
		ck_assert_msg(fault[0][i].at == fault[1][i].at &&
				  fault[0][i].victim == fault[1][i].victim &&
				  fault[0][i].dirty == fault[1][i].dirty,
		    "fault %zu of %s with %zu frames", i, opt ? "opt" : "lru",
		    frames);
}

START_TEST(faults)
{
	struct rng r = { (uint64_t)_i + 1 };
	size_t least = 1 + rng_below(&r, 12), n;

	draw(&r);
	n = reduce(&r, ref_reducer_open(mem, PAGES, least));
	for (size_t frames = least; frames <= PAGES; frames++) {
		same_faults(n, frames, false);
		same_faults(n, frames, true);
	}
	/* Else nothing was left out. */
	if (least >= 6)
		ck_assert_uint_lt(n, REFS);
	/* With fewer frames it is no longer the same. */
	if (least >= 6)
		ck_assert_uint_ne(run(whole, NULL, REFS, 1, false, fault[0]),
		    run(kept, place, n, 1, false, fault[1]));
}
END_TEST

/* References to a page that may be shared are kept up to its first write;
 * once a page was pinned, all are. */
START_TEST(changes)
{
	struct ref_reducer *r = ref_reducer_open(mem, PAGES, 4);
	struct change share = { .kind = CHANGE_SHARE, .page = 0, .other = 1 };
	struct change pin = { .kind = CHANGE_PIN, .page = 2 };
	const bool write[12] = { [5] = true };
	struct kept_refs k;

	for (size_t i = 0; i < 12; i++)
		whole[i] = reference_make(0, write[i]);
	k = ref_reducer_take(r, whole, NULL, 0, 12);
	ck_assert_uint_eq(k.n, 2);
	ck_assert(reference_write(k.ref[0]));
	ref_reducer_change(r, &share, 1);
	k = ref_reducer_take(r, whole, NULL, 0, 12);
	/* Five reads, the write, the first and the last of the others. */
	ck_assert_uint_eq(k.n, 8);
	ck_assert(!reference_write(k.ref[4]) && reference_write(k.ref[5]));
	k = ref_reducer_take(r, whole, NULL, 0, 12);
	ck_assert_uint_eq(k.n, 2);
	ref_reducer_change(r, &pin, 1);
	k = ref_reducer_take(r, whole, NULL, 0, 12);
	ck_assert_uint_eq(k.n, 12);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("ref_reducer");

	fixture_mem(t);
	tcase_add_loop_test(t, faults, 0, 24);
	tcase_add_test(t, changes);
	return (fixture_run("ref_reducer", t));
}
