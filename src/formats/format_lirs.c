/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One decimal page number a line; lines of '*' separate parts.
 *
 * The format of the traces of Jiang and Zhang, LIRS, SIGMETRICS 2002, and the
 * plainest way to write down a reference string.  Every reference is a read.
 */
#include "trace/fields.h"
#include "trace/format.h"

static enum line_kind
lirs_line(const char *s, const char *end, struct record *rec)
{
	const char *p = s, *start;
	enum field f;
	uint64_t page;

	while (p < end && *p == '*')
		p++;
	if (p == end)
		return (LINE_OURS);
	p = s;
	field_blanks(&p, end);
	start = p;
	f = field_decimal(&p, end, &page);
	if (f == FIELD_NONE)
		return (line_malformed(rec, p, WHY_PAGE));
	field_blanks(&p, end);
	if (p != end)
		return (line_malformed(rec, p, WHY_MORE));
	if (f == FIELD_OVER)
		return (line_fatal(rec, start, WHY_PAGE_OVER));
	line_access(rec, page, ACCESS_READ);
	rec->pages = 1;
	rec->at = start;
	return (LINE_ACCESS);
}

const struct trace_format trace_format_lirs = {
	.name = "lirs",
	.summary = "one decimal page number a line, as the LIRS traces",
	.line = lirs_line,
};
