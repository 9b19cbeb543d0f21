/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Opening and compacting the log.
 */
#include "study/use_log.h"

/* Places for each frame of the largest memory, and at least. */
#define PLACES       4
#define PLACES_LEAST 4096

void
use_log_open(
    struct use_log *l, struct mem *m, page_id_t npages, uint64_t frames)
{
	uint64_t most = frames < npages ? frames : npages;
	uint64_t cap = PLACES * most + PLACES_LEAST;

	/* More places than 32 bits have are of no use. */
	l->cap = cap < UINT32_MAX ? (uint32_t)cap : UINT32_MAX;
	l->page = mem_reserve(m, l->cap, sizeof(*l->page));
	l->live = mem_reserve(m, l->cap / 64 + 1, sizeof(*l->live));
	l->last = mem_reserve(m, npages, sizeof(*l->last));
	/* That of no page is not the newest. */
	l->end = USE_LOG_NONE + 2;
}

/* Live places from one up to another, which is not counted. */
static uint32_t
count_live(const struct use_log *l, uint32_t from, uint32_t to)
{
	uint32_t n = 0;

	for (uint32_t word = from / 64; word <= to / 64; word++) {
		uint64_t bits = l->live[word];

		if (word == from / 64)
			bits = bits >> from % 64 << from % 64;
		if (word == to / 64)
			bits &= (UINT64_C(1) << to % 64) - 1;
		n += (uint32_t)__builtin_popcountll(bits);
	}
	return (n);
}

/* Moves the live places of a word, from 'first' on, to 'to'; returns the place
 * behind them. */
static uint32_t
move_word(struct use_log *l, uint32_t word, uint32_t first, uint32_t to)
{
	uint64_t bits = l->live[word];

	l->live[word] = 0;
	for (; bits != 0; bits &= bits - 1) {
		uint32_t at = word * 64 + (uint32_t)__builtin_ctzll(bits);
		page_id_t page = l->page[at];

		if (at < first) {
			l->last[page] = USE_LOG_NONE;
			continue;
		}
		l->page[to] = page;
		l->last[page] = to;
		l->live[to / 64] |= UINT64_C(1) << to % 64;
		to++;
	}
	return (to);
}

void
use_log_compact(struct use_log *l, uint32_t *const *oldest, size_t n)
{
	const uint32_t end = l->end;
	uint32_t first = end, to = USE_LOG_NONE + 1;

	for (size_t i = 0; i < n; i++)
		first = *oldest[i] < first ? *oldest[i] : first;
	for (size_t i = 0; i < n; i++)
		*oldest[i] = to + count_live(l, first, *oldest[i]);
	for (uint32_t word = 0; word <= (end - 1) / 64; word++)
		to = move_word(l, word, first, to);
	l->end = to;
}
