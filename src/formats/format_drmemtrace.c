/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * drmemtrace: a final trace of DynamoRIO, one thread a file, little-endian.
 *
 *	0  type (2)
 *	2  size: bytes of an access or an instruction, kind of a marker (2)
 *	4  address or value (8; in traces of 32-bit programs 4)
 *
 * Source: DynamoRIO, clients/drcachesim/common/trace_entry.h.  A file begins
 * with a header record, the version of the format.  The raw files of the
 * recorder, whose name has offline_entry, are another format and need the
 * program's binaries.
 *
 * Prefetches, flushes, other markers and encodings are ignored.  The process is
 * that of the last record of its kind, and the time that of the last timestamp.
 * A trace that the recorder has filtered by a cache (-L0_filter) has its
 *misses. System calls become events (drmemtrace_calls.h).
 */
#include "formats/drmemtrace_calls.h"
#include "model/study.h"
#include "trace/bytes.h"

#define SIZE_64     12 /* of a record */
#define SIZE_32     8
#define VERSION_MAX 64 /* a probe believes no later one; 8 in 2024 */

enum entry {
	ENTRY_READ = 0,
	ENTRY_WRITE = 1,
	ENTRY_INSTR = 10, /* up to ENTRY_INSTR_LAST: kinds of instructions */
	ENTRY_INSTR_LAST = 16,
	ENTRY_THREAD = 22,
	ENTRY_PID = 24,
	ENTRY_HEADER = 25,
	ENTRY_MARKER = 28,
	MARKER_TIMESTAMP = 2, /* microseconds since 1601 */
	ENTRY_TAKEN = 48,
	ENTRY_UNTAKEN = 49,
	ENTRY_KINDS = 64,
};

/* Of the file: instructions or data went through a cache first. */
#define FILETYPE_FILTERED (0x80 | 0x100)

struct drmemtrace {
	size_t size; /* of a record; 0: the file has not begun */
	uint32_t pid;
	uint64_t thread; /* the first one; 0: none yet */
	uint64_t now;    /* the thread that records are of */
	uint64_t time;
	struct drmemtrace_calls calls;
};

/* Bytes of a record, by what follows the header; 0: it is no header. */
static size_t
record_bytes(const char *head, size_t n)
{
	unsigned next;

	if (n < SIZE_64 + 2 || bytes_le16(head) != ENTRY_HEADER ||
	    bytes_le16(head + 2) != 0 || bytes_le32(head + 4) > VERSION_MAX)
		return (0);
	next = bytes_le16(head + SIZE_32);
	if (next == ENTRY_MARKER || next == ENTRY_THREAD || next == ENTRY_PID)
		return (SIZE_32);
	return (next == 0 && bytes_le16(head + SIZE_64) < ENTRY_KINDS ? SIZE_64
								      : 0);
}

static unsigned
drmemtrace_probe(
    not_used const struct format_use *use, const struct trace_head *head)
{
	return (record_bytes(head->p, head->n) != 0 ? 80 : 0);
}

static enum record_kind
drmemtrace_marker(
    struct drmemtrace *s, struct record *rec, unsigned kind, uint64_t value)
{
	/* Nanoseconds fit 64 bits until the year 2185. */
	if (kind == MARKER_TIMESTAMP)
		s->time = time_ns(value, US_NS);
	if (s->time != 0)
		rec->time = s->time;
	return (calls_marker(
	    &s->calls, rec, kind, value, s->pid & PID_MAX, s->now));
}

static enum record_kind
drmemtrace_record(struct drmemtrace *s, struct record *rec)
{
	const char *p = rec->start;
	unsigned type = bytes_le16(p);
	uint64_t value = bytes_number(p + 4, s->size - 4, false);
	enum access_op op;

	if (type == ENTRY_PID) {
		if (value > PID_MAX)
			return (record_malformed(rec, p + 4, WHY_PID));
		s->pid = (uint32_t)value;
	}
	if (type == ENTRY_THREAD) {
		s->now = value;
		s->thread = s->thread == 0 ? value : s->thread;
	}
	if (type == ENTRY_HEADER)
		s->calls.version = value;
	if (type == ENTRY_MARKER)
		return (drmemtrace_marker(s, rec, bytes_le16(p + 2), value));
	if (type >= ENTRY_KINDS)
		return (record_malformed(
		    rec, p, "a type of record below 64 belongs here"));
	if (type == ENTRY_READ)
		op = ACCESS_READ;
	else if (type == ENTRY_WRITE)
		op = ACCESS_WRITE;
	else if ((type >= ENTRY_INSTR && type <= ENTRY_INSTR_LAST) ||
		 type == ENTRY_TAKEN || type == ENTRY_UNTAKEN)
		op = ACCESS_FETCH;
	else
		return (RECORD_OURS);
	record_access(rec, value, op);
	rec->access.pid = s->pid & PID_MAX;
	if (s->time != 0)
		rec->time = s->time;
	return (record_size(rec, p + 2, bytes_le16(p + 2)));
}

static int
drmemtrace_decode(
    void *state, struct window *w, struct sink *to, struct err *err)
{
	struct drmemtrace *s = state;
	size_t n = (size_t)(w->end - w->p);
	struct record rec = { .start = w->p };

	if (s->size == 0 && n < SIZE_64 + 2 && !w->last)
		return (0);
	if (s->size == 0)
		s->size = record_bytes(w->p, n);
	if (s->size == 0) {
		record_take(w, n, &rec);
		return (record_error(w, &rec, rec.start,
		    "a header record of a final trace belongs here", err));
	}
	s->calls.narrow = s->size == SIZE_32;
	while (!sink_full(to) && record_take(w, s->size, &rec)) {
		if (record_put(w, to, drmemtrace_record(s, &rec), &rec, err) !=
		    0)
			return (-1);
		if (calls_wait(&s->calls))
			record_give_back(w, &rec);
	}
	return (0);
}

static void
drmemtrace_tell(const struct format_use *use, not_used unsigned shift,
    struct trace_facts *facts)
{
	const struct drmemtrace *s = use->state;

	facts->thread = s->thread;
	if ((s->calls.filetype & FILETYPE_FILTERED) != 0)
		facts->partial = "cache misses";
}

const struct trace_format trace_format_drmemtrace = {
	.name = "drmemtrace",
	.summary = "a final trace of DynamoRIO, one thread a file, and system "
		   "calls",
	.carries = CARRIES_WRITES | CARRIES_FETCHES | CARRIES_SIZES |
		   CARRIES_PIDS | CARRIES_EVENTS | CARRIES_TIME,
	.probe = drmemtrace_probe,
	.state_size = sizeof(struct drmemtrace),
	.decode = drmemtrace_decode,
	.tell = drmemtrace_tell,
};
