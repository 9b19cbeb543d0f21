/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The addresses and page numbers of a text trace: their base, their unit, and
 * whether they could have been meant otherwise.
 *
 * A file does not say whether 4096 is decimal or hexadecimal, a byte or a page.
 * Each format has its own reading, which the parameters base and unit change.
 * The first numbers are kept, so that at the end it can be said whether the
 * other reading is as likely and gives other pages; where a parameter was given
 * there is no doubt.
 *
 * The state of a format that uses this begins with struct numbers, and its
 * parameters with struct number_spec.
 */
#ifndef FORMATS_NUMBERS_H
#define FORMATS_NUMBERS_H

#include <stdbool.h>

#include "model/study.h"
#include "trace/fields.h"
#include "trace/format.h"

enum number_base { BASE_10, BASE_16, BASE_AUTO };
enum number_unit { UNIT_BYTE, UNIT_PAGE };

struct number_spec {
	int base; /* enum number_base */
	int unit; /* enum number_unit */
};

/* Rows of both for formats of hexadecimal and of decimal addresses, and of page
 * numbers. */
extern const struct param numbers_hex[], numbers_decimal[], numbers_pages[];
extern const char *const number_bases[], *const number_units[];

/* Numbers that are kept. */
#define NUMBERS_KEPT 16384

struct numbers {
	bool hex;     /* without 0x they are hexadecimal */
	bool by_page; /* they are page numbers */
	bool letters; /* one had a digit a to f, or 0x */
	bool now;     /* the one that was read last had */
	uint64_t n;   /* numbers in all, fetches not counted */
	uint64_t kept[NUMBERS_KEPT];
};

/* As trace_format.open. */
int numbers_open(void *state, const void *params, struct err *err);
/* As trace_format.tell. */
void numbers_tell(
    const struct format_use *use, unsigned shift, struct trace_facts *facts);

/* Whether [s, end) has a digit that is not decimal. */
static inline bool
numbers_letters(const char *s, const char *end)
{
	while (s < end && (unsigned)*s - '0' < 10)
		s++;
	return (s < end);
}

/* Reads an address or a page number, as the functions of fields.h do. */
static inline enum field
numbers_field(struct numbers *n, const char **p, const char *end, uint64_t *v)
{
	bool prefix = field_prefix_0x(p, end);
	const char *s = *p;
	enum field f =
	    prefix || n->hex ? field_hex(p, end, v) : field_decimal(p, end, v);

	if (!n->letters)
		n->now = prefix || numbers_letters(s, *p);
	return (f);
}

/* Puts an access to it into the record; at: its position. */
static inline enum record_kind
numbers_access(struct numbers *n, struct record *rec, const char *at,
    uint64_t v, enum access_op op)
{
	n->letters |= n->now;
	if (op != ACCESS_FETCH && n->n++ < NUMBERS_KEPT)
		n->kept[n->n - 1] = v;
	record_access(rec, v, op);
	rec->pages = n->by_page;
	rec->at = at;
	return (RECORD_ACCESS);
}

/* What belongs where none is. */
static inline const char *
numbers_why(const struct numbers *n)
{
	if (n->by_page)
		return (n->hex ? "a page number in hexadecimal belongs here"
			       : WHY_PAGE);
	return (n->hex ? WHY_ADDRESS : "an address in decimal belongs here");
}

static inline const char *
numbers_why_over(const struct numbers *n)
{
	if (n->hex && !n->letters && !n->now)
		return ("a number beyond 64 bits in hexadecimal (if it is "
			"decimal, give base=10)");
	return (n->by_page ? WHY_PAGE_OVER : WHY_OVER);
}

/* Takes the field at *p and the blanks behind it.  Returns RECORD_ACCESS, or
 * what the record is where the field is no address or page number. */
static inline enum record_kind
numbers_take(struct numbers *n, struct record *rec, const char **p,
    const char *end, uint64_t *v)
{
	const char *start = *p;
	enum field f = numbers_field(n, p, end, v);

	if (f == FIELD_NONE || !field_ends(*p, end))
		return (record_malformed(rec, *p, numbers_why(n)));
	if (f == FIELD_OVER)
		return (record_fatal(rec, start, numbers_why_over(n)));
	field_blanks(p, end);
	return (RECORD_ACCESS);
}

#endif
