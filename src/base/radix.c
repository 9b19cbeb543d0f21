/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sorting by digits of eleven bits.
 */
#include "base/radix.h"

#include <string.h>

#define DIGIT_BITS 11
#define DIGITS     (1U << DIGIT_BITS)
#define PASSES     ((64 + DIGIT_BITS - 1) / DIGIT_BITS)

static inline unsigned
digit_of(uint64_t key, unsigned pass, bool falling)
{
	return ((unsigned)((falling ? ~key : key) >> pass * DIGIT_BITS) &
		(DIGITS - 1));
}

void
radix_sort(uint32_t *index, uint32_t *spare, size_t n, const uint64_t *key,
    bool falling)
{
	uint64_t one = n > 0 ? key[index[0]] : 0, differ = 0;
	uint32_t *from = index, *to = spare, *other;

	for (size_t i = 0; i < n; i++)
		differ |= key[index[i]] ^ one;
	for (unsigned pass = 0; pass < PASSES; pass++) {
		size_t at[DIGITS] = { 0 }, sum = 0;

		if (digit_of(differ, pass, false) == 0)
			continue;
		for (size_t i = 0; i < n; i++)
			at[digit_of(key[from[i]], pass, falling)]++;
		for (unsigned d = 0; d < DIGITS; d++) {
			size_t count = at[d];

			at[d] = sum;
			sum += count;
		}
		for (size_t i = 0; i < n; i++)
			to[at[digit_of(key[from[i]], pass, falling)]++] =
			    from[i];
		other = from;
		from = to;
		to = other;
	}
	if (from != index)
		memcpy(index, from, n * sizeof(*index));
}
