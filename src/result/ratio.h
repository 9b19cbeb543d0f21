/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Quotients as text, in integers from end to end: the same digits from every
 * compiler and every C library.
 */
#ifndef RESULT_RATIO_H
#define RESULT_RATIO_H

#include <stddef.h>
#include <stdint.h>

/*
 * part * scale / whole with so many places (at most 9), rounded half up, into
 * buf; returns buf.  A scale of 100 gives per cent.  "-" where whole is 0.
 */
char *ratio_print(char *buf, size_t size, unsigned __int128 part,
    uint64_t whole, unsigned scale, unsigned places);

/* part * scale / whole rounded half up; what does not fit is UINT64_MAX, and
 * so is everything over 0. */
uint64_t ratio_of(unsigned __int128 part, uint64_t whole, uint64_t scale);

#endif
