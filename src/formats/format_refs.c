/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * refs: reference strings as exercises write them, "7 0 1 2w 0 3" or
 * "1:4, 2:4w": decimal page numbers, any number of them on a line, separated by
 * blanks, tabs, commas or semicolons.  w or W behind a number is a write, r or
 * R a read, which is also what a number alone is.  A number and a colon before
 * it are its process.
 */
#include "formats/lists.h"
#include "trace/fields.h"

static bool
separates(char c)
{
	return (c == ' ' || c == '\t' || c == ',' || c == ';');
}

static void
skip_separators(const char **p, const char *end)
{
	while (*p < end && separates(**p))
		(*p)++;
}

/* Reads one reference, the whole of [p, end). */
static enum record_kind
read_reference(const char *p, const char *end, struct record *rec)
{
	const char *start = p;
	enum access_op op = ACCESS_READ;
	uint64_t page, pid = 0;
	enum field f, fpid = FIELD_OK;

	rec->at = p;
	f = field_decimal(&p, end, &page);
	if (f != FIELD_NONE && p < end && *p == ':') {
		pid = page;
		fpid = f;
		rec->at = ++p;
		f = field_decimal(&p, end, &page);
	}
	if (f == FIELD_NONE)
		return (record_malformed(rec, p, WHY_PAGE));
	if (p < end && (*p | 0x20) == 'w')
		op = ACCESS_WRITE;
	if (p < end && ((*p | 0x20) == 'w' || (*p | 0x20) == 'r'))
		p++;
	if (p != end)
		return (record_malformed(rec, p,
		    "a page number may be followed by w (write) or r (read), "
		    "and then a blank, a comma or the end of the line"));
	if (fpid == FIELD_OVER || pid > PID_MAX)
		return (record_malformed(rec, start, WHY_PID));
	if (f == FIELD_OVER)
		return (record_fatal(rec, rec->at, WHY_PAGE_OVER));
	record_access(rec, page, op);
	rec->access.pid = (uint32_t)pid & PID_MAX;
	rec->pages = 1;
	return (RECORD_ACCESS);
}

static enum record_kind
refs_line(
    not_used void *state, const char *s, const char *end, struct record *rec)
{
	const char *stop;

	skip_separators(&s, end);
	if (s == end)
		return (RECORD_BLANK);
	for (stop = s; stop < end && !separates(*stop);)
		stop++;
	rec->rest = stop;
	skip_separators(&rec->rest, end);
	if (rec->rest == end)
		rec->rest = NULL;
	return (read_reference(s, stop, rec));
}

static unsigned
refs_probe(const char *head, size_t n, bool whole)
{
	return (list_probe(refs_line, LIST_REFS, head, n, whole));
}

const struct trace_format trace_format_refs = {
	.name = "refs",
	.summary = "reference strings: page numbers, w behind one is a write",
	.carries = CARRIES_WRITES | CARRIES_PAGES | CARRIES_PIDS,
	.probe = refs_probe,
	.line = refs_line,
};
