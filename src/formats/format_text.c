/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * text: pagerace's own format, which can express all accesses and events of the
 * model (doc/TRACE.md).
 *
 *	pagerace-trace 1
 *	map 400000 64K r-x name=text
 *	X 400010 4
 *	W 7fff0010 8 pid=3
 *	fork 4 pid=3 t=2500
 *
 * A line is a word for the kind of access or event, its values in order, and
 * then options, each with its name, in any order.  Addresses are
 * hexadecimal, with or without 0x; everything else is decimal.
 *
 * The table text_forms[] is the grammar, for the reader and for the encoder.
 *
 * A reduced trace says so in its second line:
 *
 *	reduced sad:64 page=4096 references=1000000
 *
 * One that does not have all accesses says what it has, and a recorded one how
 * that was done:
 *
 *	partial page entries
 *	method window of 1024 pages
 */
#include <inttypes.h>

#include "formats/plain_shape.h"
#include "formats/text_form.h"
#include "formats/text_head.h"

#define WHY_NO_FILE "the pages of a linear area are those of no file"

struct text {
	struct numbers numbers;
	struct text_head head;
};

const struct form text_forms[] = {
	{ "R", .op = ACCESS_READ, .values = { ADDRESS, ACCESS_SIZE } },
	{ "W", .op = ACCESS_WRITE, .values = { ADDRESS, ACCESS_SIZE } },
	{ "X", .op = ACCESS_FETCH, .values = { ADDRESS, ACCESS_SIZE } },
	{ "M", .op = ACCESS_MODIFY, .values = { ADDRESS, ACCESS_SIZE } },
	{ "map", EVENT_MAP, .maps = true, .values = { ADDRESS, SIZE, FLAGS } },
	{ "unmap", EVENT_UNMAP, .values = { ADDRESS, SIZE } },
	{ "protect", EVENT_PROTECT, .values = { ADDRESS, SIZE, FLAGS } },
	{ "fork", EVENT_FORK, .values = { CHILD } },
	{ "exit", EVENT_EXIT, .values = { END } },
	{ "pin", EVENT_PIN, .values = { ADDRESS, SIZE } },
	{ "unpin", EVENT_UNPIN, .values = { ADDRESS, SIZE } },
	{ "tick", EVENT_TICK, .values = { END } },
	{ "pageout", EVENT_PAGEOUT, .values = { ADDRESS, SIZE } },
	{ "discard", EVENT_DISCARD, .values = { ADDRESS, SIZE } },
	{ "suspend", EVENT_SUSPEND, .values = { PROCESS } },
	{ "resume", EVENT_RESUME, .values = { PROCESS } },
	{ .word = NULL },
};

/* The line being read. */
struct reading {
	const char *p; /* the next word */
	const char *end;
	const char *stop; /* behind the next word */
	struct numbers *numbers;
	struct record *rec;
};

static void
next_word(struct reading *r)
{
	field_blanks(&r->p, r->end);
	r->stop = field_end(r->p, r->end);
}

/* Steps over "name=". */
static bool
option_is(struct reading *r, const char *name)
{
	const char *equals = memchr(r->p, '=', (size_t)(r->stop - r->p));

	if (equals == NULL || !field_is(r->p, equals, name))
		return (false);
	r->p = equals + 1;
	return (true);
}

/* Each of these reads one value, the whole rest of the word, and returns
 * RECORD_OURS, or what is wrong; RECORD_BLANK: there was none to read. */

static enum record_kind
read_address(struct reading *r, uint64_t *v)
{
	const char *p = r->p;
	enum field f;

	f = numbers_field(r->numbers, &p, r->stop, v);
	if (f == FIELD_NONE || p != r->stop)
		return (record_malformed(r->rec, p, numbers_why(r->numbers)));
	if (f == FIELD_OVER)
		return (record_fatal(r->rec, r->p, WHY_OVER));
	return (RECORD_OURS);
}

static enum record_kind
read_size(struct reading *r, uint64_t *v)
{
	const char *p = r->p;
	enum field f = field_bytes(&p, r->stop, v);

	if (f == FIELD_NONE || p != r->stop)
		return (record_malformed(r->rec, p,
		    "a size in bytes belongs here (4096, 4K, 0x1000)"));
	if (f == FIELD_OVER)
		return (record_fatal(r->rec, r->p, "a size beyond 64 bits"));
	return (RECORD_OURS);
}

