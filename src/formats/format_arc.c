/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * "230027 8 0 0": the first page, how many, a number nobody reads, and the
 * request's own number; all decimal.
 *
 * The format of the traces of Megiddo and Modha, ARC, FAST 2003, where a page
 * is a block of 512 bytes.  A request of n pages is n references, in rising
 * order, reads all of them.
 */
#include "trace/fields.h"
#include "trace/format.h"

/* Pages in one request.  The largest in the published traces is below 2^12;
 * a number of twenty digits is a damaged line and no request. */
#define REQUEST_PAGES_MAX (UINT64_C(1) << 24)
#define FIELDS            4

static enum line_kind
arc_line(const char *s, const char *end, struct record *rec)
{
	uint64_t value[FIELDS];
	const char *at[FIELDS], *p = s;
	bool over[FIELDS];

	for (int i = 0; i < FIELDS; i++) {
		enum field f;

		field_blanks(&p, end);
		at[i] = p;
		f = field_decimal(&p, end, &value[i]);
		if (f == FIELD_NONE || !field_ends(p, end))
			return (line_malformed(rec, p,
			    "four decimal numbers belong here: first page, "
			    "pages, ignored, request"));
		over[i] = f == FIELD_OVER;
	}
	field_blanks(&p, end);
	if (p != end)
		return (line_malformed(rec, p, WHY_MORE));
	if (over[0])
		return (line_fatal(rec, at[0], WHY_PAGE_OVER));
	if (over[1] || value[1] > REQUEST_PAGES_MAX)
		return (line_fatal(
		    rec, at[1], "a request of more than 16777216 pages"));
	if (value[1] == 0)
		return (line_malformed(
		    rec, at[1], "a request has at least one page"));
	line_access(rec, value[0], ACCESS_READ);
	rec->pages = value[1];
	rec->at = at[0];
	return (LINE_ACCESS);
}

const struct trace_format trace_format_arc = {
	.name = "arc",
	.summary = "first page, count, ignored, number, as the ARC traces",
	.line = arc_line,
};
