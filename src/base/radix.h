/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sorting indices by a key of 64 bits, in time that grows with their number
 * only: digits from the last to the first, as many passes as there are digits
 * in which keys differ (Knuth, TAOCP 3, 5.2.5, algorithm R).
 */
#ifndef BASE_RADIX_H
#define BASE_RADIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sorts the n indices at 'index' by key[index], which is not changed, and
 * indices with equal keys stay in order.  falling: the largest key first.
 * spare: a buffer of n elements. */
void radix_sort(uint32_t *index, uint32_t *spare, size_t n, const uint64_t *key,
    bool falling);

#endif
