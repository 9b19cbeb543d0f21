/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A pair of FIFO queues against plain arrays.  At first frames leave only at
 * the heads, and the place of a frame is not looked up; then they leave
 * anywhere, often enough that holes are closed many times.
 */
#include <stdlib.h>

#include "base/rng.h"
#include "policies/lib/fifo_queue.h"
#include "unit/fixture.h"

#define FRAMES_MOST 200

/* Words in order, oldest first. */
struct plain {
	uint32_t word[FRAMES_MOST];
	uint32_t n;
};

static uint32_t
plain_find(const struct plain *p, uint32_t f)
{
	uint32_t i = 0;

	while (i < p->n && (p->word[i] & FIFO_QUEUE_FRAME) != f)
		i++;
	return (i);
}

static void
plain_remove(struct plain *p, uint32_t at)
{
	for (p->n--; at < p->n; at++)
		p->word[at] = p->word[at + 1];
}

static void
check_front(struct fifo_queue *t, const struct plain *p)
{
	ck_assert_uint_eq(t->count, p->n);
	if (p->n == 0)
		return;
	ck_assert_uint_eq(fifo_queue_front(t), p->word[0] & FIFO_QUEUE_FRAME);
	ck_assert_uint_eq(
	    fifo_queue_front_note(t), p->word[0] / FIFO_QUEUE_NOTE);
	ck_assert(fifo_queue_at_front(t, p->word[0] & FIFO_QUEUE_FRAME));
	ck_assert_uint_le(fifo_queue_near(t), t->hole);
	ck_assert_uint_le(fifo_queue_far(t), t->hole);
}

static const uint32_t sizes[] = { 1, 2, 7, FRAMES_MOST };

START_TEST(test_pair)
{
	uint32_t n = sizes[_i];
	void *memory = calloc(1, fifo_queue_pair_bytes(n));
	struct rng rng = { n };
	struct plain plain[2] = { 0 };
	struct fifo_queue pair[2];

	ck_assert_ptr_eq(fifo_queue_place_pair(pair, memory, n),
	    (char *)memory + fifo_queue_pair_bytes(n));
	for (int i = 0; i < 40000; i++) {
		uint32_t f = (uint32_t)rng_below(&rng, n), at;
		int to = (int)rng_below(&rng, 2), in;
		bool anywhere = i > 10000 && rng_below(&rng, 4) != 0;
		uint32_t note;

		in = plain_find(&plain[1], f) < plain[1].n;
		at = plain_find(&plain[in], f);
		if (at == plain[in].n) {
			note = (uint32_t)rng_below(&rng, 4);
			fifo_queue_push(&pair[to], f, note);
			plain[to].word[plain[to].n++] =
			    f + note * FIFO_QUEUE_NOTE;
		} else if (anywhere && rng_below(&rng, 2) == 0) {
			/* Its note changes, its position does not. */
			fifo_queue_raise_note(pair, f);
			if (plain[in].word[at] / FIFO_QUEUE_NOTE < 3)
				plain[in].word[at] += FIFO_QUEUE_NOTE;
		} else if (anywhere) {
			ck_assert_int_eq(fifo_queue_remove(pair, f), in);
			plain_remove(&plain[in], at);
		} else if (rng_below(&rng, 2) == 0) {
			f = fifo_queue_front(&pair[in]);
			note = fifo_queue_front_note(&pair[in]);
			fifo_queue_pop(&pair[in]);
			plain_remove(&plain[in], 0);
			fifo_queue_push(&pair[to], f, note);
			plain[to].word[plain[to].n++] =
			    f + note * FIFO_QUEUE_NOTE;
		} else {
			f = fifo_queue_front(&pair[in]);
			ck_assert_int_eq(fifo_queue_remove(pair, f), in);
			plain_remove(&plain[in], 0);
		}
		ck_assert(i > 10000 || !pair->place_kept);
		check_front(&pair[0], &plain[0]);
		check_front(&pair[1], &plain[1]);
	}
	free(memory);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("fifo_queue");

	tcase_add_loop_test(t, test_pair, 0, ROWS(sizes));
	return (fixture_run("fifo_queue", t));
}
