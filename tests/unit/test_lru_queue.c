/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The LRU queue against a plain array, single and as a pair; the ring of
 * frames.
 */
#include <stdlib.h>

#include "base/rng.h"
#include "policies/lib/frame_ring.h"
#include "policies/lib/lru_queue.h"
#include "unit/fixture.h"

#define ELEMENTS 40

/* An ordered list, oldest first. */
struct plain {
	uint32_t x[ELEMENTS];
	uint32_t n;
};

static void
plain_remove(struct plain *p, uint32_t x)
{
	uint32_t to = 0;

	for (uint32_t i = 0; i < p->n; i++)
		if (p->x[i] != x)
			p->x[to++] = p->x[i];
	p->n = to;
}

static bool
plain_has(const struct plain *p, uint32_t x)
{
	for (uint32_t i = 0; i < p->n; i++)
		if (p->x[i] == x)
			return (true);
	return (false);
}

static void
same(struct lru_queue *l, const struct plain *p)
{
	ck_assert_uint_eq(l->count, p->n);
	ck_assert_uint_eq(
	    lru_queue_oldest(l), p->n == 0 ? LRU_QUEUE_NONE : p->x[0]);
	ck_assert_uint_eq(
	    lru_queue_newest(l), p->n == 0 ? LRU_QUEUE_NONE : p->x[p->n - 1]);
}

/* Elements are added, moved between the two queues, exchanged and removed,
 * often enough for both to be compacted many times.  In every other stretch
 * some are left alone, so that the oldest stays where it is.  Both queues may
 * wrap where _i is odd. */
START_TEST(test_pair)
{
	uint32_t n = 1 + (uint32_t)(_i / 2) * 13, range = n + 1;
	void *memory = calloc(1, lru_queue_pair_bytes(n, range));
	struct rng rng = { (uint64_t)_i };
	struct plain plain[2] = { 0 };
	struct lru_queue pair[2];

	ck_assert_ptr_eq(lru_queue_place_pair(pair, memory, n, range),
	    (char *)memory + lru_queue_pair_bytes(n, range));
	for (int i = 0; i < 2 * (_i % 2); i++)
		lru_queue_let_wrap(&pair[i]);
	for (int i = 0; i < 20000; i++) {
		uint32_t some = i / 500 % 2 == 0 ? n : (n + 1) / 2;
		uint32_t x = (uint32_t)rng_below(&rng, some), y = n;
		int which, other = (int)rng_below(&rng, 2);

		ck_assert(lru_queue_has(pair, x) ==
			  (plain_has(&plain[0], x) || plain_has(&plain[1], x)));
		if (!lru_queue_has(pair, x)) {
			lru_queue_append(&pair[other], x);
			plain[other].x[plain[other].n++] = x;
			continue;
		}
		which = lru_queue_which(pair, x);
		ck_assert(plain_has(&plain[which], x));
		switch (rng_below(&rng, 4)) {
		case 0:
			lru_queue_remove(&pair[which], x);
			plain_remove(&plain[which], x);
			break;
		case 1:
			lru_queue_rename(&pair[which], x, y);
			ck_assert(
			    !lru_queue_has(pair, x) && lru_queue_has(pair, y));
			ck_assert_int_eq(lru_queue_which(pair, y), which);
			lru_queue_rename(&pair[which], y, x);
			break;
		default:
			if (which == other)
				lru_queue_move(&pair[which], x);
			else
				lru_queue_move_to(
				    &pair[which], &pair[other], x);
			plain_remove(&plain[which], x);
			plain[other].x[plain[other].n++] = x;
		}
		same(&pair[0], &plain[0]);
		same(&pair[1], &plain[1]);
	}
	free(memory);
}
END_TEST

/* A queue of few elements stays short, also if it may hold many. */
START_TEST(test_short)
{
	uint32_t n = 100000;
	void *memory = calloc(1, lru_queue_bytes(n, n));
	struct lru_queue l;

	lru_queue_place(&l, memory, n, n);
	for (uint32_t i = 0; i < 10 * n; i++) {
		if (i % n >= 10)
			lru_queue_remove(&l, i % n - 10);
		if (!lru_queue_has(&l, i % n))
			lru_queue_append(&l, i % n);
		else
			lru_queue_move(&l, i % n);
		ck_assert_uint_le(l.end, lru_queue_cap(20));
	}
	free(memory);
}
END_TEST

static const uint64_t ring_sizes[] = { 1, 2, 63, 64, 65, 4096, 4097, 300000 };

START_TEST(test_ring)
{
	uint64_t size = ring_sizes[_i], members[5];
	void *memory = calloc(1, bitset_bytes(size));
	struct rng rng = { size };
	struct bitset b;

	bitset_place(&b, memory, size);
	ck_assert_uint_eq(frame_ring_next(&b, 0), BITSET_NONE);
	ck_assert_uint_eq(frame_ring_next(&b, size - 1), BITSET_NONE);
	for (int i = 0; i < 5; i++)
		bitset_add(&b, members[i] = rng_below(&rng, size));
	for (int i = 0; i < 2000; i++) {
		uint64_t from = i < 5 ? members[i] : rng_below(&rng, size);
		uint64_t nearest = size;

		for (int k = 0; k < 5; k++) {
			uint64_t far = (members[k] + size - from) % size;

			nearest = far < nearest ? far : nearest;
		}
		ck_assert_uint_eq(
		    frame_ring_next(&b, from), (from + nearest) % size);
	}
	free(memory);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("lru_queue");

	tcase_add_loop_test(t, test_pair, 0, 6);
	tcase_add_test(t, test_short);
	tcase_add_loop_test(t, test_ring, 0, ROWS(ring_sizes));
	return (fixture_run("lru_queue", t));
}