static enum record_kind
read_pid(struct reading *r, uint32_t *pid)
{
	const char *p = r->p;
	uint64_t v;

	if (field_decimal(&p, r->stop, &v) != FIELD_OK || p != r->stop ||
	    v > PID_MAX)
		return (record_malformed(r->rec, r->p, WHY_PID));
	*pid = (uint32_t)v;
	return (RECORD_OURS);
}

/* Of a record; the highest number is that of none. */
static enum record_kind
read_time(struct reading *r)
{
	const char *p = r->p;

	if (field_decimal(&p, r->stop, &r->rec->time) != FIELD_OK ||
	    p != r->stop || r->rec->time == NO_TIME)
		return (record_malformed(
		    r->rec, r->p, "a time in nanoseconds belongs here"));
	return (RECORD_OURS);
}

static enum record_kind
read_flags(struct reading *r, unsigned *flags)
{
	const char *p;

	*flags = 0;
	for (p = r->p; p < r->stop; p++) {
		if (map_flag(*p) == 0 && *p != '-')
			break;
		*flags |= map_flag(*p);
	}
	if (p == r->p || p < r->stop)
		return (record_malformed(r->rec, p,
		    "flags belong here: letters of rwxudn (read, write, "
		    "execute, user, device, not cached), '-' for none"));
	return (RECORD_OURS);
}

static enum record_kind
read_name(struct reading *r, char *name, size_t size)
{
	size_t n = (size_t)(r->stop - r->p);

	if (n == 0 || n >= size)
		return (record_malformed(
		    r->rec, r->p, "a name of 1 to 31 characters belongs here"));
	memcpy(name, r->p, n);
	name[n] = '\0';
	return (RECORD_OURS);
}

static enum record_kind
read_area_name(struct reading *r)
{
	struct event *ev = &r->rec->event;

	if (ev->name[0] != '\0')
		return (record_malformed(r->rec, r->p,
		    "an area has one name, or one file, which is its name"));
	return (read_name(r, ev->name, sizeof(ev->name)));
}

static enum record_kind
read_file(struct reading *r)
{
	if (r->rec->event.backend == BACKEND_LINEAR)
		return (record_malformed(r->rec, r->p, WHY_NO_FILE));
	r->rec->event.flags |= MAP_OF_FILE;
	return (read_area_name(r));
}

static enum record_kind
read_linear(struct reading *r)
{
	struct event *ev = &r->rec->event;

	if ((ev->flags & MAP_OF_FILE) != 0)
		return (record_malformed(r->rec, r->p, WHY_NO_FILE));
	ev->backend = BACKEND_LINEAR;
	return (read_address(r, &ev->physical));
}

static enum record_kind
read_access_size(struct reading *r)
{
	uint64_t size;
	enum record_kind kind;

	r->rec->access.size = 1;
	if (r->p == r->stop || (unsigned)*r->p - '0' > 9)
		return (RECORD_BLANK); /* none there: an option, or the end */
	kind = read_size(r, &size);
	if (kind == RECORD_OURS)
		kind = record_size(r->rec, r->p, size);
	return (kind == RECORD_ACCESS ? RECORD_OURS : kind);
}

static enum record_kind
read_value(struct reading *r, enum value value)
{
	struct event *ev = &r->rec->event;

	switch (value) {
	case ADDRESS:
		return (read_address(r, &ev->start));
	case SIZE:
		return (read_size(r, &ev->size));
	case ACCESS_SIZE:
		return (read_access_size(r));
	case FLAGS:
		return (read_flags(r, &ev->flags));
	case CHILD:
		return (read_pid(r, &ev->child));
	case PROCESS:
		return (r->p == r->stop || (unsigned)*r->p - '0' > 9
			    ? RECORD_BLANK
			    : read_pid(r, &ev->pid));
	case END:
		break;
	}
	return (RECORD_BLANK);
}

