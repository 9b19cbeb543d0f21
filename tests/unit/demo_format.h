/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A binary format for tests, written to the contract of trace/format.h: a
 * header, then records of 16 bytes whose addresses are differences.
 *
 *	header		"\0demo\r\n\x1a", then the first address (8 bytes)
 *	record		kind, three zeros, process (4), size (4), signed
 *			difference from the last address (4)
 *
 * Numbers are little-endian.  The parameter scale is a factor of every address.
 */
#ifndef UNIT_DEMO_FORMAT_H
#define UNIT_DEMO_FORMAT_H

#include <endian.h>
#include <string.h>

#include "trace/record.h"

#define DEMO_MAGIC  "\0demo\r\n\x1a"
#define DEMO_RECORD 16

enum demo_kind {
	DEMO_READ,
	DEMO_WRITE,
	DEMO_MODIFY,
	DEMO_FETCH,
	DEMO_EXIT, /* an event */
	DEMO_PAD,  /* ignored */
};

struct demo_params {
	uint64_t scale;
};

struct demo_state {
	uint64_t scale;
	uint64_t address; /* of the last record */
	bool begun;       /* the header has been read */
};

/* States that are open. */
static int demo_open_states;

static const struct param demo_params[] = {
	{ "scale", PARAM_COUNT, offsetof(struct demo_params, scale), "1", 1,
	    4096, NULL, NULL, "factor of every address" },
	{ .name = NULL },
};

static inline uint32_t
demo_load(const char *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return (le32toh(v));
}

static inline void
demo_store(char *p, uint32_t v)
{
	v = htole32(v);
	memcpy(p, &v, sizeof(v));
}

/* Writes a header, and a record. */
static inline void
demo_begin(char *p, uint64_t address)
{
	memcpy(p, DEMO_MAGIC, sizeof(DEMO_MAGIC) - 1);
	demo_store(p + 8, (uint32_t)address);
	demo_store(p + 12, (uint32_t)(address >> 32));
}

static inline void
demo_put(char *p, enum demo_kind kind, uint32_t pid, uint32_t size,
    int32_t difference)
{
	memset(p, 0, DEMO_RECORD);
	*p = (char)kind;
	demo_store(p + 4, pid);
	demo_store(p + 8, size);
	demo_store(p + 12, (uint32_t)difference);
}

static int
demo_open(void *state, const void *params, struct err *err)
{
	struct demo_state *s = state;
	const struct demo_params *p = params;

	if (p->scale == 13)
		return (err_set(err, ERR_USAGE, "scale 13 brings bad luck"));
	s->scale = p->scale;
	demo_open_states++;
	return (0);
}

static void
demo_close(void *state)
{
	(void)state;
	demo_open_states--;
}

static enum record_kind
demo_header(struct demo_state *s, const struct record *rec)
{
	s->begun = true;
	s->address = demo_load(rec->start + 8) |
		     (uint64_t)demo_load(rec->start + 12) << 32;
	return (RECORD_OURS);
}

static enum record_kind
demo_record(struct demo_state *s, struct record *rec)
{
	const char *p = rec->start;
	unsigned kind = (unsigned char)*p;
	uint32_t pid = demo_load(p + 4);

	if (!s->begun)
		return (demo_header(s, rec));
	if (kind > DEMO_PAD)
		return (RECORD_STRANGE);
	if (kind == DEMO_PAD)
		return (RECORD_OURS);
	if (pid > PID_MAX)
		return (record_malformed(rec, p + 4, WHY_PID));
	if (kind == DEMO_EXIT) {
		rec->event = (struct event){ .kind = EVENT_EXIT, .pid = pid };
		return (RECORD_EVENT);
	}
	s->address += (uint64_t)(int64_t)(int32_t)demo_load(p + 12);
	record_access(rec, s->address * s->scale, (enum access_op)kind);
	rec->access.pid = pid;
	return (record_size(rec, p + 8, demo_load(p + 8)));
}

static int
demo_decode(void *state, struct window *w, struct sink *to, struct err *err)
{
	struct record rec;

	while (!sink_full(to) && record_take(w, DEMO_RECORD, &rec))
		if (record_put(w, to, demo_record(state, &rec), &rec, err) != 0)
			return (-1);
	return (0);
}

static const struct trace_format demo_format = {
	.name = "demo",
	.summary = "a format for tests",
	.carries = CARRIES_WRITES | CARRIES_FETCHES | CARRIES_SIZES |
		   CARRIES_PIDS | CARRIES_EVENTS,
	.magic = DEMO_MAGIC,
	.magic_size = sizeof(DEMO_MAGIC) - 1,
	.params = demo_params,
	.params_size = sizeof(struct demo_params),
	.state_size = sizeof(struct demo_state),
	.open = demo_open,
	.close = demo_close,
	.decode = demo_decode,
};

#endif
