/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which vector instructions the program uses: the widest that the processor
 * has, or those that PAGERACE_ISA names (plain, avx2, avx512).  Results never
 * depend on it.
 */
#ifndef BASE_ISA_H
#define BASE_ISA_H

#include "base/err.h"

enum isa {
	ISA_PLAIN,  /* what every processor of the architecture has */
	ISA_AVX2,   /* AVX2, BMI and what comes with them */
	ISA_AVX512, /* also F, BW, DQ, VL and VBMI2 */
};

/* The widest that the processor has. */
enum isa isa_processor(void);

/* The one to use; a PAGERACE_ISA that isa_check() refuses does not count. */
enum isa isa_chosen(void);

/* -1: PAGERACE_ISA names none, or one that the processor lacks. */
int isa_check(struct err *err);

#endif
