/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vscsi: SCSI commands as VMware's vscsiStats records them, little-endian.
 *
 *	version 1, 32 bytes			version 2, 40 bytes
 *	 0  serial number (4)		 0  command (2)
 *	 4  length, bytes (4)		 2  version (2)
 *	 8  segments (4)			 4  serial number (4)
 *	12  command (2)			 8  length, bytes (4)
 *	14  version (2)			12  segments (4)
 *	16  block (8)			16  block (8)
 *	24  time, microseconds (8)	24  time, response time (8 each)
 *
 * Source: libCacheSim, vscsi.h.  The high byte of the version field is the
 * version.  A block has 512 bytes; the address of an access is that of its
 * first byte on the disk.  Commands that neither read nor write are ignored.
 */
#include "trace/bytes.h"
#include "trace/record.h"

#define BLOCK      512
#define BLOCK_AT   16 /* offset of the block, in both versions */
#define TIME_AT    24 /* of the time, the same */
#define SIZE_V1    32
#define SIZE_V2    40
#define VERSION_V1 14 /* offset of the version field */
#define VERSION_V2 2
#define PROBED     8 /* records */

struct vscsi {
	unsigned version; /* 0: the file has not begun */
};

/* The version that the first records have, at most PROBED; 0: none. */
static unsigned
vscsi_version(const char *head, size_t n)
{
	static const struct {
		size_t size, at;
	} form[] = { { SIZE_V1, VERSION_V1 }, { SIZE_V2, VERSION_V2 } };

	for (unsigned v = 1; v <= 2; v++) {
		size_t size = form[v - 1].size, have = n / size, i = 0;

		have = have > PROBED ? PROBED : have;
		while (i < have &&
		       bytes_le16(head + i * size + form[v - 1].at) >> 8 == v)
			i++;
		if (i > 0 && i == have)
			return (v);
	}
	return (0);
}

/* Two records at least: one byte of one record proves little. */
static unsigned
vscsi_probe(
    not_used const struct format_use *use, const struct trace_head *head)
{
	return (head->n >= 2 * SIZE_V2 && vscsi_version(head->p, head->n) != 0
		    ? 60
		    : 0);
}

static enum record_kind
vscsi_record(unsigned version, struct record *rec)
{
	const char *p = rec->start;
	const char *version_at = p + (version == 1 ? VERSION_V1 : VERSION_V2);
	const char *length_at = p + (version == 1 ? 4 : 8);
	uint64_t block = bytes_le64(p + BLOCK_AT);
	enum access_op op;

	if (bytes_le16(version_at) >> 8 != version)
		return (record_malformed(
		    rec, version_at, "another version than the first record"));
	switch (bytes_le16(version == 1 ? p + 12 : p)) {
	case 0x08:
	case 0x28:
	case 0x88:
	case 0xa8:
		op = ACCESS_READ;
		break;
	case 0x0a:
	case 0x2a:
	case 0x8a:
	case 0xaa:
		op = ACCESS_WRITE;
		break;
	default:
		return (RECORD_OURS);
	}
	if (bytes_le32(length_at) == 0)
		return (RECORD_OURS);
	if (block > UINT64_MAX / BLOCK)
		return (record_fatal(rec, p + BLOCK_AT, WHY_WRAPS));
	record_access(rec, block * BLOCK, op);
	rec->time = time_ns(bytes_le64(p + TIME_AT), US_NS);
	return (record_size(rec, length_at, bytes_le32(length_at)));
}

static int
vscsi_decode(void *state, struct window *w, struct sink *to, struct err *err)
{
	struct vscsi *s = state;
	size_t size, n = (size_t)(w->end - w->p);
	struct record rec;

	if (s->version == 0 && n < PROBED * SIZE_V2 && !w->last)
		return (0);
	if (s->version == 0)
		s->version = vscsi_version(w->p, n);
	if (s->version == 0) {
		record_take(w, n, &rec);
		return (record_error(w, &rec, rec.start,
		    "the first records are of neither version 1 nor 2", err));
	}
	size = s->version == 1 ? SIZE_V1 : SIZE_V2;
	while (!sink_full(to) && record_take(w, size, &rec))
		if (record_put(
			w, to, vscsi_record(s->version, &rec), &rec, err) != 0)
			return (-1);
	return (0);
}

const struct trace_format trace_format_vscsi = {
	.name = "vscsi",
	.summary = "SCSI commands of vscsiStats, version 1 or 2",
	.carries = CARRIES_WRITES | CARRIES_SIZES | CARRIES_TIME,
	.probe = vscsi_probe,
	.state_size = sizeof(struct vscsi),
	.decode = vscsi_decode,
};
