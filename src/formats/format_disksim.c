/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ASCII traces of two simulators of disks, which differ in the unit of the
 * time alone.
 *
 *	mqsim		"48513000 1 16 8 0": time in nanoseconds, device, first
 *			sector, sectors of 512 bytes, 0 (write) or 1 (read)
 *	disksim		"48.513 1 16 8 0": the time is in milliseconds, and bit
 *			0 of the last field, the flags, is set for a read
 *
 * Sources: MQSim, README; DiskSim 4.0 reference manual, 4.1.  Both are never
 * guessed: five numbers may be anything.
 */
#include "formats/plain_disks.h"

/* What one of the two has. */
struct simulator {
	unsigned digits; /* of a fraction of the time, down to nanoseconds */
	uint64_t flags;  /* the last field at most */
};

static const struct simulator mqsim = { 0, 1 }, disksim = { 6, UINT32_MAX };

static enum record_kind
read_line(const struct simulator *sim, const char *s, const char *end,
    struct record *rec)
{
	uint64_t time, unit, sector, sectors, type;
	struct csv_line l;
	const char *p;

	csv_split(&l, ' ', s, end);
	p = l.at[0];
	if (l.n != 5 ||
	    field_scaled(&p, l.end[0], sim->digits, &time) != FIELD_OK ||
	    p != l.end[0] || !csv_number(&l, 1, &unit) ||
	    !csv_number(&l, 2, &sector) || !csv_number(&l, 3, &sectors) ||
	    !csv_number(&l, 4, &type) || type > sim->flags)
		return (record_malformed(rec, s,
		    "time, device, sector, sectors, and 0 or 1 belong here"));
	return (disk_blocks(rec, &l, 2, unit, sector, sectors,
	    (type & 1) != 0 ? ACCESS_READ : ACCESS_WRITE, time));
}

static enum record_kind
mqsim_line(
    not_used void *state, const char *s, const char *end, struct record *rec)
{
	return (read_line(&mqsim, s, end, rec));
}

static enum record_kind
disksim_line(
    not_used void *state, const char *s, const char *end, struct record *rec)
{
	return (read_line(&disksim, s, end, rec));
}

static void
layout(void *how, not_used const char *p, not_used const char *end,
    struct plain_layout *l)
{
	const struct simulator *sim = how;

	*l = (struct plain_layout){ .separator = ' ',
		.columns = 5,
		.column = { [0] = { .kind = sim->digits > 0 ? PLAIN_TEXT
					    : l->timed      ? PLAIN_DECIMAL
						       : PLAIN_DECIMAL_UNUSED },
		    [1] = { .kind = PLAIN_DECIMAL },
		    [2] = { .kind = PLAIN_DECIMAL },
		    [3] = { .kind = PLAIN_DECIMAL },
		    [4] = { .kind = PLAIN_DECIMAL } } };
}

static void
make(void *how, struct plain_table *t, struct plain_accesses *a, bool timed)
{
	const struct simulator *sim = how;

	if (sim->digits == 0)
		a->time = timed ? t->value[0] : NULL;
	else
		plain_times(t, 0, sim->digits, timed, a);
	for (unsigned i = 0; i < t->rows; i++) {
		const uint64_t flags = t->value[4][i];

		if (unlikely(flags > sim->flags))
			t->rows = i;
		a->half[i] = (flags & 1) != 0
				 ? (uint32_t)ACCESS_READ << PLAIN_OP
				 : (uint32_t)ACCESS_WRITE << PLAIN_OP;
	}
	memcpy(a->own_addr, t->value[1], t->rows * sizeof(a->own_addr[0]));
	plain_requests(t, 2, BLOCK_BYTES, 3, BLOCK_BYTES, a);
}

static void
mqsim_bulk(not_used void *state, struct window *w, struct sink *to)
{
	struct simulator own = mqsim;
	const struct plain_rows rows = {
		.layout = layout, .make = make, .how = &own
	};

	plain_take_rows(&rows, w, to);
}

static void
disksim_bulk(not_used void *state, struct window *w, struct sink *to)
{
	struct simulator own = disksim;
	const struct plain_rows rows = {
		.layout = layout, .make = make, .how = &own
	};

	plain_take_rows(&rows, w, to);
}

const struct trace_format trace_format_mqsim = {
	.name = "mqsim",
	.summary = "time, device, sector, sectors, type, for MQSim",
	.carries = CARRIES_WRITES | CARRIES_SIZES | CARRIES_TIME,
	.by_name = true,
	.line = mqsim_line,
	.bulk = mqsim_bulk,
};

const struct trace_format trace_format_disksim = {
	.name = "disksim",
	.summary = "time, device, sector, sectors, flags, for DiskSim",
	.carries = CARRIES_WRITES | CARRIES_SIZES | CARRIES_TIME,
	.by_name = true,
	.line = disksim_line,
	.bulk = disksim_bulk,
};
