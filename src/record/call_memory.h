/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The memory that the kernel reads and writes for a system call: where its
 * arguments point, and where the structures there do.
 */
#ifndef RECORD_CALL_MEMORY_H
#define RECORD_CALL_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct injector;

#define CALL_RANGES_MAX 1100

struct call_range {
	uint64_t start, size;
	bool write;     /* by the kernel */
	bool by_result; /* as many bytes as the call's result says */
};

struct call_memory {
	struct call_range range[CALL_RANGES_MAX];
	size_t n;
	uint64_t unit;   /* bytes for each of the result */
	bool everything; /* the call is not known: it may use all memory */
};

void call_memory_find(const struct injector *in, uint64_t number,
    const uint64_t arg[6], struct call_memory *m);

#endif
