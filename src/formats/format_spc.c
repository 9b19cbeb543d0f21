/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * spc: "0,303567,3584,w,0.026214" is the application's storage unit, the block
 * of 512 bytes, the bytes, r or w, and the time in seconds; more may follow.
 *
 * Source: SPC Trace File Format Specification, revision 1.0.1; the traces of
 * the UMass repository have it.  A storage unit is a device.
 */
#include "formats/plain_disks.h"

static enum record_kind
spc_line(
    not_used void *state, const char *s, const char *end, struct record *rec)
{
	uint64_t unit, block, size, time;
	struct csv_line l;
	const char *p;
	bool write;

	csv_split(&l, ',', s, end);
	write = csv_is(&l, 3, "w");
	if (l.n < 5 || !csv_number(&l, 0, &unit) ||
	    !csv_number(&l, 1, &block) || !csv_number(&l, 2, &size) ||
	    (!write && !csv_is(&l, 3, "r")))
		return (record_malformed(rec, s,
		    "unit, block, bytes, r or w, and seconds belong here, with "
		    "commas"));
	p = l.at[4];
	if (field_scaled(&p, l.end[4], 9, &time) == FIELD_NONE)
		return (record_malformed(
		    rec, l.at[4], "a time in seconds belongs here"));
	if (block > UINT64_MAX / BLOCK_BYTES)
		return (record_fatal(rec, l.at[1], WHY_WRAPS));
	return (disk_access(rec, l.at[1], unit, block * BLOCK_BYTES, size,
	    write ? ACCESS_WRITE : ACCESS_READ, time));
}

static const uint8_t letters[256] = {
	['r'] = 1 + ACCESS_READ,
	['R'] = 1 + ACCESS_READ,
	['w'] = 1 + ACCESS_WRITE,
	['W'] = 1 + ACCESS_WRITE,
};

/* More fields may follow the time. */
static void
spc_layout(
    not_used void *how, const char *p, const char *end, struct plain_layout *l)
{
	*l = (struct plain_layout){ .separator = ',',
		.columns = 1,
		.column = { [0] = { .kind = PLAIN_DECIMAL },
		    [1] = { .kind = PLAIN_DECIMAL },
		    [2] = { .kind = PLAIN_DECIMAL } } };
	for (; p < end && l->columns < PLAIN_COLUMNS; p++)
		l->columns += *p == ',';
	if (l->columns < 5)
		l->columns = 5;
}

static void
spc_make(not_used void *how, struct plain_table *t, struct plain_accesses *a,
    bool timed)
{
	plain_letters(t, 3, letters, a);
	plain_begin_times(t, 4, timed, a);
	memcpy(a->own_addr, t->value[0], t->rows * sizeof(a->own_addr[0]));
	plain_requests(t, 1, BLOCK_BYTES, 2, 1, a);
}

static void
spc_bulk(not_used void *state, struct window *w, struct sink *to)
{
	const struct plain_rows rows = { .layout = spc_layout,
		.make = spc_make };

	plain_take_rows(&rows, w, to);
}

const struct trace_format trace_format_spc = {
	.name = "spc",
	.summary = "unit, block, bytes, r or w, time, of the SPC and UMass",
	.carries = CARRIES_WRITES | CARRIES_SIZES | CARRIES_TIME,
	.line = spc_line,
	.bulk = spc_bulk,
};
