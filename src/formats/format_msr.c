/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * msr: "128166372003061629,hm,0,Read,383496192,32768,413" is the time, the
 * host, its disk, Read or Write, the offset and the bytes, and how long it took
 * (times in units of 100 ns).
 *
 * Source: SNIA IOTTA, trace 388, README: the traces of Narayanan, Donnelly and
 * Rowstron, FAST 2008 (Microsoft Research Cambridge).  A device is a host with
 * a disk.
 */
#include "formats/plain_disks.h"

#define TICK_NS 100

struct msr {
	struct names devices;   /* "hm,0" */
	struct targets targets; /* "hm,0,Read" */
};

static enum record_kind
msr_line(void *state, const char *s, const char *end, struct record *rec)
{
	struct msr *m = state;
	uint64_t time, disk, offset, size, taken;
	struct csv_line l;
	bool write;
	int device;

	csv_split(&l, ',', s, end);
	write = csv_is(&l, 3, "write");
	if (l.n != 7 || !csv_number(&l, 0, &time) ||
	    !csv_number(&l, 2, &disk) || !csv_number(&l, 4, &offset) ||
	    !csv_number(&l, 5, &size) || !csv_number(&l, 6, &taken) ||
	    (!write && !csv_is(&l, 3, "read")))
		return (record_malformed(rec, s,
		    "time, host, disk, Read or Write, offset, bytes and time "
		    "belong here, with commas"));
	/* The name is the host's and the disk's: the comma is in it. */
	l.end[1] = l.end[2];
	device = devices_number(&m->devices, &l, 1, rec);
	if (device < 0)
		return (RECORD_FATAL);
	targets_add(&m->targets, l.at[1], l.end[3], (uint32_t)device,
	    write ? ACCESS_WRITE : ACCESS_READ);
	return (disk_access(rec, l.at[4], (uint64_t)device, offset, size,
	    write ? ACCESS_WRITE : ACCESS_READ, time_ns(time, TICK_NS)));
}

static void
msr_layout(not_used void *how, not_used const char *p, not_used const char *end,
    struct plain_layout *l)
{
	*l = (struct plain_layout){ .separator = ',',
		.columns = 7,
		.column = { [0] = { .kind = l->timed ? PLAIN_DECIMAL
						     : PLAIN_DECIMAL_UNUSED },
		    [4] = { .kind = PLAIN_DECIMAL },
		    [5] = { .kind = PLAIN_DECIMAL },
		    [6] = { .kind = PLAIN_DECIMAL_UNUSED } } };
}

static void
msr_make(void *how, struct plain_table *t, struct plain_accesses *a, bool timed)
{
	struct msr *m = how;

	plain_targets(t, &m->targets, 1, 3, a);
	plain_requests(t, 4, 1, 5, 1, a);
	if (timed) {
		for (unsigned i = 0; i < t->rows; i++)
			a->own_time[i] = time_ns(t->value[0][i], TICK_NS);
		a->time = a->own_time;
	}
}

static void
msr_bulk(void *state, struct window *w, struct sink *to)
{
	const struct plain_rows rows = {
		.layout = msr_layout, .make = msr_make, .how = state
	};

	plain_take_rows(&rows, w, to);
}

const struct trace_format trace_format_msr = {
	.name = "msr",
	.summary = "requests to the disks of Microsoft Research Cambridge",
	.carries = CARRIES_WRITES | CARRIES_SIZES | CARRIES_TIME,
	.numbers = "devices",
	.state_size = sizeof(struct msr),
	.line = msr_line,
	.bulk = msr_bulk,
};
