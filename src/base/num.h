/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers as users write them.
 *
 *	count	4096  64k  2m		k m g t are powers of 1000
 *	size	4096  64KiB  64k  2MB	powers of 1024, in bytes
 *	time	250  10ns  2.5us  1s	in nanoseconds
 *	share	25%  12.5%		in parts per million
 *
 * Units are read in either case, and a blank may stand before one.
 * Exponents and signs are refused, and so is a number that does not fit 64
 * bits.  Each function returns 0, or -1 with *why set to a static text that
 * says what would be right.
 */
#ifndef BASE_NUM_H
#define BASE_NUM_H

#include <stddef.h>
#include <stdint.h>

#define NUM_PPM UINT64_C(1000000)

int num_count(const char *s, uint64_t *out, const char **why);
int num_size(const char *s, uint64_t *out, const char **why);
int num_time(const char *s, uint64_t *out, const char **why);
int num_share(const char *s, uint64_t *out, const char **why);

/* Printing, into buf; they return buf.  num_print_count() separates
 * thousands with commas; num_print_size() and num_print_time() choose a unit
 * and print at most one decimal; num_print_share() takes parts per million. */
char *num_print_count(char *buf, size_t size, uint64_t n);
/* "1 page", "1,000 pages". */
char *num_print_things(char *buf, size_t size, uint64_t n, const char *thing);
char *num_print_size(char *buf, size_t size, uint64_t bytes);
char *num_print_time(char *buf, size_t size, uint64_t ns);
char *num_print_share(char *buf, size_t size, uint64_t ppm);

/* The binary logarithm, with so many binary places; of 0 as of 1.  It is never
 * lower for a larger number, and the same on every machine. */
#define NUM_LOG_PLACES 32
uint64_t num_log2(uint64_t n);

/* What a word needs behind this number: "" or "s". */
static inline const char *
num_plural(uint64_t n)
{
	return (n == 1 ? "" : "s");
}

#endif
