/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests to block devices, as the formats of block traces have them.
 *
 * All devices share one address space: the number of the device is in the bits
 * of an address from DEVICE_SHIFT on, its bytes are below.  So no page belongs
 * to two devices.
 */
#ifndef FORMATS_DISKS_H
#define FORMATS_DISKS_H

#include "formats/names.h"
#include "trace/fields.h"

#define DEVICE_SHIFT 48
#define BLOCK_BYTES  512 /* a sector, where a format counts in them */
#define CSV_FIELDS   9

/* The texts that name a device and an operation, of lines that were read:
 * lines with the same text are read in bulk.  Begins as zeros. */
struct targets {
	struct names names;
	uint32_t device[NAMES_MAX]; /* by name */
	uint8_t op[NAMES_MAX];      /* enum access_op */
};

void targets_add(struct targets *t, const char *s, const char *end,
    uint32_t device, enum access_op op);

/* The fields of a line, without the blanks around them. */
struct csv_line {
	unsigned n;
	const char *at[CSV_FIELDS], *end[CSV_FIELDS];
};

/* Splits a line at a separator, ' ' being any blanks; fields beyond CSV_FIELDS
 * are not kept. */
void csv_split(
    struct csv_line *l, char separator, const char *s, const char *end);
/* A decimal number that is the whole field. */
bool csv_number(const struct csv_line *l, unsigned field, uint64_t *v);
/* Whether the field is the word, in either case. */
bool csv_is(const struct csv_line *l, unsigned field, const char *word);

/* The number of the device whose name is this field; -1: a fatal error, which
 * is set in the record. */
int devices_number(struct names *devices, const struct csv_line *l,
    unsigned field, struct record *rec);

/* An access of so many bytes from an offset on a device, at a time in ns; at:
 * the position of the offset.  A request of no bytes is ignored. */
enum record_kind disk_access(struct record *rec, const char *at,
    uint64_t device, uint64_t offset, uint64_t size, enum access_op op,
    uint64_t time);
/* The same of blocks of BLOCK_BYTES: the first one, whose field is given, and
 * how many, which is the next field. */
enum record_kind disk_blocks(struct record *rec, const struct csv_line *l,
    unsigned field, uint64_t device, uint64_t block, uint64_t blocks,
    enum access_op op, uint64_t time);

#endif
