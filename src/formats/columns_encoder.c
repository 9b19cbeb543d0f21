/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writing format columns: with the parameters of the reader, so that it reads
 * what was written as the same accesses.  Fields that mean nothing are 0.
 *
 * Words, separators and bases can be such that a line is not read as it was
 * meant (read=W, delim=0), so a line of each operation is read when the encoder
 * is opened.
 */
#include "formats/column_fields.h"
#include "formats/columns.h"
#include "formats/print.h"

/* Bytes of the words of an operation. */
#define WORD_BYTES 32
/* A line: 255 fields, those with a number or a word among them. */
#define LINE_BYTES (2 * 255 + ROLES * (PRINT_MAX + WORD_BYTES))

struct writing {
	struct columns columns; /* a reader */
	unsigned shift;         /* log2 of the page size */
	char delim;
	enum role role[256]; /* by field; ROLES: none */
	char word[ACCESS_FETCH + 1][WORD_BYTES];
};

/* The first word of "R|read|0", or the letter. */
static int
set_word(struct writing *w, unsigned op, const char *words, struct err *err)
{
	static const char letter[] = { 'R', 'W', 'M', 'X' };
	size_t n = words == NULL ? 1 : strcspn(words, "|");

	if (n == 0 || n >= WORD_BYTES)
		return (err_set(err, ERR_USAGE,
		    "trace format columns: a word of 1 to %d characters "
		    "belongs before the first '|' of '%.40s'",
		    WORD_BYTES - 1, words));
	memcpy(w->word[op], words == NULL ? &letter[op] : words, n);
	return (0);
}

static char *
print_addr(
    const struct columns_params *p, unsigned shift, vaddr_t addr, char *to)
{
	struct number_spec spec = p->number;

	/* With 0x it is hexadecimal in any case. */
	if (spec.base == BASE_AUTO) {
		to = stpcpy(to, "0x");
		spec.base = BASE_16;
	}
	return (print_place(to, &spec, addr, shift, 1));
}

/* The time in its unit, with decimals where it has some. */
static char *
print_time(const struct columns_params *p, uint64_t time, char *to)
{
	uint64_t unit = columns_time_ns(p), part = time % unit;

	to = print_decimal(to, time / unit);
	if (p->time_unit == TIME_PS && time > 0)
		return (stpcpy(to, "000"));
	if (part == 0)
		return (to);
	*to++ = '.';
	for (; part > 0; part %= unit) {
		unit /= 10;
		*to++ = (char)('0' + part / unit);
	}
	return (to);
}

/* One line, without its end. */
static char *
print_line(
    const struct writing *w, const struct access *a, uint64_t time, char *to)
{
	const struct columns_params *p = w->columns.params;

	for (unsigned i = 1; i <= w->columns.last; i++) {
		if (i > 1)
			*to++ = w->delim;
		switch (w->role[i]) {
		case ROLE_ADDR:
			to = print_addr(p, w->shift, a->addr, to);
			break;
		case ROLE_OP:
			to = stpcpy(to, w->word[a->op]);
			break;
		case ROLE_PID:
			to = print_decimal(to, a->pid);
			break;
		case ROLE_SIZE:
			to = print_decimal(
			    to, p->number.unit == UNIT_PAGE ? 1 : a->size);
			break;
		case ROLE_TIME:
			/* An empty field is none, but not among blanks. */
			if (time != NO_TIME || w->delim == ' ')
				to = print_time(
				    p, time == NO_TIME ? 0 : time, to);
			break;
		case ROLES:
			*to++ = '0';
			break;
		}
	}
	return (to);
}

