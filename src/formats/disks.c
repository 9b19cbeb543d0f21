/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests to block devices.
 */
#include "formats/disks.h"

#include <strings.h>

#include "formats/column_fields.h"

void
csv_split(struct csv_line *l, char separator, const char *s, const char *end)
{
	const struct column_rule rule = { separator, false };
	struct column_field f;

	l->n = 0;
	do {
		column_take(rule, &s, end, &f);
		if (l->n < CSV_FIELDS) {
			l->at[l->n] = f.p;
			l->end[l->n] = f.end;
		}
		l->n++;
	} while (f.more);
}

bool
csv_number(const struct csv_line *l, unsigned field, uint64_t *v)
{
	const char *p;

	if (field >= l->n)
		return (false);
	p = l->at[field];
	return (field_decimal(&p, l->end[field], v) == FIELD_OK &&
		p == l->end[field]);
}

bool
csv_is(const struct csv_line *l, unsigned field, const char *word)
{
	size_t n = strlen(word);

	return (field < l->n && (size_t)(l->end[field] - l->at[field]) == n &&
		strncasecmp(l->at[field], word, n) == 0);
}

int
devices_number(struct names *devices, const struct csv_line *l, unsigned field,
    struct record *rec)
{
	const char *name = l->at[field];
	int n = names_number(devices, name, (size_t)(l->end[field] - name));

	rec->at = name;
	if (n == NAME_LONG)
		rec->why = "a device's name of more than 255 bytes";
	else if (n == NAMES_FULL)
		rec->why = "more than 1024 devices";
	return (n);
}

void
targets_add(struct targets *t, const char *s, const char *end, uint32_t device,
    enum access_op op)
{
	int n = names_number(&t->names, s, (size_t)(end - s));

	if (n < 0)
		return;
	t->device[n] = device;
	t->op[n] = (uint8_t)op;
}

enum record_kind
disk_access(struct record *rec, const char *at, uint64_t device,
    uint64_t offset, uint64_t size, enum access_op op, uint64_t time)
{
	if (size == 0)
		return (RECORD_OURS);
	if (device >= UINT64_C(1) << (64 - DEVICE_SHIFT))
		return (record_fatal(rec, at,
		    "a device's number of at most 65535 belongs here"));
	if (offset >> DEVICE_SHIFT != 0 ||
	    (offset + size - 1) >> DEVICE_SHIFT != 0)
		return (record_fatal(
		    rec, at, "a request beyond 2^48 bytes of its device"));
	record_access(rec, device << DEVICE_SHIFT | offset, op);
	rec->time = time;
	return (record_size(rec, at, size));
}

enum record_kind
disk_blocks(struct record *rec, const struct csv_line *l, unsigned field,
    uint64_t device, uint64_t block, uint64_t blocks, enum access_op op,
    uint64_t time)
{
	if (block > UINT64_MAX / BLOCK_BYTES)
		return (record_fatal(rec, l->at[field], WHY_WRAPS));
	if (blocks > ACCESS_BYTES_MAX / BLOCK_BYTES)
		return (record_fatal(rec, l->at[field + 1], WHY_HUGE));
	return (disk_access(rec, l->at[field], device, block * BLOCK_BYTES,
	    blocks * BLOCK_BYTES, op, time));
}
