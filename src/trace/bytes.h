/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers in the bytes of a binary record, at any alignment.
 */
#ifndef TRACE_BYTES_H
#define TRACE_BYTES_H

#include <endian.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static inline uint16_t
bytes_le16(const char *p)
{
	uint16_t v;

	memcpy(&v, p, sizeof(v));
	return (le16toh(v));
}

static inline uint32_t
bytes_le32(const char *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return (le32toh(v));
}

static inline uint64_t
bytes_le64(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return (le64toh(v));
}

static inline uint32_t
bytes_be32(const char *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return (be32toh(v));
}

static inline void
bytes_put_le32(void *p, uint32_t v)
{
	v = htole32(v);
	memcpy(p, &v, sizeof(v));
}

static inline void
bytes_put_le64(void *p, uint64_t v)
{
	v = htole64(v);
	memcpy(p, &v, sizeof(v));
}

/* A number of 1 to 8 bytes, in either order. */
static inline uint64_t
bytes_number(const char *p, size_t size, bool big)
{
	uint64_t v = 0;

	for (size_t i = 0; i < size; i++)
		v = v << 8 | (unsigned char)p[big ? i : size - 1 - i];
	return (v);
}

#endif
