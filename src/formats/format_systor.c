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

static void
systor_layout(not_used void *how, not_used const char *p,
    not_used const char *end, struct plain_layout *l)
{
	*l = (struct plain_layout){ .separator = ',',
		.columns = 6,
		.column = { [3] = { .kind = PLAIN_DECIMAL },
		    [4] = { .kind = PLAIN_DECIMAL },
		    [5] = { .kind = PLAIN_DECIMAL } } };
}

static void
systor_make(not_used void *how, struct plain_table *t, struct plain_accesses *a,
    bool timed)
{
	plain_letters(t, 2, letters, a);
	plain_begin_times(t, 0, timed, a);
	memcpy(a->own_addr, t->value[3], t->rows * sizeof(a->own_addr[0]));
	plain_requests(t, 4, 1, 5, 1, a);
}

static void
systor_bulk(not_used void *state, struct window *w, struct sink *to)
{
	const struct plain_rows rows = { .layout = systor_layout,
		.make = systor_make };

	plain_take_rows(&rows, w, to);
}

const struct trace_format trace_format_systor = {
	.name = "systor",
	.summary = "time, response, R or W, unit, offset, bytes (SYSTOR 2017)",
	.carries = CARRIES_WRITES | CARRIES_SIZES | CARRIES_TIME,
	.line = systor_line,
	.bulk = systor_bulk,
};
