/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Quotients as text.  Only integers are used, so that every compiler and C
 * library gives the same digits.
 */
#ifndef RESULT_RATIO_H
#define RESULT_RATIO_H

#include <stddef.h>
#include <stdint.h>

/*
 * part * scale / whole with so many decimals (at most 9), rounded half up, into
 * buf; returns buf.  A scale of 100 gives per cent.  "-" if whole is 0.
 */
char *ratio_print(char *buf, size_t size, unsigned __int128 part,
    uint64_t whole, unsigned scale, unsigned places);

/* part * scale / whole rounded half up; UINT64_MAX if that does not fit or
 * whole is 0. */
uint64_t ratio_of(unsigned __int128 part, uint64_t whole, uint64_t scale);

#endif
