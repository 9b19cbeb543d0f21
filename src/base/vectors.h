/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a file with vector instructions begins with: VECTORS is 1 where the
 * compiler has those of x86-64, and a function for the processors of ISA_AVX2
 * or ISA_AVX512 (base/isa.h) says so with AVX2 or AVX512.  Addresses need not
 * be aligned.
 */
#ifndef BASE_VECTORS_H
#define BASE_VECTORS_H

#include "base/inline.h"

#if defined(__x86_64__) && defined(__GNUC__)
#define VECTORS 1
#include <immintrin.h>
#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define AVX512                                                                 \
	__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,"            \
			      "avx512vbmi,avx512vbmi2,bmi,bmi2,popcnt")))

AVX2 static always_inline __m256i
load_256(const void *p)
{
	return (_mm256_loadu_si256(p));
}

AVX2 static always_inline void
store_256(void *p, __m256i v)
{
	_mm256_storeu_si256(p, v);
}
#else
#define VECTORS 0
#endif

#endif
