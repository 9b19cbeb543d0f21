/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gem5: packets of a communication monitor: "gem5", then messages of protocol
 * buffers, each behind its length.  The first message is a header, each other
 * one a packet:
 *
 *	1 tick	2 command	3 address	4 size	5 flags	6 id	7 pc
 *
 * Source: gem5, src/proto/packet.proto, protoio.cc, src/mem/packet.hh.  The
 * numbers of commands follow an enumeration that differs between releases, so
 * those that are accesses are parameters.  Responses, prefetches and everything
 * else are ignored.  Addresses are physical, and behind caches only their
 * misses are seen.
 */
#include <stdlib.h>

#include "base/inline.h"
#include "trace/bytes.h"
#include "trace/record.h"

#define GEM5_MAGIC      "gem5"
#define GEM5_MAGIC_SIZE 4
#define FLAG_FETCH      0x100
#define TICKS_SECOND    UINT64_C(1000000000000) /* unless the header says */
#define COMMANDS        64
#define VARINT_MAX      10 /* bytes */

struct gem5_params {
	const char *read, *write, *modify;
};

struct gem5 {
	bool begun, headed; /* the magic, the header has been read */
	uint64_t frequency; /* ticks a second */
	/* By command: one more than its access_op; 0: no access. */
	uint8_t op[COMMANDS];
};

static const struct param gem5_params[] = {
	{ "read", PARAM_TEXT, offsetof(struct gem5_params, read),
	    "1+22+24+25+26+30", 0, 0, NULL, NULL, "commands that read" },
	{ "write", PARAM_TEXT, offsetof(struct gem5_params, write), "4+7+27+32",
	    0, 0, NULL, NULL, "commands that write" },
	{ "modify", PARAM_TEXT, offsetof(struct gem5_params, modify), "34", 0,
	    0, NULL, NULL, "commands that read and write" },
	{ .name = NULL },
};

/* "1+22": these commands are accesses of this kind. */
static int
set_commands(
    struct gem5 *g, const char *list, enum access_op op, struct err *err)
{
	for (const char *p = list; *p != '\0';) {
		char *end;
		unsigned long command = strtoul(p, &end, 10);

		if (end == p || command >= COMMANDS ||
		    (*end != '\0' && *end != '+'))
			return (err_set(err, ERR_USAGE,
			    "format gem5: '%.60s' is no list of commands below "
			    "%d (1+22)",
			    list, COMMANDS));
		g->op[command] = (uint8_t)(op + 1);
		p = *end == '+' ? end + 1 : end;
	}
	return (0);
}

static int
gem5_open(void *state, const void *params, struct err *err)
{
	const struct gem5_params *p = params;
	struct gem5 *g = state;

	if (set_commands(g, p->read, ACCESS_READ, err) != 0 ||
	    set_commands(g, p->write, ACCESS_WRITE, err) != 0)
		return (-1);
	return (set_commands(g, p->modify, ACCESS_MODIFY, err));
}

/* A number of protocol buffers; false: it does not end before 'end'. */
static bool
take_varint(const char **p, const char *end, uint64_t *v)
{
	*v = 0;
	for (unsigned i = 0; *p < end && i < VARINT_MAX; i++) {
		unsigned byte = (unsigned char)*(*p)++;

		*v |= (uint64_t)(byte & 0x7f) << 7 * i;
		if (byte < 0x80)
			return (true);
	}
	return (false);
}

/* Moves behind the value of a field; number: of one that is a varint. */
static bool
take_value(const char **p, const char *end, unsigned wire, uint64_t *number)
{
	uint64_t size = 0;

	switch (wire) {
	case 0:
		return (take_varint(p, end, number));
	case 1:
		size = 8;
		break;
	case 2:
		if (!take_varint(p, end, &size))
			return (false);
		break;
	case 5:
		size = 4;
		break;
	default:
		return (false);
	}
	if (size > (uint64_t)(end - *p))
		return (false);
	*p += size;
	return (true);
}

