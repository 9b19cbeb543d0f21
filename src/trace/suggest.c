/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looking at lines of no format known.
 *
 * A reader does what a message suggests, so a suggestion must not lead to
 * another silent misreading: where fields are left out it names them, and where
 * no column can be the address it suggests none.
 */
#include "trace/suggest.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "trace/fields.h"
#include "trace/line.h"

/* Lines and fields that are looked at. */
#define LINES  64
#define FIELDS 16

struct word {
	const char *p, *end;
};

/* A field over all lines. */
struct column {
	unsigned numbers; /* lines where it is a number */
	unsigned ops;     /* where it may name an operation */
	unsigned changes; /* where it is another number than before */
	unsigned rises;   /* where it is larger than before */
	bool letters;     /* it had a digit a to f, or 0x */
	size_t length;    /* characters of its numbers */
	uint64_t last;
};

struct lines {
	struct column column[FIELDS];
	unsigned n;       /* lines with a number */
	unsigned lists;   /* of these, lines of numbers alone, at least three */
	unsigned width;   /* fields of each line; 0: it differs */
	unsigned grouped; /* lines with a number as 12,345 */
	bool strings;     /* a line is like a reference string */
	unsigned nonblank; /* lines */
};

/* Whether the word may name an operation: "R", "store". */
static bool
is_operation(struct word w)
{
	const char *p = w.p;

	while (p < w.end && isalpha((unsigned char)*p))
		p++;
	return (p == w.end && p > w.p && p - w.p <= 6 &&
		strchr("RLWSMIXF", toupper((unsigned char)*w.p)) != NULL);
}

/* Whether the word is a number in either base; *letters: not in decimal. */
static bool
is_number(struct word w, uint64_t *value, bool *letters)
{
	const char *p = w.p, *start;
	bool prefix = field_prefix_0x(&p, w.end), digit = false;

	start = p;
	*letters = prefix;
	if (field_hex(&p, w.end, value) == FIELD_NONE || p != w.end)
		return (false);
	for (p = start; p < w.end; p++) {
		digit |= isdigit((unsigned char)*p) != 0;
		*letters |= !isdigit((unsigned char)*p);
	}
	return (digit);
}

/* The words of a line, as the format columns separates them. */
static unsigned
split_line(const char *s, const char *end, struct word to[FIELDS])
{
	static const char blanks[] = " \t\r", separators[] = ",;:";
	unsigned n = 0;

	while (s < end && n < FIELDS) {
		const char *quote = NULL;

		while (s < end && strchr(blanks, *s) != NULL)
			s++;
		if (s < end && *s == '"')
			quote = memchr(s + 1, '"', (size_t)(end - s - 1));
		if (quote != NULL) {
			to[n++] = (struct word){ s + 1, quote };
			s = quote + 1;
		} else {
			to[n].p = s;
			while (s < end && strchr(blanks, *s) == NULL &&
			       strchr(separators, *s) == NULL)
				s++;
			to[n++].end = s;
		}
		while (s < end && strchr(blanks, *s) != NULL)
			s++;
		s += s < end && strchr(separators, *s) != NULL;
	}
	return (n);
}

/* Does a line hold three numbers as of pages, or three names of one letter, and
 * no address and no operation beside numbers? */
static bool
is_string_line(const char *s, const char *end)
{
	unsigned numbers = 0, letters = 0;

	while (s < end) {
		const char *from = s;
		size_t digits = 0;

		while (s < end && isalnum((unsigned char)*s))
			digits += isdigit((unsigned char)*s++) != 0;
		if (s == from) {
			s++;
			continue;
		}
		if (digits > 6 || (digits > 0 && digits < (size_t)(s - from)))
			return (false);
		numbers += digits > 0;
		letters += digits == 0 && s - from == 1;
	}
	return (numbers >= 3 ? letters == 0 : letters >= 3 && numbers == 0);
}

/* Whether the line has a number with commas between its thousands. */
static bool
has_thousands(const char *s, const char *end)
{
	while (s < end) {
		const char *from = s;
		bool grouped = false;

		while (s < end && isdigit((unsigned char)*s))
			s++;
		if (s == from) {
			s++;
			continue;
		}
		for (bool more = s - from <= 3 && *from != '0';
		     more && s < end && *s == ',';) {
			from = s + 1;
			for (s = from; s < end && isdigit((unsigned char)*s);)
				s++;
			more = s - from == 3;
			grouped = more;
		}
		if (grouped)
			return (true);
	}
	return (false);
}

static void
add_number(struct column *c, struct word w, uint64_t value, bool letters)
{
	if (c->numbers++ > 0) {
		c->changes += value != c->last;
		c->rises += value > c->last;
	}
	c->last = value;
	c->letters |= letters;
	c->length += (size_t)(w.end - w.p);
}

