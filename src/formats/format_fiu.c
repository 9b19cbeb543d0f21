/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fiu: "0 4892 syslogd 904265560 8 W 6 0 531e779..." is the time in
 * nanoseconds, the process, its name, the block of 512 bytes, the number of
 * blocks, R or W, the device in two numbers, and a digest, which may be
 * missing.
 *
 * Source: SNIA IOTTA, the traces of Koller and Rangaswami, FAST 2010 (Florida
 * International University), README.  The process is not used: a page of a
 * disk belongs to no process.
 */
#include "formats/disks.h"

static enum record_kind
fiu_line(void *state, const char *s, const char *end, struct record *rec)
{
	uint64_t time, pid, block, blocks, major, minor;
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
	if (block > UINT64_MAX / BLOCK_BYTES)
		return (record_fatal(rec, l.at[3], WHY_WRAPS));
	if (blocks > ACCESS_BYTES_MAX / BLOCK_BYTES)
		return (record_fatal(rec, l.at[4], WHY_HUGE));
	l.end[6] = l.end[7];
	device = devices_number(state, &l, 6, rec);
	if (device < 0)
		return (RECORD_FATAL);
	return (disk_access(rec, l.at[3], (uint64_t)device, block * BLOCK_BYTES,
	    blocks * BLOCK_BYTES, write ? ACCESS_WRITE : ACCESS_READ));
}

const struct trace_format trace_format_fiu = {
	.name = "fiu",
	.summary = "requests to disks of Florida International University",
	.carries = CARRIES_WRITES | CARRIES_SIZES,
	.state_size = sizeof(struct devices),
	.line = fiu_line,
};
