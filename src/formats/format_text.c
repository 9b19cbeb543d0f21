/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * text: pagerace's own format, which can express all accesses and events of the
 * model (doc/TRACE.md).
 *
 *	pagerace-trace 1
 *	map 400000 64K r-x name=text
 *	X 400010 4
 *	W 7fff0010 8 pid=3
 *	fork 4 pid=3
 *
 * A line is a word for the kind of access or event, its values in order, and
 * then options, each with its name, in any order.  Addresses are
 * hexadecimal, with or without 0x; everything else is decimal.
 *
 * The table forms[] is the grammar, for the reader and for the encoder.
 */
#include <inttypes.h>

#include "formats/numbers.h"

#define MAGIC "pagerace-trace "
/* A trace of another version may mean something else, so it is refused. */
#define KNOWN_VERSION 1

/* What a value is. */
enum value {
	END,
	ADDRESS,
	SIZE,
	ACCESS_SIZE, /* may be left out: 1 byte */
	FLAGS,
	CHILD,
	PROCESS, /* may be left out, or be given as pid= */
};

/* A form of line. */
struct form {
	const char *word;
	enum event_kind event; /* EVENT_NONE: an access */
	enum access_op op;
	bool maps; /* takes the options of an area: name, backend */
	enum value values[4];
};

static const struct form forms[] = {
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
};
#define NFORMS (sizeof(forms) / sizeof(forms[0]))

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
	if (form->maps && option_is(r, "name"))
		return (read_name(r, ev->name, sizeof(ev->name)));
	if (form->maps && option_is(r, "linear")) {
		ev->backend = BACKEND_LINEAR;
		return (read_address(r, &ev->physical));
	}
	if (form->maps && field_is(r->p, r->stop, "lazy"))
		ev->backend = BACKEND_LAZY;
	else if (form->maps && field_is(r->p, r->stop, "populated"))
		ev->backend = BACKEND_POPULATED;
	else
		return (record_malformed(r->rec, r->p,
		    form->maps
			? "lazy, populated, linear=ADDRESS, name=TEXT or "
			  "pid=NUMBER may stand here"
			: "pid=NUMBER may stand here, and nothing else"));
	return (RECORD_OURS);
}

static enum record_kind
read_version(const char *s, const char *end, struct record *rec)
{
	const char *p = s + strlen(MAGIC);
	uint64_t version;

	if (field_decimal(&p, end, &version) != FIELD_OK || p != end ||
	    version != KNOWN_VERSION)
		return (record_fatal(rec, s + strlen(MAGIC),
		    "a version of the format that is not known (1 is)"));
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

	next_word(&r);
	for (size_t i = 0; i < NFORMS; i++)
		if (*r.p == *forms[i].word &&
		    field_is(r.p, r.stop, forms[i].word)) {
			r.p = r.stop;
			return (read_line(&r, &forms[i]));
		}
	if ((size_t)(end - s) > strlen(MAGIC) &&
	    memcmp(s, MAGIC, strlen(MAGIC)) == 0)
		return (read_version(s, end, rec));
	return (record_malformed(rec, r.p,
	    "neither an access (R, W, X, M) nor an event (map unmap protect "
	    "fork exit pin unpin tick pageout discard suspend resume)"));
}

static void
write_value(enum value value, const struct event *ev, FILE *to)
{
	char letters[sizeof(MAP_LETTERS)];

	if (value == ADDRESS)
		fprintf(to, " %" PRIx64, ev->start);
	else if (value == FLAGS)
		fprintf(to, " %s",
		    ev->flags == 0 ? "-" : map_letters(letters, ev->flags));
	else if (value == CHILD)
		fprintf(to, " %" PRIu32, ev->child);
	else if (value == SIZE || (value == ACCESS_SIZE && ev->size != 1))
		fprintf(to, " %" PRIu64, ev->size);
}

/* A name from another format may have characters that would end a word here. */
static void
write_name(const char *name, FILE *to)
{
	fputs(" name=", to);
	for (; *name != '\0'; name++)
		fputc(*name > ' ' && *name <= '~' ? *name : '_', to);
}

/* ev of no kind: an access, whose op counts. */
static void
write_line(const struct event *ev, enum access_op op, FILE *to)
{
	const struct form *form = forms;

	while (form->event != ev->kind || form->op != op)
		form++;
	fputs(form->word, to);
	for (int i = 0; form->values[i] != END; i++)
		write_value(form->values[i], ev, to);
	if (form->maps && ev->backend == BACKEND_POPULATED)
		fputs(" populated", to);
	if (form->maps && ev->backend == BACKEND_LINEAR)
		fprintf(to, " linear=%" PRIx64, ev->physical);
	if (form->maps && ev->name[0] != '\0')
		write_name(ev->name, to);
	if (ev->pid != 0)
		fprintf(to, " pid=%" PRIu32, ev->pid);
	fputc('\n', to);
}

static int
encode_begin(not_used void *state, FILE *to, not_used struct err *err)
{
	fprintf(to, MAGIC "%d\n", KNOWN_VERSION);
	return (0);
}

static int
encode_accesses(not_used void *state, const struct access *a,
    not_used const uint64_t *time, size_t n, FILE *to, not_used struct err *err)
{
	for (; n > 0; a++, n--)
		write_line(
		    &(struct event){
			.pid = a->pid, .start = a->addr, .size = a->size },
		    a->op, to);
	return (0);
}

static int
encode_event(not_used void *state, const struct event *ev, FILE *to,
    not_used struct err *err)
{
	write_line(ev, ACCESS_READ, to);
	return (0);
}

static const struct trace_encoder encoder = {
	.begin = encode_begin,
	.accesses = encode_accesses,
	.event = encode_event,
};

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
		   CARRIES_PIDS | CARRIES_EVENTS,
	.magic = MAGIC,
	.magic_size = sizeof(MAGIC) - 1,
	.params = params,
	.params_size = sizeof(struct number_spec),
	.state_size = sizeof(struct numbers),
	.open = numbers_open,
	.line = text_line,
	.encoder = &encoder,
};
