/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * 64 numbers of 32 bits at once, for any processor, and with AVX2 and AVX-512
 * (base/isa.h says which of them it is to be).
 */
#ifndef STUDY_VECTOR64_H
#define STUDY_VECTOR64_H

#include <stdint.h>

#include "base/isa.h"

/* The largest. */
uint32_t vector64_largest(enum isa isa, const uint32_t *v);

/* A bit for each that is greater than this; and for each that is equal. */
uint64_t vector64_greater(enum isa isa, const uint32_t *v, uint32_t than);
uint64_t vector64_equal(enum isa isa, const uint32_t *v, uint32_t to);

#endif
