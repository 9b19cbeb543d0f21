/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * arc: "230027 8 0 0" is the first page, the number of pages, a number that is
 * not used, and the number of the request, all decimal.
 *
 * Source: the traces of Megiddo and Modha, ARC, FAST 2003, where a page is a
 * block of 512 bytes.  A request for n pages is n reads in rising order.
 */
#include "formats/lists.h"
#include "formats/plain_tables.h"

/* Pages in one request.  The largest in the published traces is below 2^12;
 * a number of twenty digits is a damaged line and no request. */
#define REQUEST_PAGES_MAX (UINT64_C(1) << 24)
#define FIELDS            4

struct arc {
	struct numbers numbers;
	bool doubtful; /* may be reference strings */
	bool prefix;   /* lines that are read in bulk have 0x */
};

static enum record_kind
arc_line(void *state, const char *s, const char *end, struct record *rec)
{
	struct arc *arc = state;
	uint64_t value[FIELDS];
	const char *at[FIELDS], *p = s;
	bool over[FIELDS];

	for (int i = 0; i < FIELDS; i++) {
		enum field f;

		field_blanks(&p, end);
		at[i] = p;
		f = i == 0 ? numbers_field(&arc->numbers, &p, end, &value[i])
			   : field_decimal(&p, end, &value[i]);
		if (f == FIELD_NONE || !field_ends(p, end))
			return (record_malformed(rec, p,
			    "four decimal numbers belong here: first page, "
			    "pages, ignored, request"));
		over[i] = f == FIELD_OVER;
	}
	field_blanks(&p, end);
	if (p != end)
		return (record_malformed(rec, p, WHY_MORE));
	if (over[0])
		return (
		    record_fatal(rec, at[0], numbers_why_over(&arc->numbers)));
	if (over[1] || value[1] > REQUEST_PAGES_MAX)
		return (record_fatal(
		    rec, at[1], "a request of more than 16777216 pages"));
	if (value[1] == 0)
		return (record_malformed(
		    rec, at[1], "a request has at least one page"));
	numbers_access(&arc->numbers, rec, at[0], value[0], ACCESS_READ);
	if (!arc->numbers.by_page)
		return (record_size(rec, at[1], value[1]));
	rec->pages = value[1];
	return (RECORD_ACCESS);
}

static void
arc_layout(
    void *how, const char *p, not_used const char *end, struct plain_layout *l)
{
	struct arc *arc = how;

	arc->prefix = p[0] == '0' && p[1] == 'x';
	*l = (struct plain_layout){ .separator = ' ',
		.columns = FIELDS,
		.column = { [0] = { .kind = arc->prefix || arc->numbers.hex
						? PLAIN_HEX
						: PLAIN_DECIMAL,
				.prefix = arc->prefix },
		    [1] = { .kind = PLAIN_DECIMAL },
		    [2] = { .kind = PLAIN_DECIMAL_UNUSED },
		    [3] = { .kind = PLAIN_DECIMAL_UNUSED } } };
}

static void
arc_make(not_used void *how, struct plain_table *t, struct plain_accesses *a,
    not_used bool timed)
{
	for (unsigned i = 0; i < t->rows; i++) {
		if (unlikely(t->value[1][i] - 1 >= REQUEST_PAGES_MAX))
			t->rows = i;
		a->half[i] = (uint32_t)ACCESS_READ << PLAIN_OP;
	}
	a->addr = t->value[0];
	if (a->by_page)
		a->pages = t->value[1];
	else
		a->size = t->value[1];
}

static void
arc_took(void *how, const struct plain_table *t, unsigned rows)
{
	struct arc *arc = how;

	plain_see_letters(&arc->numbers, t, 0, rows, arc->prefix);
}

static void
arc_bulk(void *state, struct window *w, struct sink *to)
{
	const struct plain_rows rows = { .layout = arc_layout,
		.make = arc_make,
		.took = arc_took,
		.how = state,
		.n = state };

	plain_take_rows(&rows, w, to);
}

static unsigned
arc_probe(const struct format_use *use, const struct trace_head *head)
{
	return (list_probe(use, head, LIST_REQUESTS));
}

static void
arc_look(const struct format_use *use, const struct trace_head *head)
{
	struct arc *arc = use->state;

	arc->doubtful =
	    use->given == NULL && list_doubtful(head, LIST_REQUESTS);
}

/* Blocks of a disk are no addresses, whatever their numbers are. */
static void
arc_tell(const struct format_use *use, not_used unsigned shift,
    struct trace_facts *facts)
{
	const struct arc *arc = use->state;

	facts->assumed_list = arc->doubtful ? "arc" : NULL;
}

const struct trace_format trace_format_arc = {
	.name = "arc",
	.summary = "first page, count, ignored, number, as in the ARC traces",
	.carries = CARRIES_PAGES,
	.probe = arc_probe,
	.params = numbers_pages,
	.params_size = sizeof(struct number_spec),
	.state_size = sizeof(struct arc),
	.open = numbers_open,
	.look = arc_look,
	.tell = arc_tell,
	.line = arc_line,
	.bulk = arc_bulk,
};
