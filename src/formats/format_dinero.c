/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dinero-binary: the binary input of Dinero IV, records of eight bytes,
 * little-endian.
 *
 *	0  address (4)
 *	4  size (2)
 *	6  type (1): read, write, fetch, miscellaneous, copy back, invalidate
 *	7  not used (1)
 *
 * Source: Dinero IV, binaryfmt.c.  A miscellaneous access is a read, as there;
 * the last two types are operations of a cache, and are ignored.
 */
#include "trace/bytes.h"
#include "trace/record.h"

#define DINERO_RECORD 8
#define DINERO_TYPE   6 /* its offset */

static enum record_kind
dinero_record(struct record *rec)
{
	static const enum access_op op[] = { ACCESS_READ, ACCESS_WRITE,
		ACCESS_FETCH, ACCESS_READ };
	const char *p = rec->start;
	unsigned type = (unsigned char)p[DINERO_TYPE];

	if (type > 5)
		return (record_malformed(
		    rec, p + DINERO_TYPE, "a type from 0 to 5 belongs here"));
	if (type > 3)
		return (RECORD_OURS);
	record_access(rec, bytes_le32(p), op[type]);
	return (record_size(rec, p + 4, bytes_le16(p + 4)));
}

static int
dinero_decode(
    not_used void *state, struct window *w, struct sink *to, struct err *err)
{
	struct record rec;

	while (!sink_full(to) && record_take(w, DINERO_RECORD, &rec))
		if (record_put(w, to, dinero_record(&rec), &rec, err) != 0)
			return (-1);
	return (0);
}

const struct trace_format trace_format_dinero_binary = {
	.name = "dinero-binary",
	.summary = "binary input of Dinero IV, 8 bytes a record",
	.carries = CARRIES_WRITES | CARRIES_FETCHES | CARRIES_SIZES,
	.decode = dinero_decode,
};
