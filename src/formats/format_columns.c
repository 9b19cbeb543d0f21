/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * columns: lines of fields in any order, described by parameters.
 *
 *	-f columns:pid=1,addr=2,op=3,base=10	1	49152	W
 *	-f columns:op=1,addr=2			I: 0x7fecad0272d0
 *	-f columns:addr=5,size=6,op=4,header=1,delim=comma
 *
 * Fields are counted from 1.  They are separated by blanks and tabs, and by a
 * comma, semicolon or colon with any blanks around it; two of those in a row
 * have an empty field between them.  With delim that character alone separates
 * (or blanks alone), and blanks around a field do not belong to it.  A field in
 * double quotes is taken without them and may hold a separator.
 *
 * An operation is known by its first letter in either case: R and L read, W and
 * S write, M does both, I, X and F fetch an instruction; or by the words that
 * the parameters give.  A field that is missing or empty is as in a trace that
 * does not have it; only address and operation must be there.
 */
#include "formats/column_fields.h"
#include "formats/columns.h"
#include "trace/line.h"

#define FIELD_MAX UINT64_C(255)
/* A request of more pages is a damaged line. */
#define REQUEST_PAGES_MAX (UINT64_C(1) << 24)

static const char *const bases[] = {
	[BASE_10] = "10", [BASE_16] = "16", [BASE_AUTO] = "auto", NULL
};
static const char *const time_units[] = {
	[TIME_PS] = "ps",
	[TIME_NS] = "ns",
	[TIME_US] = "us",
	[TIME_MS] = "ms",
	[TIME_S] = "s",
	NULL,
};

/* Rows of a field and of the words of an operation.  Macros, because the name
 * of a member is not a value. */
#define FIELD(name, role, text)                                                \
	{                                                                      \
		name, PARAM_COUNT,                                             \
		    offsetof(struct columns_params, field[role]), NULL, 0,     \
		    FIELD_MAX, NULL, NULL, text                                \
	}
#define WORDS(name, op, text)                                                  \
	{                                                                      \
		name, PARAM_TEXT, offsetof(struct columns_params, words[op]),  \
		    NULL, 0, 0, NULL, NULL, text                               \
	}

static const struct param params[] = {
	FIELD("addr", ROLE_ADDR, "the field with the address; must be given"),
	FIELD("op", ROLE_OP, "the operation; 0: all accesses read"),
	FIELD("pid", ROLE_PID, "the process; 0: there is one"),
	FIELD("size", ROLE_SIZE,
	    "bytes of the access, pages with unit=page; 0: one"),
	FIELD("time", ROLE_TIME, "the time of the access; 0: there is none"),
	{ "time_unit", PARAM_CHOICE, offsetof(struct columns_params, time_unit),
	    "ns", 0, 0, time_units, NULL, "of times; they may have decimals" },
	{ "base", PARAM_CHOICE, offsetof(struct columns_params, number.base),
	    "auto", 0, 0, bases, NULL,
	    "of addresses without 0x; auto: 16 if one at the head of the file "
	    "has a digit a to f, else 10" },
	{ "unit", PARAM_CHOICE, offsetof(struct columns_params, number.unit),
	    "byte", 0, 0, number_units, NULL,
	    "addresses of bytes, or page numbers" },
	{ "delim", PARAM_TEXT, offsetof(struct columns_params, delim), NULL, 0,
	    0, NULL, NULL,
	    "what separates fields: one character, or blank, tab, comma, "
	    "semicolon, colon or bar; without it, any but bar" },
	{ "header", PARAM_COUNT, offsetof(struct columns_params, header), NULL,
	    0, 1000, NULL, NULL, "lines at the head that are left out" },
	WORDS("read", ACCESS_READ, "fields that are reads, as R|read|0"),
	WORDS("write", ACCESS_WRITE, "fields that are writes"),
	WORDS("modify", ACCESS_MODIFY, "fields that read and write"),
	WORDS("fetch", ACCESS_FETCH, "fields that fetch an instruction"),
	{ .name = NULL },
};

int
columns_open(void *state, const void *values, struct err *err)
{
	struct columns *c = state;
	const struct columns_params *p = values;

	c->params = p;
	if (p->field[ROLE_ADDR] == 0)
		return (err_set(err, ERR_USAGE,
		    "trace format columns needs the field of the address "
		    "(columns:addr=2)"));
	for (unsigned i = 0; i < ROLES; i++) {
		if (p->field[i] > c->last)
			c->last = p->field[i];
		for (unsigned k = 0; k < i; k++)
			if (p->field[i] == p->field[k] && p->field[i] > 0)
				return (err_set(err, ERR_USAGE,
				    "trace format columns: '%s' and '%s' are "
				    "both field %ju",
				    params[k].name, params[i].name,
				    (uintmax_t)p->field[i]));
	}
	if (column_delim(p->delim, &c->delim) != 0)
		return (err_set(err, ERR_USAGE,
		    "trace format columns: bad delim '%.20s' (one character, "
		    "or blank, tab, comma, semicolon, colon or bar)",
		    p->delim));
	if (numbers_open(state, values, err) != 0)
		return (-1);
	columns_compile(c);
	return (0);
}