/* The numbers of a message by their field, the bytes from p to the end of the
 * record. */
static enum record_kind
take_fields(const char *p, struct record *rec, uint64_t value[8], unsigned *has)
{
	uint64_t tag;

	for (const char *field = p; p < rec->end; field = p) {
		uint64_t number = 0;

		if (!take_varint(&p, rec->end, &tag) ||
		    !take_value(&p, rec->end, tag & 7, &number))
			return (record_malformed(
			    rec, field, "a field of a packet belongs here"));
		if ((tag & 7) == 0 && tag >> 3 < 8) {
			value[tag >> 3] = number;
			*has |= 1U << (tag >> 3);
		}
	}
	return (RECORD_OURS);
}

static void
gem5_header(struct gem5 *g, const char *p, struct record *rec)
{
	uint64_t value[8] = { 0 };
	unsigned has = 0;

	take_fields(p, rec, value, &has);
	g->frequency = value[3] == 0 ? TICKS_SECOND : value[3];
}

static enum record_kind
gem5_packet(const struct gem5 *g, const char *p, struct record *rec)
{
	uint64_t value[8] = { [4] = 1 };
	unsigned op, has = 0;
	enum record_kind kind = take_fields(p, rec, value, &has);
	bool has_addr = (has & 1U << 3) != 0;
	uint128 ns;

	if (kind != RECORD_OURS)
		return (kind);
	op = value[2] < COMMANDS ? g->op[value[2]] : 0;
	if (op == 0 || !has_addr)
		return (RECORD_OURS);
	op = (value[5] & FLAG_FETCH) != 0 ? ACCESS_FETCH : op - 1;
	record_access(rec, value[3], (enum access_op)op);
	ns = (uint128)value[1] * UINT64_C(1000000000) / g->frequency;
	rec->time = ns < NO_TIME ? (uint64_t)ns : NO_TIME - 1;
	return (record_size(rec, rec->start, value[4]));
}

/* The next message as a record, and where its bytes begin; 0: it is not whole,
 * -1 with *err set. */
static int
take_message(
    struct window *w, struct record *rec, const char **p, struct err *err)
{
	uint64_t size;

	*p = w->p;
	if (!take_varint(p, w->end, &size) && *p - w->p < VARINT_MAX)
		return (0);
	if (size > RECORD_BYTES_MAX) {
		record_take(w, 1, rec);
		return (record_error(w, rec, rec->start,
		    "a message of more than 1 MiB; a length belongs here",
		    err));
	}
	return (record_take(w, (size_t)(*p - w->p) + size, rec));
}

static int
gem5_decode(void *state, struct window *w, struct sink *to, struct err *err)
{
	struct gem5 *g = state;
	struct record rec;
	const char *p;

	if (!g->begun) {
		if ((size_t)(w->end - w->p) < GEM5_MAGIC_SIZE)
			return (0);
		w->p += GEM5_MAGIC_SIZE;
		g->begun = true;
	}
	while (!sink_full(to)) {
		int taken = take_message(w, &rec, &p, err);
		enum record_kind kind = RECORD_OURS;

		if (taken <= 0)
			return (taken);
		if (g->headed)
			kind = gem5_packet(g, p, &rec);
		else
			gem5_header(g, p, &rec);
		g->headed = true;
		if (record_put(w, to, kind, &rec, err) != 0)
			return (-1);
	}
	return (0);
}

const struct trace_format trace_format_gem5 = {
	.name = "gem5",
	.summary = "packets of gem5's communication monitor",
	.carries =
	    CARRIES_WRITES | CARRIES_FETCHES | CARRIES_SIZES | CARRIES_TIME,
	.magic = GEM5_MAGIC,
	.magic_size = GEM5_MAGIC_SIZE,
	.params = gem5_params,
	.params_size = sizeof(struct gem5_params),
	.state_size = sizeof(struct gem5),
	.open = gem5_open,
	.decode = gem5_decode,
};
