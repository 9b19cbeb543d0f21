/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fiu: "0 4892 syslogd 904265560 8 W 6 0 531e779..." is the time in
 * nanoseconds, the process, its name, the block of 512 bytes, the number of
 * blocks, R or W, the device in two numbers, and a digest, which may be
 * missing.
 *
 * Source: SNIA IOTTA, the traces of Koller and Rangaswami, FAST 2010 (Florida
 * International University), README.  A page of a disk belongs to no process,
 * so the process is not used unless the parameter pid says that each process
 * has pages of its own.
 */
#include "formats/plain_disks.h"

struct fiu {
	struct names devices;
	bool by_process;
};

struct fiu_params {
	bool pid;
};

static const struct param fiu_params[] = {
	{ "pid", PARAM_BOOL, offsetof(struct fiu_params, pid), "no", 0, 0, NULL,
	    NULL,
	    "whether each process has pages of its own, in place of sharing "
	    "those of the disk" },
	{ .name = NULL },
};

static int
fiu_open(void *state, const void *params, not_used struct err *err)
{
	struct fiu *f = state;

	f->by_process = ((const struct fiu_params *)params)->pid;
	return (0);
}

static enum record_kind
fiu_line(void *state, const char *s, const char *end, struct record *rec)
{
	uint64_t time, pid, block, blocks, major, minor;
	struct fiu *f = state;
	enum record_kind kind;
	struct csv_line l;
	bool write;
	int device;

	csv_split(&l, ' ', s, end);
	write = csv_is(&l, 5, "w");
	if (l.n < 8 || l.n > 9 || !csv_number(&l, 0, &time) ||
	    !csv_number(&l, 1, &pid) || !csv_number(&l, 3, &block) ||
	    !csv_number(&l, 4, &blocks) || (!write && !csv_is(&l, 5, "r")) ||
	    !csv_number(&l, 6, &major) || !csv_number(&l, 7, &minor))
		return (record_malformed(rec, s,
		    "time, process, name, block, blocks, R or W, and a device "
		    "in two numbers belong here"));
	l.end[6] = l.end[7];
	device = devices_number(&f->devices, &l, 6, rec);
	if (device < 0)
		return (RECORD_FATAL);
	if (f->by_process && pid > PID_MAX)
		return (record_malformed(rec, l.at[1], WHY_PID));
	kind = disk_blocks(rec, &l, 3, (uint64_t)device, block, blocks,
	    write ? ACCESS_WRITE : ACCESS_READ, time);
	if (kind == RECORD_ACCESS && f->by_process)
		rec->access.pid = (uint32_t)pid & PID_MAX;
	return (kind);
}

static const uint8_t letters[256] = {
	['R'] = 1 + ACCESS_READ,
	['W'] = 1 + ACCESS_WRITE,
};

/* The digest may be missing. */
static void
fiu_layout(void *how, const char *p, const char *end, struct plain_layout *l)
{
	const struct fiu *f = how;

	*l = (struct plain_layout){ .separator = ' ',
		.columns = 1,
		.column = { [0] = { .kind = l->timed ? PLAIN_DECIMAL
						     : PLAIN_DECIMAL_UNUSED },
		    [1] = { .kind = f->by_process ? PLAIN_DECIMAL
						  : PLAIN_DECIMAL_UNUSED },
		    [3] = { .kind = PLAIN_DECIMAL },
		    [4] = { .kind = PLAIN_DECIMAL } } };
	for (; p < end && l->columns < 9; p++)
		l->columns += *p == ' ' || *p == '\t';
	if (l->columns < 8)
		l->columns = 8;
}

static void
fiu_make(void *how, struct plain_table *t, struct plain_accesses *a, bool timed)
{
	struct fiu *f = how;

	plain_letters(t, 5, letters, a);
	for (unsigned i = 0, same; i < t->rows;) {
		const char *end, *s = plain_cell(t, i, 6, &end);
		unsigned device;

		plain_cell(t, i, 7, &end);
		if (unlikely(!plain_name(&f->devices, s, end, &device))) {
			t->rows = i;
			break;
		}
		for (same = plain_same_rows(t, i, 6, 7);
		     i < same && i < t->rows; i++) {
			const char *name = plain_cell(t, i, 2, &end);

			if (unlikely(end == name))
				t->rows = i;
			a->own_addr[i] = device;
		}
	}
	for (unsigned i = 0; f->by_process && i < t->rows; i++) {
		if (unlikely(t->value[1][i] > PID_MAX))
			t->rows = i;
		a->half[i] |= t->value[1][i] & PID_MAX;
	}
	a->time = timed ? t->value[0] : NULL;
	plain_requests(t, 3, BLOCK_BYTES, 4, BLOCK_BYTES, a);
}

static void
fiu_bulk(void *state, struct window *w, struct sink *to)
{
	const struct plain_rows rows = {
		.layout = fiu_layout, .make = fiu_make, .how = state
	};

	plain_take_rows(&rows, w, to);
}

const struct trace_format trace_format_fiu = {
	.name = "fiu",
	.summary = "requests to disks of Florida International University",
	.carries = CARRIES_WRITES | CARRIES_SIZES | CARRIES_PIDS | CARRIES_TIME,
	.numbers = "devices",
	.params = fiu_params,
	.params_size = sizeof(struct fiu_params),
	.state_size = sizeof(struct fiu),
	.open = fiu_open,
	.line = fiu_line,
	.bulk = fiu_bulk,
};
