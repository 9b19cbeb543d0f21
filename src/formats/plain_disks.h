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

/* The first row behind this one whose text, in the columns from ... to, is
 * another. */
unsigned plain_same_rows(
    const struct plain_table *t, unsigned row, unsigned from, unsigned to);

/* plain_target() of the rows, with the text of these columns: the devices are
 * in own_addr until plain_requests(). */
void plain_targets(struct plain_table *t, struct targets *known, unsigned from,
    unsigned to, struct plain_accesses *a);

/* Requests as disk_access() takes them, from offsets and sizes in columns, in
 * units of so many bytes, a power of two, on the devices in own_addr. */
void plain_requests(struct plain_table *t, unsigned offset,
    uint64_t offset_unit, unsigned size, uint64_t size_unit,
    struct plain_accesses *a);

#endif
