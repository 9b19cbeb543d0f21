/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lirs: one decimal page number a line; lines of '*' separate parts.
 *
 * Source: the traces of Jiang and Zhang, LIRS, SIGMETRICS 2002.  It is also the
 * shortest way to write a reference string by hand.  Every reference is a read.
 */
#include "formats/lists.h"
#include "formats/numbers.h"

static enum record_kind
lirs_line(void *state, const char *s, const char *end, struct record *rec)
{
	struct numbers *n = state;
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
	f = numbers_field(n, &p, end, &page);
	if (f == FIELD_NONE)
		return (record_malformed(rec, p, numbers_why(n)));
	field_blanks(&p, end);
	if (p != end)
		return (record_malformed(rec, p, WHY_MORE));
	if (f == FIELD_OVER)
		return (record_fatal(rec, start, numbers_why_over(n)));
	return (numbers_access(n, rec, start, page, ACCESS_READ));
}

static unsigned
lirs_probe(const struct format_use *use, const struct trace_head *head)
{
	return (list_probe(use, head, LIST_SINGLE));
}

const struct trace_format trace_format_lirs = {
	.name = "lirs",
	.summary = "one decimal page number per line, as in the LIRS traces",
	.carries = CARRIES_PAGES,
	.probe = lirs_probe,
	.params = numbers_pages,
	.params_size = sizeof(struct number_spec),
	.state_size = sizeof(struct numbers),
	.open = numbers_open,
	.tell = numbers_tell,
	.line = lirs_line,
};