static bool
among(const char *words, const struct column_field *f)
{
	for (const char *s = words, *stop; s != NULL; s = stop) {
		stop = strchr(s, '|');
		if (stop == NULL
			? field_is(f->p, f->end, s)
			: (f->end - f->p == stop - s &&
			      memcmp(f->p, s, (size_t)(stop - s)) == 0))
			return (true);
		if (stop != NULL)
			stop++;
	}
	return (false);
}

/* Whether the field is an operation. */
static bool
read_op(
    const struct columns *c, const struct column_field *f, enum access_op *op)
{
	static const char letters[][4] = {
		[ACCESS_READ] = "rl",
		[ACCESS_WRITE] = "ws",
		[ACCESS_MODIFY] = "m",
		[ACCESS_FETCH] = "ixf",
	};
	const char *const *words = c->params->words;

	for (unsigned i = ACCESS_READ; i <= ACCESS_FETCH; i++)
		if (among(words[i], f)) {
			*op = (enum access_op)i;
			return (true);
		}
	for (const char *p = f->p; p < f->end; p++)
		if (*p >= '0' && *p <= '9')
			return (false); /* an address, as ffff8800 */
	for (unsigned i = ACCESS_READ; i <= ACCESS_FETCH; i++)
		if (words[i] == NULL && !column_absent(f) &&
		    strchr(letters[i], *f->p | 0x20) != NULL) {
			*op = (enum access_op)i;
			return (true);
		}
	return (false);
}

/* A number of a process or of bytes, the whole field: decimal, or hexadecimal
 * with 0x. */
static bool
read_count(const struct column_field *f, uint64_t *v)
{
	const char *p = f->p;
	enum field got = field_prefix_0x(&p, f->end)
			     ? field_hex(&p, f->end, v)
			     : field_decimal(&p, f->end, v);

	return (got == FIELD_OK && p == f->end);
}

uint64_t
columns_time_ns(const struct columns_params *p)
{
	static const uint64_t ns[] = {
		[TIME_PS] = 1,
		[TIME_NS] = 1,
		[TIME_US] = 1000,
		[TIME_MS] = 1000000,
		[TIME_S] = 1000000000,
	};

	return (ns[p->time_unit]);
}

/* A decimal without its last three digits, which may be beyond 64 bits with
 * them, and with a fraction that does not matter. */
static bool
read_picoseconds(const struct column_field *f, uint64_t *time)
{
	const char *p = f->p, *digits = p, *cut;

	while (p < f->end && (unsigned)*p - '0' < 10)
		p++;
	cut = p - digits > 3 ? p - 3 : digits;
	*time = 0;
	if (p == digits)
		return (false);
	if (cut > digits && field_decimal(&digits, cut, time) == FIELD_OVER)
		*time = UINT64_MAX;
	if (p < f->end && *p == '.')
		while (++p < f->end && (unsigned)*p - '0' < 10)
			;
	return (p == f->end);
}

/* A time: a decimal with a fraction, or 0x and hexadecimal.  One beyond 64 bits
 * of nanoseconds is the last. */
static bool
read_time(const struct columns *c, const struct column_field *f, uint64_t *time)
{
	uint64_t unit = columns_time_ns(c->params), v, part = 0;
	const bool picoseconds = c->params->time_unit == TIME_PS;
	const char *p = f->p;

	if (picoseconds && read_picoseconds(f, time)) {
		*time -= *time == NO_TIME;
		return (true);
	}
	if (read_count(f, &v)) {
		v /= picoseconds ? PS_NS : 1;
	} else {
		if (field_decimal(&p, f->end, &v) == FIELD_NONE ||
		    p == f->end || *p != '.')
			return (false);
		while (++p < f->end && (unsigned)*p - '0' < 10) {
			unit /= 10;
			part += unit * ((unsigned)*p - '0');
		}
		if (p != f->end)
			return (false);
	}
	if (__builtin_mul_overflow(v, columns_time_ns(c->params), time) ||
	    __builtin_add_overflow(*time, part, time) || *time == NO_TIME)
		*time = NO_TIME - 1;
	return (true);
}

static bool
is_hex(const struct column_field *f)
{
	const char *p = f->p;
	uint64_t v;

	return (field_hex(&p, f->end, &v) == FIELD_OK && p == f->end);
}

