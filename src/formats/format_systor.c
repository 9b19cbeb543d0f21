/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * systor: "1455592511.119283000,0.000165225,W,0,76288000,4096" is the time, the
 * response time (which may be missing), R or W, the logical unit, the offset
 * and the bytes.  The first line names these columns.
 *
 * Source: SNIA IOTTA, the traces of Lee and others, SYSTOR 2017.  A logical
 * unit is a device.
 */
#include "formats/plain_disks.h"

static enum record_kind
systor_line(
    not_used void *state, const char *s, const char *end, struct record *rec)
{
	uint64_t unit, offset, size, time;
	struct csv_line l;
	const char *p;
	bool write;

	csv_split(&l, ',', s, end);
	if (csv_is(&l, 0, "timestamp") && csv_is(&l, 4, "offset"))
		return (RECORD_HEAD);
	write = csv_is(&l, 2, "w");
	p = l.at[0];
	if (l.n != 6 || field_scaled(&p, l.end[0], 9, &time) == FIELD_NONE ||
	    !csv_number(&l, 3, &unit) || !csv_number(&l, 4, &offset) ||
	    !csv_number(&l, 5, &size) || (!write && !csv_is(&l, 2, "r")))
		return (record_malformed(rec, s,
		    "time, response, R or W, unit, offset and bytes belong "
		    "here, with commas"));
	return (disk_access(rec, l.at[4], unit, offset, size,
	    write ? ACCESS_WRITE : ACCESS_READ, time));
}

static const uint8_t letters[256] = {
	['R'] = 1 + ACCESS_READ,
	['W'] = 1 + ACCESS_WRITE,
};

static always_inline struct plain_line
systor_read(not_used void *how, not_used bool hex, const struct plain_place *at)
{
	struct plain_fields f = plain_fields(at, ',');
	struct plain_line l = PLAIN_LINE(at->p);
	uint64_t unit, offset, size;

	l.good = plain_seconds(&f, &l.time) && plain_skip(&f) &&
		 plain_op(&f, letters, &l.op) && plain_decimal(&f, &unit) &&
		 plain_decimal(&f, &offset) && plain_last(&f, &size) &&
		 plain_done(&f) && plain_request(&l, unit, offset, size);
	l.p = f.p;
	return (l);
}

static void
systor_bulk(not_used void *state, struct window *w, struct sink *to)
{
	plain_take_lines(systor_read, NULL, ',', NULL, w, to);
}

const struct trace_format trace_format_systor = {
	.name = "systor",
	.summary = "time, response, R or W, unit, offset, bytes (SYSTOR 2017)",
	.carries = CARRIES_WRITES | CARRIES_SIZES | CARRIES_TIME,
	.line = systor_line,
	.bulk = systor_bulk,
};
