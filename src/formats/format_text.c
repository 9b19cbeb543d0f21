/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Our own text format, the one that can say everything (doc/TRACE.md):
 *
 *	pagerace-trace 1
 *	map 400000 64K r-x name=text
 *	X 400010 4
 *	W 7fff0010 8 pid=3
 *	fork 4 pid=3
 *
 * A line is a word that says what happened, the values it must have in order,
 * and then any of its options, each with its name, in any order.  Addresses are
 * hexadecimal, with or without 0x; everything else is decimal.
 *
 * The table at the end of this file is the grammar.
 */
#include <stddef.h>

#include "trace/fields.h"
#include "trace/format.h"

#define MAGIC "pagerace-trace "
/* The version this reads; a trace of another one may mean something else. */
#define KNOWN_VERSION 1

#define WHY_FLAGS                                                              \
	"flags belong here: letters of rwxudn (read, write, execute, user, "   \
	"device, not cached), '-' for none"
#define WHY_PID "a process number of at most 536870911 belongs here"

/* What a value or an option is. */
enum what {
	END,
	ADDRESS,
	SIZE,
	SIZE_IF_ANY, /* of an access: 1 where there is none */
	FLAGS,
	CHILD,
};

/* A kind of line. */
struct verb {
	const char *word;
	enum event_kind event; /* EVENT_NONE: an access */
	enum access_op op;
	bool maps; /* may say what is behind an area, and its name */
	enum what values[4];
};

/* The line being read. */
struct reading {
	const char *p; /* the next word */
	const char *end;
	const char *stop; /* behind the next word */
	struct record *rec;
};

static void
next_word(struct reading *r)
{
	field_blanks(&r->p, r->end);
	r->stop = r->p;
	while (!field_ends(r->stop, r->end))
		r->stop++;
}

static bool
word_is(const struct reading *r, const char *word)
{
	size_t n = strlen(word);

	return ((size_t)(r->stop - r->p) == n && memcmp(r->p, word, n) == 0);
}

/* Steps over "name=". */
static bool
option_is(struct reading *r, const char *name)
{
	size_t n = strlen(name);

	if ((size_t)(r->stop - r->p) <= n || memcmp(r->p, name, n) != 0 ||
	    r->p[n] != '=')
		return (false);
	r->p += n + 1;
	return (true);
}

/* These read one value, which is all of what is left of the word, and return
 * LINE_OURS when it is well. */

static enum line_kind
read_address(struct reading *r, uint64_t *v)
{
	const char *p = r->p;
	enum field f;

	field_prefix_0x(&p, r->stop);
	f = field_hex(&p, r->stop, v);
	if (f == FIELD_NONE || p != r->stop)
		return (line_malformed(r->rec, p, WHY_ADDRESS));
	if (f == FIELD_OVER)
		return (line_fatal(r->rec, r->p, WHY_OVER));
	return (LINE_OURS);
}

/* Bytes: 0x and hexadecimal, or decimal with K, M, G or T for powers of 1024.
 */
static enum line_kind
read_size(struct reading *r, uint64_t *v)
{
	static const char units[] = "KMGT";
	const char *p = r->p, *unit;
	enum field f;

	if (field_prefix_0x(&p, r->stop)) {
		f = field_hex(&p, r->stop, v);
	} else {
		f = field_decimal(&p, r->stop, v);
		if (f != FIELD_NONE && p < r->stop &&
		    (unit = memchr(units, *p, sizeof(units) - 1)) != NULL) {
			unsigned shift = 10 * (unsigned)(unit - units + 1);

			if (*v > UINT64_MAX >> shift)
				f = FIELD_OVER;
			*v <<= shift;
			p++;
		}
	}
	if (f == FIELD_NONE || p != r->stop)
		return (line_malformed(r->rec, p,
		    "a size in bytes belongs here (4096, 4K, 0x1000)"));
	if (f == FIELD_OVER)
		return (line_fatal(r->rec, r->p, "a size beyond 64 bits"));
	return (LINE_OURS);
}

static enum line_kind
read_pid(struct reading *r, uint32_t *pid)
{
	const char *p = r->p;
	uint64_t v;

	if (field_decimal(&p, r->stop, &v) != FIELD_OK || p != r->stop ||
	    v > PID_MAX)
		return (line_malformed(r->rec, r->p, WHY_PID));
	*pid = (uint32_t)v;
	return (LINE_OURS);
}

static enum line_kind
read_flags(struct reading *r, unsigned *flags)
{
	static const char letters[] = "rwxudn";
	const char *p;

	*flags = 0;
	for (p = r->p; p < r->stop; p++) {
		const char *letter = memchr(letters, *p, sizeof(letters) - 1);

		if (letter != NULL)
			*flags |= 1U << (letter - letters);
		else if (*p != '-')
			break;
	}
	if (p == r->p || p < r->stop)
		return (line_malformed(r->rec, p, WHY_FLAGS));
	return (LINE_OURS);
}

static enum line_kind
read_name(struct reading *r, char *name, size_t size)
{
	size_t n = (size_t)(r->stop - r->p);

	if (n == 0 || n >= size)
		return (line_malformed(
		    r->rec, r->p, "a name of 1 to 31 characters belongs here"));
	memcpy(name, r->p, n);
	name[n] = '\0';
	return (LINE_OURS);
}

