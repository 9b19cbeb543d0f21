/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which vector instructions the program uses: the widest that the processor
 * has, or those that PAGERACE_ISA names (plain, neon, avx2, avx512).  Results
 * never depend on it.
 */
#ifndef BASE_ISA_H
#define BASE_ISA_H

#include <stdbool.h>

#include "base/err.h"

/* Of one architecture in order of width.  A processor that has one of them has
 * the narrower ones of its architecture, too. */
enum isa {
	ISA_PLAIN,  /* no vectors are asked for; the compiler may use them */
	ISA_NEON,   /* 64-bit ARM, little-endian: Advanced SIMD */
	ISA_AVX2,   /* x86-64: AVX2, BMI and what comes with them */
	ISA_AVX512, /* also F, BW, DQ, VL, VBMI and VBMI2 */
	ISAS,
};

const char *isa_name(enum isa isa);

/* Whether the processor has it. */
bool isa_has(enum isa isa);

/* The widest that the processor has. */
enum isa isa_processor(void);

/* The one to use; a PAGERACE_ISA that isa_check() refuses does not count. */
enum isa isa_chosen(void);

/* -1: PAGERACE_ISA names none, or one that the processor lacks. */
int isa_check(struct err *err);

#endif
