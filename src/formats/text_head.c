/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The version, and lines of which a trace has each at most once.
 */
#include "formats/text_head.h"

#include <stdio.h>

#include "formats/text_form.h"
#include "trace/fields.h"

static enum record_kind
read_version(const char *s, const char *end, struct record *rec)
{
	const char *p = s;
	uint64_t version;

	if (field_decimal(&p, end, &version) != FIELD_OK || p != end ||
	    version != TEXT_VERSION)
		return (record_fatal(rec, s,
		    "a version of the format that is not known (1 is)"));
	return (RECORD_HEAD);
}

/* "sad:64 page=4096 references=1000000" */
static enum record_kind
read_reduction(
    const char *s, const char *end, struct text_head *t, struct record *rec)
{
	static const char *const names[] = { TEXT_SAD, "page=", "references=" };
	uint64_t value[3] = { 0 };
	const char *p = s;

	for (size_t i = 0; i < 3; i++) {
		field_blanks(&p, end);
		if (!field_prefix(&p, end, names[i]) ||
		    field_decimal(&p, end, &value[i]) != FIELD_OK)
			break;
	}
	if (p != end || value[0] == 0 || value[2] == 0 ||
	    value[1] < PAGE_SIZE_MIN || value[1] > PAGE_SIZE_MAX ||
	    (value[1] & (value[1] - 1)) != 0)
		return (record_fatal(rec, s,
		    "how the trace was reduced belongs here: sad:64 page=4096 "
		    "references=1000000"));
	t->reduction = (struct trace_reduction){ value[0], value[1], value[2] };
	return (RECORD_HEAD);
}

static enum record_kind
read_partial(
    const char *s, const char *end, struct text_head *t, struct record *rec)
{
	t->partial = trace_partial_named(s, (size_t)(end - s));
	if (t->partial != NULL)
		return (RECORD_HEAD);
	return (record_fatal(rec, s,
	    "what the trace has in place of all accesses belongs here: page "
	    "entries, page faults, samples, regions or cache "
	    "misses"));
}

static enum record_kind
read_method(
    const char *s, const char *end, struct text_head *t, struct record *rec)
{
	size_t n = (size_t)(end - s);

	for (size_t i = 0; i < n; i++)
		if (s[i] < ' ' || s[i] > '~')
			n = 0;
	if (n == 0 || n > TEXT_METHOD_MAX)
		return (record_fatal(rec, s,
		    "how the trace was recorded belongs here, in at most 80 "
		    "characters"));
	snprintf(t->method, sizeof(t->method), "method: %.*s", (int)n, s);
	return (RECORD_HEAD);
}

enum record_kind
text_head_line(
    const char *s, const char *end, struct text_head *t, struct record *rec)
{
	if (field_prefix(&s, end, TEXT_MAGIC))
		return (read_version(s, end, rec));
	if (field_prefix(&s, end, TEXT_REDUCED))
		return (read_reduction(s, end, t, rec));
	if (field_prefix(&s, end, TEXT_PARTIAL))
		return (read_partial(s, end, t, rec));
	if (field_prefix(&s, end, TEXT_METHOD))
		return (read_method(s, end, t, rec));
	return (RECORD_BLANK);
}