static enum record_kind
read_option(struct reading *r, const struct form *form)
{
	struct event *ev = &r->rec->event;

	if (option_is(r, "pid"))
		return (read_pid(r, &ev->pid));
	if (option_is(r, "t"))
		return (read_time(r));
	if (form->maps && option_is(r, "name"))
		return (read_area_name(r));
	if (form->maps && option_is(r, "file"))
		return (read_file(r));
	if (form->maps && option_is(r, "linear"))
		return (read_linear(r));
	if (form->maps && field_is(r->p, r->stop, "lazy"))
		ev->backend = BACKEND_LAZY;
	else if (form->maps && field_is(r->p, r->stop, "populated"))
		ev->backend = BACKEND_POPULATED;
	else
		return (record_malformed(r->rec, r->p,
		    form->maps
			? "lazy, populated, linear=ADDRESS, name=TEXT, "
			  "file=TEXT, pid=NUMBER or t=NANOSECONDS may stand "
			  "here"
			: "pid=NUMBER or t=NANOSECONDS may stand here, and "
			  "nothing else"));
	return (RECORD_OURS);
}

static enum record_kind
read_line(struct reading *r, const struct form *form)
{
	struct record *rec = r->rec;
	enum record_kind kind;

	/* An access is read like an event, which then becomes one. */
	rec->event = (struct event){ .kind = form->event };
	for (int i = 0; form->values[i] != END; i++) {
		next_word(r);
		kind = read_value(r, form->values[i]);
		if (kind == RECORD_OURS)
			r->p = r->stop;
		else if (kind != RECORD_BLANK)
			return (kind);
	}
	for (next_word(r); r->p < r->end; next_word(r)) {
		kind = read_option(r, form);
		if (kind != RECORD_OURS)
			return (kind);
		r->p = r->stop;
	}
	if (form->event != EVENT_NONE)
		return (RECORD_EVENT);
	rec->pages = 0;
	rec->access.addr = rec->event.start;
	rec->access.op = form->op;
	rec->access.pid = rec->event.pid;
	return (RECORD_ACCESS);
}

static enum record_kind
text_line(void *state, const char *s, const char *end, struct record *rec)
{
	struct reading r = { .p = s, .end = end, .numbers = state, .rec = rec };
	enum record_kind kind;

	next_word(&r);
	for (size_t i = 0; text_forms[i].word != NULL; i++)
		if (*r.p == *text_forms[i].word &&
		    field_is(r.p, r.stop, text_forms[i].word)) {
			r.p = r.stop;
			return (read_line(&r, &text_forms[i]));
		}
	kind = text_head_line(s, end, &((struct text *)state)->head, rec);
	if (kind != RECORD_BLANK)
		return (kind);
	return (record_malformed(rec, r.p,
	    "neither an access (R, W, X, M) nor an event (map unmap protect "
	    "fork exit pin unpin tick pageout discard suspend resume)"));
}

static const uint8_t letters[256] = {
	['R'] = 1 + ACCESS_READ,
	['W'] = 1 + ACCESS_WRITE,
	['X'] = 1 + ACCESS_FETCH,
	['M'] = 1 + ACCESS_MODIFY,
};

/* An access without options. */
static const struct plain_shape shape = { .field = { PLAIN_LETTER, PLAIN_ANY,
					      PLAIN_SIZE },
	.size = 1,
	.op = letters };

static void
text_bulk(void *state, struct window *w, struct sink *to)
{
	plain_shape(&shape, state, w, to);
}

static void
text_tell(const struct format_use *use, not_used unsigned shift,
    struct trace_facts *facts)
{
	const struct text *t = use->state;

	facts->reduction = t->head.reduction;
	facts->partial = t->head.partial;
	if (t->head.method[0] != '\0')
		facts->provenance = t->head.method;
}

/* Sizes and ranges are of bytes, so the unit is fixed. */
static const struct param params[] = {
	{ "base", PARAM_CHOICE, offsetof(struct number_spec, base), "16", 0, 0,
	    number_bases, NULL, "of addresses without 0x" },
	{ .name = NULL },
};

const struct trace_format trace_format_text = {
	.name = "text",
	.summary = "pagerace's own format, with areas, processes and pins",
	.carries = CARRIES_WRITES | CARRIES_FETCHES | CARRIES_SIZES |
		   CARRIES_PIDS | CARRIES_EVENTS | CARRIES_TIME,
	.magic = TEXT_MAGIC,
	.magic_size = sizeof(TEXT_MAGIC) - 1,
	.params = params,
	.params_size = sizeof(struct number_spec),
	.state_size = sizeof(struct text),
	.open = numbers_open,
	.tell = text_tell,
	.line = text_line,
	.bulk = text_bulk,
	.encoder = &text_encoder,
};