/* Whether a line is read as it was written. */
static int
try_line(struct writing *w, unsigned op, struct err *err)
{
	bool pages = w->columns.params->number.unit == UNIT_PAGE;
	const struct access a = { UINT64_C(0x123456789abcdef0) &
				      (UINT64_MAX << w->shift),
		123456789, 12345678, op & 7 };
	const uint64_t time = UINT64_C(1234567890123456789);
	const uint64_t *field = w->columns.params->field;
	char line[LINE_BYTES], *end = print_line(w, &a, time, line);
	struct record rec = { .time = NO_TIME };

	if (line[0] != '#' && line[0] != ';' &&
	    columns_line(&w->columns, line, end, &rec) == RECORD_ACCESS &&
	    rec.access.addr == (pages ? a.addr >> w->shift : a.addr) &&
	    (field[ROLE_OP] == 0 || rec.access.op == op) &&
	    (field[ROLE_PID] == 0 || rec.access.pid == a.pid) &&
	    (field[ROLE_SIZE] == 0 || pages || rec.access.size == a.size) &&
	    (field[ROLE_TIME] == 0 || rec.time == time))
		return (0);
	return (err_set(err, ERR_USAGE,
	    "trace format columns: with these words and this delim what is "
	    "written cannot be read again: '%.*s'",
	    (int)(end - line < 60 ? end - line : 60), line));
}

static int
encode_open(void *state, const void *params, const struct trace_origin *origin,
    struct err *err)
{
	struct writing *w = state;
	const struct columns_params *p = params;

	if (columns_open(&w->columns, params, err) != 0)
		return (-1);
	/* The reader finds that out from the file. */
	w->columns.numbers.hex |= p->number.base == BASE_AUTO;
	w->shift = (unsigned)__builtin_ctzll(origin->page_size);
	w->delim = w->columns.delim == '\0' ? ',' : w->columns.delim;
	for (unsigned i = 0; i < 256; i++)
		w->role[i] = ROLES;
	for (unsigned i = 0; i < ROLES; i++)
		if (p->field[i] > 0)
			w->role[p->field[i]] = (enum role)i;
	for (unsigned op = ACCESS_READ; op <= ACCESS_FETCH; op++)
		if (set_word(w, op, p->words[op], err) != 0 ||
		    try_line(w, op, err) != 0)
			return (-1);
	return (0);
}

/* As many lines as the reader leaves out: the names of the fields. */
static int
encode_begin(void *state, FILE *to, not_used struct err *err)
{
	static const char *const name[] = { "addr", "op", "pid", "size", "time",
		"-" };
	const struct writing *w = state;

	for (uint64_t k = 0; k < w->columns.params->header; k++)
		for (unsigned i = 1; i <= w->columns.last; i++)
			fprintf(to, "%s%c", name[w->role[i]],
			    i < w->columns.last ? w->delim : '\n');
	return (0);
}

static int
encode_accesses(void *state, const struct access *a, const uint64_t *time,
    size_t n, FILE *to, not_used struct err *err)
{
	const struct writing *w = state;
	char line[LINE_BYTES], *end;

	for (size_t i = 0; i < n; i++) {
		end = print_line(
		    w, &a[i], time != NULL ? time[i] : NO_TIME, line);
		*end++ = '\n';
		fwrite(line, (size_t)(end - line), 1, to);
	}
	return (0);
}

static unsigned
encode_keeps(const void *params)
{
	const struct columns_params *p = params;
	const uint64_t *field = p->field;
	unsigned keeps = 0;

	if (field[ROLE_OP] > 0)
		keeps |= CARRIES_WRITES | CARRIES_FETCHES;
	if (field[ROLE_PID] > 0)
		keeps |= CARRIES_PIDS;
	if (field[ROLE_SIZE] > 0)
		keeps |= CARRIES_SIZES;
	if (field[ROLE_TIME] > 0)
		keeps |= CARRIES_TIME;
	return (print_keeps(params, keeps));
}

const struct trace_encoder columns_encoder = {
	.keeps = encode_keeps,
	.state_size = sizeof(struct writing),
	.open = encode_open,
	.begin = encode_begin,
	.accesses = encode_accesses,
};
