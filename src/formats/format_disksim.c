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
#include "formats/disks.h"

static enum record_kind
read_line(unsigned digits, uint64_t flags, const char *s, const char *end,
    struct record *rec)
{
	uint64_t time, unit, sector, sectors, type;
	struct csv_line l;
	const char *p;

	csv_split(&l, ' ', s, end);
	p = l.at[0];
	if (l.n != 5 || field_scaled(&p, l.end[0], digits, &time) != FIELD_OK ||
	    p != l.end[0] || !csv_number(&l, 1, &unit) ||
	    !csv_number(&l, 2, &sector) || !csv_number(&l, 3, &sectors) ||
	    !csv_number(&l, 4, &type) || type > flags)
		return (record_malformed(rec, s,
		    "time, device, sector, sectors, and 0 or 1 belong here"));
	return (disk_blocks(rec, &l, 2, unit, sector, sectors,
	    (type & 1) != 0 ? ACCESS_READ : ACCESS_WRITE, time));
}

static enum record_kind
mqsim_line(
    not_used void *state, const char *s, const char *end, struct record *rec)
{
	return (read_line(0, 1, s, end, rec));
}

static enum record_kind
disksim_line(
    not_used void *state, const char *s, const char *end, struct record *rec)
{
	return (read_line(6, UINT32_MAX, s, end, rec));
}

const struct trace_format trace_format_mqsim = {
	.name = "mqsim",
	.summary = "time, device, sector, sectors, type, for MQSim",
	.carries = CARRIES_WRITES | CARRIES_SIZES | CARRIES_TIME,
	.by_name = true,
	.line = mqsim_line,
};

const struct trace_format trace_format_disksim = {
	.name = "disksim",
	.summary = "time, device, sector, sectors, flags, for DiskSim",
	.carries = CARRIES_WRITES | CARRIES_SIZES | CARRIES_TIME,
	.by_name = true,
	.line = disksim_line,
};