static enum line_kind
read_access_size(struct reading *r)
{
	uint64_t size;
	enum line_kind kind;

	r->rec->access.size = 1;
	if (r->p == r->stop || (unsigned)*r->p - '0' > 9)
		return (LINE_BLANK); /* none there: an option, or the end */
	kind = read_size(r, &size);
	if (kind != LINE_OURS)
		return (kind);
	if (size == 0)
		return (line_malformed(r->rec, r->p, WHY_NO_SIZE));
	if (size > ACCESS_BYTES_MAX)
		return (line_fatal(r->rec, r->p, WHY_HUGE));
	r->rec->access.size = (uint32_t)size;
	return (LINE_OURS);
}

static enum line_kind
read_value(struct reading *r, enum what what)
{
	struct event *ev = &r->rec->event;

	switch (what) {
	case ADDRESS:
		return (read_address(r, &ev->start));
	case SIZE:
		return (read_size(r, &ev->size));
	case SIZE_IF_ANY:
		return (read_access_size(r));
	case FLAGS:
		return (read_flags(r, &ev->flags));
	case CHILD:
		return (read_pid(r, &ev->child));
	case END:
		break;
	}
	return (LINE_BLANK);
}

static enum line_kind
read_option(struct reading *r, const struct verb *v)
{
	struct event *ev = &r->rec->event;

	if (option_is(r, "pid"))
		return (read_pid(r, &ev->pid));
	if (v->maps && option_is(r, "name"))
		return (read_name(r, ev->name, sizeof(ev->name)));
	if (v->maps && option_is(r, "linear")) {
		ev->backend = BACKEND_LINEAR;
		return (read_address(r, &ev->physical));
	}
	if (v->maps && word_is(r, "lazy"))
		ev->backend = BACKEND_LAZY;
	else if (v->maps && word_is(r, "populated"))
		ev->backend = BACKEND_POPULATED;
	else
		return (line_malformed(r->rec, r->p,
		    v->maps ? "lazy, populated, linear=ADDRESS, name=TEXT or "
			      "pid=NUMBER may stand here"
			    : "pid=NUMBER may stand here, and nothing else"));
	return (LINE_OURS);
}

static enum line_kind
read_version(const char *s, const char *end, struct record *rec)
{
	const char *p = s + strlen(MAGIC);
	uint64_t version;

	if (field_decimal(&p, end, &version) != FIELD_OK || p != end ||
	    version != KNOWN_VERSION)
		return (line_fatal(rec, s + strlen(MAGIC),
		    "a version of the format that is not known (1 is)"));
	return (LINE_OURS);
}

static enum line_kind
read_line(struct reading *r, const struct verb *v)
{
	struct record *rec = r->rec;
	enum line_kind kind;

	/* An access is read as an event would be, and then made one. */
	rec->event = (struct event){ .kind = v->event };
	for (int i = 0; v->values[i] != END; i++) {
		next_word(r);
		kind = read_value(r, v->values[i]);
		if (kind == LINE_OURS)
			r->p = r->stop;
		else if (kind != LINE_BLANK)
			return (kind);
	}
	for (next_word(r); r->p < r->end; next_word(r)) {
		kind = read_option(r, v);
		if (kind != LINE_OURS)
			return (kind);
		r->p = r->stop;
	}
	if (v->event != EVENT_NONE)
		return (LINE_EVENT);
	rec->pages = 0;
	rec->access.addr = rec->event.start;
	rec->access.op = v->op;
	rec->access.pid = rec->event.pid;
	return (LINE_ACCESS);
}

static const struct verb verbs[] = {
	{ "R", .op = ACCESS_READ, .values = { ADDRESS, SIZE_IF_ANY } },
	{ "W", .op = ACCESS_WRITE, .values = { ADDRESS, SIZE_IF_ANY } },
	{ "X", .op = ACCESS_FETCH, .values = { ADDRESS, SIZE_IF_ANY } },
	{ "M", .op = ACCESS_MODIFY, .values = { ADDRESS, SIZE_IF_ANY } },
	{ "map", EVENT_MAP, .maps = true, .values = { ADDRESS, SIZE, FLAGS } },
	{ "unmap", EVENT_UNMAP, .values = { ADDRESS, SIZE } },
	{ "protect", EVENT_PROTECT, .values = { ADDRESS, SIZE, FLAGS } },
	{ "fork", EVENT_FORK, .values = { CHILD } },
	{ "exit", EVENT_EXIT, .values = { END } },
	{ "pin", EVENT_PIN, .values = { ADDRESS, SIZE } },
	{ "unpin", EVENT_UNPIN, .values = { ADDRESS, SIZE } },
	{ "tick", EVENT_TICK, .values = { END } },
};

static enum line_kind
text_line(const char *s, const char *end, struct record *rec)
{
	struct reading r = { .p = s, .end = end, .rec = rec };

	next_word(&r);
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (word_is(&r, verbs[i].word)) {
			r.p = r.stop;
			return (read_line(&r, &verbs[i]));
		}
	if ((size_t)(end - s) > strlen(MAGIC) &&
	    memcmp(s, MAGIC, strlen(MAGIC)) == 0)
		return (read_version(s, end, rec));
	return (line_malformed(rec, r.p,
	    "neither an access (R, W, X, M) nor an event (map, unmap, "
	    "protect, fork, exit, pin, unpin, tick)"));
}

const struct trace_format trace_format_text = {
	.name = "text",
	.summary = "pagerace's own, with areas, processes and pins",
	.magic = MAGIC,
	.line = text_line,
};
