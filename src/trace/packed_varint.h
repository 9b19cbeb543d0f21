/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers of 1 to 10 bytes, seven bits each, the low ones first (LEB128), and
 * differences with their sign in the lowest bit.
 */
#ifndef TRACE_PACKED_VARINT_H
#define TRACE_PACKED_VARINT_H

#include <stdint.h>

#define VARINT_MAX 10 /* bytes */

static inline uint64_t
zigzag(uint64_t difference)
{
	return (difference << 1 ^ -(difference >> 63));
}

static inline uint64_t
unzigzag(uint64_t v)
{
	return (v >> 1 ^ -(v & 1));
}

static inline unsigned char *
varint_put(unsigned char *p, uint64_t v)
{
	for (; v > 127; v >>= 7)
		*p++ = (unsigned char)(v | 128);
	*p++ = (unsigned char)v;
	return (p);
}

/* The same of a number below 2^28, without a branch; four bytes are written. */
static inline unsigned char *
varint_put_short(unsigned char *p, uint32_t v)
{
	unsigned bits = 32 - (unsigned)__builtin_clz(v | 1);
	unsigned more = (bits - 1) / 7; /* bytes, behind the first */
	uint32_t spread = (v & 0x7f) | (v & 0x3f80) << 1 | (v & 0x1fc000) << 2 |
			  (v & 0xfe00000) << 3;

	spread |= 0x808080 & ((UINT32_C(1) << 8 * more) - 1);
	for (unsigned i = 0; i < 4; i++)
		p[i] = (unsigned char)(spread >> 8 * i);
	return (p + more + 1);
}

/* NULL: there is none before end. */
static inline const unsigned char *
varint_get(const unsigned char *p, const unsigned char *end, uint64_t *v)
{
	uint64_t sum = 0;

	if (p < end && *p < 128) {
		*v = *p;
		return (p + 1);
	}
	for (unsigned shift = 0; p < end && shift < 64; shift += 7) {
		sum |= (uint64_t)(*p & 127) << shift;
		if (*p++ < 128) {
			*v = sum;
			return (p);
		}
	}
	return (0);
}

#endif
