/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lirs: one decimal page number a line; lines of '*' separate parts.
 *
 * Source: the traces of Jiang and Zhang, LIRS, SIGMETRICS 2002.  It is also the
 * shortest way to write a reference string by hand.  Every reference is a read.
 */
#include "formats/lists.h"
#include "formats/plain_shape.h"
#include "formats/print.h"

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

static const struct plain_shape shape = { .field = { PLAIN_ADDR }, .size = 1 };

static void
lirs_bulk(void *state, struct window *w, struct sink *to)
{
	plain_shape(&shape, state, w, to);
}

static unsigned
lirs_probe(const struct format_use *use, const struct trace_head *head)
{
	return (list_probe(use, head, LIST_SINGLE));
}

static int
lirs_write(void *state, const struct access *a, not_used const uint64_t *time,
    size_t n, FILE *to, not_used struct err *err)
{
	const struct print_state *s = state;
	char line[PRINT_MAX + 1], *p;

	for (; n > 0; a++, n--) {
		p = print_place(line, s->spec, a->addr, s->shift, 1);
		*p++ = '\n';
		fwrite(line, (size_t)(p - line), 1, to);
	}
	return (0);
}

static unsigned
lirs_keeps(const void *params)
{
	return (print_keeps(params, 0));
}

static const struct trace_encoder lirs_encoder = {
	.keeps = lirs_keeps,
	.state_size = sizeof(struct print_state),
	.open = print_open,
	.accesses = lirs_write,
};

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
	.bulk = lirs_bulk,
	.encoder = &lirs_encoder,
};