static enum record_kind
read_access(struct columns *c, const struct column_field *f, struct record *rec)
{
	struct numbers *n = &c->numbers;
	enum access_op op = ACCESS_READ;
	const char *p = f->p;
	uint64_t addr;
	enum field got = numbers_field(n, &p, f->end, &addr);

	if (got == FIELD_NONE || p != f->end)
		return (c->guessed && is_hex(f)
			    ? record_fatal(rec, f->p,
				  "a hexadecimal address, after decimal ones: "
				  "give base=16, or 10")
			    : record_malformed(rec, p, numbers_why(n)));
	if (got == FIELD_OVER)
		return (record_fatal(rec, f->p, numbers_why_over(n)));
	if (c->params->field[ROLE_OP] > 0 && !read_op(c, f + ROLE_OP, &op))
		return (record_malformed(rec, f[ROLE_OP].p,
		    "an operation belongs here: a word that begins with R or L "
		    "(read), W or S (write), M (modify), I, X or F (fetch), or "
		    "what read=, write=, modify= and fetch= say"));
	return (numbers_access(n, rec, f->p, addr, op));
}

static enum record_kind
read_rest(
    const struct columns *c, const struct column_field *f, struct record *rec)
{
	uint64_t v;

	if (!column_absent(f + ROLE_PID)) {
		if (!read_count(f + ROLE_PID, &v) || v > PID_MAX)
			return (record_malformed(rec, f[ROLE_PID].p, WHY_PID));
		rec->access.pid = (uint32_t)v & PID_MAX;
	}
	if (!column_absent(f + ROLE_TIME) &&
	    !read_time(c, f + ROLE_TIME, &rec->time))
		return (record_malformed(
		    rec, f[ROLE_TIME].p, "a time belongs here: 12 or 0.26"));
	if (column_absent(f + ROLE_SIZE))
		return (RECORD_ACCESS);
	if (!read_count(f + ROLE_SIZE, &v))
		return (record_malformed(
		    rec, f[ROLE_SIZE].p, "a size belongs here: 8 or 0x8"));
	if (rec->pages == 0 || v == 0)
		return (record_size(rec, f[ROLE_SIZE].p, v));
	if (v > REQUEST_PAGES_MAX)
		return (record_fatal(rec, f[ROLE_SIZE].p,
		    "a request of more than 16777216 pages"));
	rec->pages = v;
	return (RECORD_ACCESS);
}

enum record_kind
columns_line(void *state, const char *s, const char *end, struct record *rec)
{
	struct columns *c = state;
	struct column_field f[ROLES];
	const struct column_rule rule = { c->delim, true };
	const char *p = s;
	enum record_kind kind;

	if (*s == ';' && c->delim != ';')
		return (RECORD_BLANK);
	if (c->skip > 0) {
		c->skip--;
		return (RECORD_HEAD);
	}
	for (unsigned i = 0; i < ROLES; i++)
		f[i] = (struct column_field){ .p = end, .end = end };
	for (uint64_t k = 1; k <= c->last && p < end; k++) {
		struct column_field field;

		if (!column_take(rule, &p, end, &field))
			return (record_malformed(
			    rec, field.p - 1, "quotes that are not closed"));
		for (unsigned i = 0; i < ROLES; i++)
			if (c->params->field[i] == k)
				f[i] = field;
	}
	kind = read_access(c, f, rec);
	return (kind == RECORD_ACCESS ? read_rest(c, f, rec) : kind);
}

/* base=auto: whether an address at the head of the file has a digit that is not
 * decimal.  The lines of the header are counted without those that are blank,
 * with which line() is not called. */
static void
columns_look(const struct format_use *use, const struct trace_head *head)
{
	struct columns *c = use->state;
	const char *p = head->p, *line, *end;
	uint64_t header = c->params->header, blank = 0;
	struct record rec;

	c->numbers.hex |= c->params->number.base == BASE_AUTO;
	for (; line_next(head, &p, &line, &end); header -= header > 0) {
		c->skip = header > 0;
		if (line_read(use, line, end, &rec) == RECORD_BLANK &&
		    header > 0)
			blank++;
	}
	c->skip = c->params->header - blank;
	if (c->params->number.base == BASE_AUTO) {
		c->numbers.hex = c->numbers.letters;
		c->guessed = !c->numbers.letters;
	}
	c->numbers.n = 0;
}

static void
columns_tell(
    const struct format_use *use, unsigned shift, struct trace_facts *facts)
{
	numbers_tell(use, shift, facts);
}

const struct trace_format trace_format_columns = {
	.name = "columns",
	.summary = "fields in any order, as the parameters say",
	.carries = CARRIES_WRITES | CARRIES_FETCHES | CARRIES_SIZES |
		   CARRIES_PAGES | CARRIES_PIDS | CARRIES_TIME,
	.by_name = true,
	.params = params,
	.params_size = sizeof(struct columns_params),
	.state_size = sizeof(struct columns),
	.open = columns_open,
	.look = columns_look,
	.tell = columns_tell,
	.line = columns_line,
	.bulk = columns_bulk,
	.encoder = &columns_encoder,
};
