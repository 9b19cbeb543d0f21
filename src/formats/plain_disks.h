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

/* Requests as disk_access() takes them, from offsets and sizes in columns, in
 * units of so many bytes, a power of two, on the devices in own_addr. */
void plain_requests(struct plain_table *t, unsigned offset,
    uint64_t offset_unit, unsigned size, uint64_t size_unit,
    struct plain_accesses *a);

#endif
