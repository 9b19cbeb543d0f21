/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fio: the input and output that the benchmark fio logs (write_iolog), version
 * 2 or 3.
 *
 *	fio version 2 iolog
 *	/dev/sdb add
 *	/dev/sdb read 4096 8192		version 3: microseconds before the name
 *
 * Source: fio, HOWTO.rst, "Trace file format", and iolog.c, log_io_u(), which
 * says the unit of the time.  A file is a device.  Actions without data (add,
 * open, close, sync, datasync, wait, trim) are ignored.
 */
#include "formats/plain_disks.h"

struct fio {
	struct names devices;
	struct targets targets; /* "/dev/sdb read" */
	unsigned version;       /* 0: the first line has not been read */
};

static enum record_kind
fio_line(void *state, const char *s, const char *end, struct record *rec)
{
	static const char *const quiet[] = { "add", "open", "close", "sync",
		"datasync", "wait", "trim", "sync_file_range" };
	struct fio *f = state;
	uint64_t offset, size;
	uint64_t time = NO_TIME;
	unsigned name = f->version == 3;
	struct csv_line l;
	bool write;
	int device;

	csv_split(&l, ' ', s, end);
	if (l.n == 4 && csv_is(&l, 0, "fio") && csv_is(&l, 1, "version") &&
	    (csv_is(&l, 2, "2") || csv_is(&l, 2, "3"))) {
		f->version = (unsigned)(*l.at[2] - '0');
		return (RECORD_HEAD);
	}
	if (f->version == 0)
		return (record_fatal(
		    rec, s, "'fio version 2 iolog' or 3 belongs here"));
	if (name == 1 && !csv_number(&l, 0, &time))
		return (record_malformed(rec, s, "a time belongs here"));
	if (name == 1)
		time = time_ns(time, US_NS);
	for (size_t i = 0; i < sizeof(quiet) / sizeof(quiet[0]); i++)
		if (csv_is(&l, name + 1, quiet[i]))
			return (RECORD_OURS);
	write = csv_is(&l, name + 1, "write");
	if (l.n != name + 4 || (!write && !csv_is(&l, name + 1, "read")) ||
	    !csv_number(&l, name + 2, &offset) ||
	    !csv_number(&l, name + 3, &size))
		return (record_malformed(rec, s,
		    "a file, an action, and for read and write an offset and "
		    "bytes belong here"));
	device = devices_number(&f->devices, &l, name, rec);
	if (device < 0)
		return (RECORD_FATAL);
	targets_add(&f->targets, l.at[name], l.end[name + 1], (uint32_t)device,
	    write ? ACCESS_WRITE : ACCESS_READ);
	return (disk_access(rec, l.at[name + 2], (uint64_t)device, offset, size,
	    write ? ACCESS_WRITE : ACCESS_READ, time));
}

/* A time in version 3, the file, the action, the offset and the bytes. */
static void
fio_layout(void *how, not_used const char *p, not_used const char *end,
    struct plain_layout *l)
{
	const struct fio *f = how;
	unsigned name = f->version == 3;

	l->separator = ' ';
	l->columns = name + 4;
	if (name == 1)
		l->column[0].kind =
		    l->timed ? PLAIN_DECIMAL : PLAIN_DECIMAL_UNUSED;
	l->column[name + 2].kind = PLAIN_DECIMAL;
	l->column[name + 3].kind = PLAIN_DECIMAL;
}

static void
fio_make(void *how, struct plain_table *t, struct plain_accesses *a, bool timed)
{
	struct fio *f = how;
	const unsigned name = f->version == 3;

	plain_targets(t, &f->targets, name, name + 1, a);
	plain_requests(t, name + 2, 1, name + 3, 1, a);
	if (timed && name == 1) {
		for (unsigned i = 0; i < t->rows; i++)
			a->own_time[i] = time_ns(t->value[0][i], US_NS);
		a->time = a->own_time;
	}
}

static void
fio_bulk(void *state, struct window *w, struct sink *to)
{
	const struct fio *f = state;
	const struct plain_rows rows = {
		.layout = fio_layout, .make = fio_make, .how = state
	};

	if (f->version != 0)
		plain_take_rows(&rows, w, to);
}

const struct trace_format trace_format_fio = {
	.name = "fio",
	.summary = "what the benchmark fio logs, version 2 or 3",
	.carries = CARRIES_WRITES | CARRIES_SIZES | CARRIES_TIME,
	.numbers = "devices",
	.magic = "fio version ",
	.magic_size = sizeof("fio version ") - 1,
	.state_size = sizeof(struct fio),
	.line = fio_line,
	.bulk = fio_bulk,
};
