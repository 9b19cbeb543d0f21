/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Plain lines of block traces (plain_tables.h, plain_fields.h).
 */
#ifndef FORMATS_PLAIN_DISKS_H
#define FORMATS_PLAIN_DISKS_H

#include "formats/disks.h"
#include "formats/plain_tables.h"
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

/* The same of a row: its device is in own_addr until plain_requests(). */
static always_inline bool
plain_targeted(struct targets *t, const char *s, const char *end,
    struct plain_accesses *a, unsigned row)
{
	unsigned op;

	if (unlikely(!plain_target(t, s, end, &a->own_addr[row], &op)))
		return (false);
	a->half[row] = (op - 1) << PLAIN_OP;
	return (true);
}

/* Not 0: the request is none that disk_access() takes. */
static always_inline uint64_t
plain_unlike(uint64_t device, uint64_t offset, uint64_t offset_unit,
    uint64_t size, uint64_t size_unit)
{
	const uint64_t bytes = size * size_unit;
	const uint64_t most = (UINT64_C(1) << DEVICE_SHIFT) - 1;

	/* A negative number has its highest bit set. */
	return (device >> (64 - DEVICE_SHIFT) | (size - 1) >> 30 /* also 0 */ |
		(ACCESS_BYTES_MAX - bytes) >> 63 | (most - offset) >> 63 |
		offset >> 63 |
		(offset * offset_unit + bytes - 1) >> DEVICE_SHIFT);
}

/* Requests as disk_access() takes them, from offsets and sizes in columns, in
 * units of so many bytes, on the devices in own_addr. */
static inline void
plain_requests(struct plain_table *t, unsigned offset, uint64_t offset_unit,
    unsigned size, uint64_t size_unit, struct plain_accesses *a)
{
	const uint64_t *const from = t->value[offset];
	const uint64_t *const n = t->value[size];
	uint64_t wrong = 0;

	/* Without a branch for each; the sums do not wrap if all is right. */
	for (unsigned i = 0; i < t->rows; i++)
		wrong |= plain_unlike(
		    a->own_addr[i], from[i], offset_unit, n[i], size_unit);
	for (unsigned i = 0; wrong != 0 && i < t->rows; i++)
		if (plain_unlike(a->own_addr[i], from[i], offset_unit, n[i],
			size_unit) != 0)
			t->rows = i;
	for (unsigned i = 0; i < t->rows; i++) {
		a->own_addr[i] =
		    a->own_addr[i] << DEVICE_SHIFT | from[i] * offset_unit;
		a->own_size[i] = n[i] * size_unit;
	}
	a->addr = a->own_addr;
	a->size = a->own_size;
	a->spread = true;
}

#endif
