/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Formats that are nothing but numbers of a fixed size, without a header.  All
 * are reads.
 *
 *	u64addr		addresses, 8 bytes, little-endian
 *	u64page		page numbers, 8 bytes, little-endian
 *	cloudphysics	block numbers, 4 bytes, big-endian; a block is a page
 *
 * Sources: libCacheSim calls the 8-byte form valpin; the third is the form in
 * which Caffeine's simulator keeps the CloudPhysics traces
 * (CloudPhysicsTraceReader).
 */
#include "trace/bytes.h"
#include "trace/record.h"

static enum record_kind
page_record(struct record *rec, uint64_t page)
{
	record_access(rec, page, ACCESS_READ);
	rec->pages = 1;
	rec->at = rec->start;
	return (RECORD_ACCESS);
}

static int
u64addr_decode(
    not_used void *state, struct window *w, struct sink *to, struct err *err)
{
	struct record rec;

	while (!sink_full(to) && record_take(w, 8, &rec))
		if (record_put(w, to,
			record_access(&rec, bytes_le64(rec.start), ACCESS_READ),
			&rec, err) != 0)
			return (-1);
	return (0);
}

static int
u64page_decode(
    not_used void *state, struct window *w, struct sink *to, struct err *err)
{
	struct record rec;

	while (!sink_full(to) && record_take(w, 8, &rec))
		if (record_put(w, to, page_record(&rec, bytes_le64(rec.start)),
			&rec, err) != 0)
			return (-1);
	return (0);
}

static int
cloudphysics_decode(
    not_used void *state, struct window *w, struct sink *to, struct err *err)
{
	struct record rec;

	while (!sink_full(to) && record_take(w, 4, &rec))
		if (record_put(w, to, page_record(&rec, bytes_be32(rec.start)),
			&rec, err) != 0)
			return (-1);
	return (0);
}

static int
u64addr_write(not_used void *state, const struct access *a,
    not_used const uint64_t *time, size_t n, FILE *to, not_used struct err *err)
{
	for (; n > 0; a++, n--) {
		uint64_t addr = htole64(a->addr);

		fwrite(&addr, sizeof(addr), 1, to);
	}
	return (0);
}

static const struct trace_encoder u64addr_encoder = {
	.accesses = u64addr_write,
};

const struct trace_format trace_format_u64addr = {
	.name = "u64addr",
	.summary = "addresses, 8 bytes each, little-endian",
	.decode = u64addr_decode,
	.encoder = &u64addr_encoder,
};

const struct trace_format trace_format_u64page = {
	.name = "u64page",
	.summary = "page numbers, 8 bytes each, little-endian",
	.carries = CARRIES_PAGES,
	.decode = u64page_decode,
};

const struct trace_format trace_format_cloudphysics = {
	.name = "cloudphysics",
	.summary = "block numbers, 4 bytes each, big-endian",
	.carries = CARRIES_PAGES,
	.decode = cloudphysics_decode,
};
