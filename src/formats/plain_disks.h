/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Plain lines of block traces (plain_fields.h).
 */
#ifndef FORMATS_PLAIN_DISKS_H
#define FORMATS_PLAIN_DISKS_H

#include "formats/disks.h"
#include "formats/plain_values.h"

/* The device and the operation of a text. */
static always_inline bool
plain_target(struct targets *t, const char *s, const char *end,
    uint64_t *device, unsigned *op)
{
	unsigned i;

	if (!plain_name(&t->names, s, end, &i))
		return (false);
	*device = t->device[i];
	*op = (unsigned)1 + t->op[i];
	return (true);
}

/* As disk_access() does it. */
static always_inline bool
plain_request(
    struct plain_line *l, uint64_t device, uint64_t offset, uint64_t size)
{
	l->addr = device << DEVICE_SHIFT | offset;
	l->size = size;
	l->spread = true;
	return (size != 0 && size <= ACCESS_BYTES_MAX &&
		device >> (64 - DEVICE_SHIFT) == 0 &&
		offset >> DEVICE_SHIFT == 0 &&
		(offset + size - 1) >> DEVICE_SHIFT == 0);
}

/* As disk_blocks() does it. */
static always_inline bool
plain_blocks(
    struct plain_line *l, uint64_t device, uint64_t block, uint64_t blocks)
{
	return (block < UINT64_C(1) << DEVICE_SHIFT &&
		blocks <= ACCESS_BYTES_MAX &&
		plain_request(
		    l, device, block * BLOCK_BYTES, blocks * BLOCK_BYTES));
}

#endif
