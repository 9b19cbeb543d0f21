/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lirs: one decimal page number a line; lines of '*' separate parts.
 *
 * Source: the traces of Jiang and Zhang, LIRS, SIGMETRICS 2002.  It is also the
 * shortest way to write a reference string by hand.  Every reference is a read.
 */
#include "trace/fields.h"

static enum record_kind
lirs_line(
    not_used void *state, const char *s, const char *end, struct record *rec)
{
	const char *p = s, *start;
	enum field f;
	uint64_t page;

	while (p < end && *p == '*')
		p++;
	if (p == end)
		return (RECORD_OURS);
	p = s;
	field_blanks(&p, end);
	start = p;
	f = field_decimal(&p, end, &page);
	if (f == FIELD_NONE)
		return (record_malformed(rec, p, WHY_PAGE));
	field_blanks(&p, end);
	if (p != end)
		return (record_malformed(rec, p, WHY_MORE));
	if (f == FIELD_OVER)
		return (record_fatal(rec, start, WHY_PAGE_OVER));
	record_access(rec, page, ACCESS_READ);
	rec->pages = 1;
	rec->at = start;
	return (RECORD_ACCESS);
}

const struct trace_format trace_format_lirs = {
	.name = "lirs",
	.summary = "one decimal page number per line, as in the LIRS traces",
	.carries = CARRIES_PAGES,
	.line = lirs_line,
};