static void
add_line(struct lines *l, const char *s, const char *end)
{
	struct word word[FIELDS];
	unsigned n = split_line(s, end, word), numbers = 0;
	uint64_t value;
	bool letters;

	for (unsigned i = 0; i < n; i++)
		numbers += is_number(word[i], &value, &letters);
	if (numbers == 0)
		return;
	for (unsigned i = 0; i < n; i++)
		if (is_number(word[i], &value, &letters))
			add_number(&l->column[i], word[i], value, letters);
		else if (is_operation(word[i]))
			l->column[i].ops++;
	l->width = l->n == 0 || l->width == n ? n : 0;
	l->lists += numbers == n && n >= 3;
	l->grouped += has_thousands(s, end);
	l->n++;
}

static void
read_lines(struct lines *l, const struct trace_head *head)
{
	const char *p = head->p, *s, *end;

	*l = (struct lines){ 0 };
	while (l->nonblank < LINES && line_next(head, &p, &s, &end)) {
		if (s == end || *s == '#' || *s == ';')
			continue;
		l->strings |= l->nonblank++ < 8 && is_string_line(s, end);
		add_line(l, s, end);
	}
}

/* A number in most lines. */
static bool
is_column(const struct lines *l, const struct column *c)
{
	return (c->numbers > 0 && c->numbers >= l->n - l->n / 2);
}

/* The same in all lines, or growing from each to the next, as a time. */
static bool
is_dull(const struct column *c)
{
	return (
	    c->numbers >= 3 && (c->changes == 0 || c->rises == c->numbers - 1));
}

/* Whether a is more likely the address than b. */
static bool
is_better(const struct column *a, const struct column *b)
{
	if (is_dull(a) != is_dull(b))
		return (!is_dull(a));
	if (a->letters != b->letters)
		return (a->letters);
	if (a->length != b->length)
		return (a->length > b->length);
	return (a->changes > b->changes);
}

/* "columns:addr=2,op=1"; *rest: the fields of numbers that it leaves out. */
static void
guess_columns(
    const struct lines *l, char *buf, size_t size, char *rest, size_t nrest)
{
	const struct column *addr = NULL, *op = NULL;
	size_t len = 0;

	for (const struct column *c = l->column; c < l->column + FIELDS; c++) {
		if (is_column(l, c)) {
			if (addr == NULL || is_better(c, addr))
				addr = c;
		} else if (c->ops >= l->n - l->n / 2 && c->ops > 0 &&
			   (op == NULL || c->ops > op->ops)) {
			op = c;
		}
	}
	rest[0] = '\0';
	snprintf(buf, size,
	    op != NULL ? "columns:addr=%td,op=%td" : "columns:addr=%td",
	    addr != NULL ? addr - l->column + 1 : 1,
	    op != NULL ? op - l->column + 1 : 0);
	for (const struct column *c = l->column; c < l->column + FIELDS; c++)
		if (c != addr && is_column(l, c) && len < nrest)
			len += (size_t)snprintf(rest + len, nrest - len,
			    "%s%td", len > 0 ? ", " : "", c - l->column + 1);
}

/* Several hexadecimal numbers a line, without columns. */
static bool
is_hex_list(const struct lines *l)
{
	bool letters = l->n > 0 && l->lists == l->n;

	for (unsigned i = 0; i < l->width && l->n > 1; i++)
		letters &= l->column[i].letters;
	return (letters);
}

/* Text that is no list of lines. */
static bool
is_document(const struct trace_head *head)
{
	const char *p = head->p, *end = p + head->n;

	while (p < end && isspace((unsigned char)*p))
		p++;
	return (
	    p < end &&
	    (*p == '<' || ((*p == '{' || *p == '[') &&
			      memmem(p, (size_t)(end - p), "\":", 2) != NULL)));
}

void
suggest_format(
    const struct trace_head *head, const char *known, struct err *err)
{
	struct err_where at = { .file = head->file };
	char columns[48], rest[80], more[160] = "";
	struct lines l;

	read_lines(&l, head);
	if (is_document(head)) {
		err_at(err, ERR_TRACE, &at,
		    "is JSON, XML or HTML, in no format known; print lines of "
		    "an address and an operation from it, such as 7fff0018 R");
		return;
	}
	if (l.strings || is_hex_list(&l)) {
		err_at(err, ERR_TRACE, &at,
		    "its lines are in no format known; a reference string has "
		    "numbers of pages, blanks or commas between them and "
		    "nothing else (lines that begin with # are comments); "
		    "--format %s leaves out what is none and tells how much "
		    "that was",
		    l.strings ? "refs" : "refs:base=16");
		err_excerpt(err, head->p, head->n);
		return;
	}
	guess_columns(&l, columns, sizeof(columns), rest, sizeof(rest));
	if (rest[0] != '\0')
		snprintf(more, sizeof(more),
		    "; it leaves out the numbers of field %s, which may be "
		    "pid, size, time or op",
		    rest);
	err_at(err, ERR_TRACE, &at,
	    "its lines are in no format known; say what their fields are, "
	    "such as --format %s, or name their format (never guessed are: "
	    "%s; all: pagerace list formats)%s%s",
	    columns, known, more,
	    l.n > 0 && l.grouped == l.n
		? "; commas between thousands have to be taken out"
		: "");
	err_excerpt(err, head->p, head->n);
}
