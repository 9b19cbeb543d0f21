/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finding out whether numbers could have been meant otherwise.
 */
#include "formats/numbers.h"

#include <stdlib.h>

const char *const number_bases[] = {
	[BASE_10] = "10",
	[BASE_16] = "16",
	[BASE_AUTO] = NULL,
};
const char *const number_units[] = {
	[UNIT_BYTE] = "byte",
	[UNIT_PAGE] = "page",
	NULL,
};

const struct param numbers_hex[] = {
	{ "base", PARAM_CHOICE, offsetof(struct number_spec, base), "16", 0, 0,
	    number_bases, NULL, "of addresses without 0x" },
	{ "unit", PARAM_CHOICE, offsetof(struct number_spec, unit), "byte", 0,
	    0, number_units, NULL, "addresses of bytes, or page numbers" },
	{ .name = NULL },
};

const struct param numbers_decimal[] = {
	{ "base", PARAM_CHOICE, offsetof(struct number_spec, base), "10", 0, 0,
	    number_bases, NULL, "of addresses without 0x" },
	{ "unit", PARAM_CHOICE, offsetof(struct number_spec, unit), "byte", 0,
	    0, number_units, NULL, "addresses of bytes, or page numbers" },
	{ .name = NULL },
};

const struct param numbers_pages[] = {
	{ "base", PARAM_CHOICE, offsetof(struct number_spec, base), "10", 0, 0,
	    number_bases, NULL, "of numbers without 0x" },
	{ "unit", PARAM_CHOICE, offsetof(struct number_spec, unit), "page", 0,
	    0, number_units, NULL, "addresses of bytes, or page numbers" },
	{ .name = NULL },
};

/* Below this all addresses of a program would be in its first megabyte, where
 * few systems place one. */
#define LOW_ADDRESS (UINT64_C(1) << 20)
/* No program has data below this: a null pointer would reach it. */
#define FIRST_PAGE 4096
/* No program has so many pages of 4 KiB: its addresses have at most 57 bits. */
#define MANY_PAGES (UINT64_C(1) << 45)
/* Fewer numbers are no sign. */
#define FEW  8
#define SOME 64

int
numbers_open(void *state, const void *params, not_used struct err *err)
{
	struct numbers *n = state;
	const struct number_spec *spec = params;

	n->hex = spec->base == BASE_16;
	n->by_page = spec->unit == UNIT_PAGE;
	return (0);
}

static int
compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return ((x > y) - (x < y));
}

/* The number that the same digits are in the other base. */
static uint64_t
reread(uint64_t v, bool hex)
{
	uint64_t from = hex ? 16 : 10, to = hex ? 10 : 16, scale = 1, sum = 0;

	for (; v > 0; v /= from, scale *= to)
		sum += v % from * scale;
	return (sum);
}

/* What the kept numbers, sorted, are like. */
struct likeness {
	uint64_t numbers; /* different ones */
	uint64_t pages;   /* different ones, if they are addresses of bytes */
	uint64_t words;   /* different ones that are multiples of four */
	uint64_t span;    /* from the lowest to the highest */
	uint64_t highest;
	bool stated;       /* their base was given */
	bool aligned;      /* all are multiples of 4096 */
	bool base_matters; /* in the other base other ones share a page */
};

static void
examine(const uint64_t *v, size_t n, const struct numbers *of, unsigned shift,
    struct likeness *out)
{
	*out = (struct likeness){
		.aligned = true, .span = v[n - 1] - v[0], .highest = v[n - 1]
	};
	for (size_t i = 0; i < n; i++) {
		bool new = i == 0 || v[i] != v[i - 1];
		bool new_page = i == 0 || v[i] >> shift != v[i - 1] >> shift;

		if (!new)
			continue;
		out->numbers++;
		out->pages += new_page;
		out->words += v[i] % 4 == 0;
		out->aligned &= v[i] % 4096 == 0;
		out->base_matters |=
		    i > 0 &&
		    new_page != (reread(v[i], of->hex) >> shift !=
				    reread(v[i - 1], of->hex) >> shift);
	}
}

/*
 * Page numbers that as addresses would have a much smaller footprint are those
 * of a program only if they are close together; a list of addresses uses few
 * bytes of each page.
 */
static bool
may_be_bytes(const struct likeness *l)
{
	return (l->numbers >= FEW && l->pages <= l->numbers / 2 &&
		l->numbers < l->span / 4);
}

/* Addresses of bytes that are all in the first page; or all low, unless half of
 * them are multiples of four; or, anywhere, as few of them as of any numbers.
 */
static bool
may_be_pages(const struct likeness *l)
{
	uint64_t most = l->highest < LOW_ADDRESS ? 2 : 3;

	if (l->highest < FIRST_PAGE && !l->stated)
		return (l->numbers > 1);
	if (l->numbers < FEW || l->pages > l->numbers / 4 ||
	    l->highest >= MANY_PAGES)
		return (false);
	return (l->numbers < SOME ? most == 2 : l->words < l->numbers / most);
}

void
numbers_tell(
    const struct format_use *use, unsigned shift, struct trace_facts *facts)
{
	struct numbers *n = use->state;
	size_t kept = n->n < NUMBERS_KEPT ? (size_t)n->n : NUMBERS_KEPT;
	struct likeness like;

	if (kept == 0)
		return;
	qsort(n->kept, kept, sizeof(n->kept[0]), compare);
	examine(n->kept, kept, n, shift, &like);
	like.stated = format_given(use, "base");
	/* Of many hexadecimal numbers one has a letter. */
	if (!n->letters && !n->by_page && !like.stated &&
	    (n->hex || like.numbers < SOME) &&
	    (like.base_matters || kept < n->n))
		facts->assumed_base = n->hex ? "16" : "10";
	facts->reduced |= !n->by_page && like.aligned && kept >= SOME;
	if (!format_given(use, "unit") &&
	    (n->by_page ? may_be_bytes(&like) : may_be_pages(&like)))
		facts->assumed_unit = n->by_page ? "page" : "byte";
}
