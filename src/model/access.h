/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An access of a trace: an address, a size and an operation.  The reader
 * splits accesses, so an access that reaches an address space is within one
 * page (trace/split.h).
 */
#ifndef MODEL_ACCESS_H
#define MODEL_ACCESS_H

#include <stddef.h>
#include <string.h>

#include "model/page.h"

enum access_op {
	ACCESS_READ,
	ACCESS_WRITE,
	ACCESS_MODIFY, /* read, then written: one reference that dirties */
	ACCESS_FETCH,  /* an instruction; a read of the code page */
};

#define ACCESS_PID_BITS 29
#define PID_MAX         ((UINT32_C(1) << ACCESS_PID_BITS) - 1)

/* The time of an access, in nanoseconds from any origin, where a trace does not
 * say. */
#define NO_TIME UINT64_MAX

#define US_NS UINT64_C(1000) /* nanoseconds of a microsecond */

/* A time in units of so many nanoseconds; one beyond the last time is the last.
 */
static inline uint64_t
time_ns(uint64_t time, uint64_t unit)
{
	uint64_t ns;

	return (__builtin_mul_overflow(time, unit, &ns) || ns == NO_TIME
		    ? NO_TIME - 1
		    : ns);
}

struct access {
	vaddr_t addr;
	uint32_t size;                  /* bytes, at least 1 */
	uint32_t pid : ACCESS_PID_BITS; /* 0 where a trace does not say */
	uint32_t op : 3;                /* enum access_op */
};

/* Stores an access of one byte.  Its second half is a number that the compiler
 * knows, which takes a store less than members do. */
static inline void
access_put_byte(struct access *to, vaddr_t addr, enum access_op op)
{
	const struct access byte = { .size = 1, .op = op };
	const size_t at = offsetof(struct access, size);

	to->addr = addr;
	memcpy((char *)to + at, (const char *)&byte + at, sizeof(byte) - at);
}

/* pid | op << ACCESS_PID_BITS, in one load. */
static inline uint32_t
access_pid_op(const struct access *a)
{
	uint32_t word;

	memcpy(&word, (const char *)(a + 1) - sizeof(word), sizeof(word));
	return (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
		    ? word
		    : word >> 3 | word << ACCESS_PID_BITS);
}

/* A page of a trace that numbers its pages itself. */
struct trace_page {
	vaddr_t addr; /* its first byte */
	uint32_t pid;
};

#endif
