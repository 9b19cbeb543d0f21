/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an entry of the fuzzer and its driver know of each other.
 *
 * The last byte of an input chooses what the bytes before it are given to: one
 * format, one policy, one report.  So an input costs one run, and the fuzzer
 * sees what its change did to that one.
 */
#ifndef FUZZ_CHOICE_H
#define FUZZ_CHOICE_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* How many there are to choose from. */
unsigned fuzz_choices(void);

/* The choice that ends the input, without which it has *size bytes. */
static inline unsigned
fuzz_choice(const uint8_t *bytes, size_t *size)
{
	return (*size == 0 ? 0 : bytes[--*size] % fuzz_choices());
}

#endif
