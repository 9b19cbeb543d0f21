/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LRU queues (lru_queue.h): valid entries are moved with AVX-512, sixteen at a
 * time.
 */
#ifndef POLICIES_LIB_LRU_QUEUE_WIDE_H
#define POLICIES_LIB_LRU_QUEUE_WIDE_H

#include "policies/lib/lru_queue.h"
#include "policy/order.h"

#ifdef POLICY_WIDE

#include <immintrin.h>

#define LRU_QUEUE_LANES 16

/* n, n + 1, ... */
POLICY_WIDE static inline __m512i
lru_queue_lanes(uint32_t n)
{
	return (_mm512_add_epi32(
	    _mm512_set1_epi32((int)n), _mm512_set_epi32(15, 14, 13, 12, 11, 10,
					   9, 8, 7, 6, 5, 4, 3, 2, 1, 0)));
}

/* lru_queue_gather(): what is stored behind the valid entries was read. */
POLICY_WIDE static inline uint32_t
lru_queue_gather_wide(
    struct lru_queue *l, uint32_t from, uint32_t end, uint32_t to)
{
	for (; end - from >= LRU_QUEUE_LANES; from += LRU_QUEUE_LANES) {
		__m512i x = _mm512_loadu_si512(&l->entry[from]);
		__m512i place = _mm512_i32gather_epi32(x, l->last, 4);
		__mmask16 valid =
		    _mm512_cmpeq_epi32_mask(place, lru_queue_lanes(from + 1));
		unsigned n = (unsigned)__builtin_popcount(valid);

		x = _mm512_maskz_compress_epi32(valid, x);
		_mm512_storeu_si512(&l->entry[to], x);
		_mm512_mask_i32scatter_epi32(l->last,
		    (__mmask16)((1u << n) - 1), x, lru_queue_lanes(to + 1), 4);
		to += n;
	}
	return (lru_queue_gather(l, from, end, to));
}

not_used POLICY_WIDE static never_inline void
lru_queue_turn_wide(struct lru_queue *l, uint32_t n)
{
	lru_queue_turn_by(l, n, lru_queue_gather_wide);
}

#endif

#endif
