/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finding a format.  See sniff.h for what is believed.
 */
#include "trace/detect.h"

#include <stdio.h>
#include <string.h>

#include "trace/trace.h"

#define LINES 64
/* Where a tar archive says what it is. */
#define TAR_OFFSET 257

/* Bytes of which no text consists. */
static bool
binary(const char *head, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)head[i];

		if (c < 0x09 || (c >= 0x0e && c <= 0x1f))
			return (true);
	}
	return (false);
}

/* Whether so many of the first lines are in this format. */
static bool
fits(const struct trace_format *f, const char *head, size_t n, bool whole)
{
	const char *p = head, *end = head + n;
	unsigned lines = 0, hits = 0;

	while (p < end && lines < LINES) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		struct record rec;

		if (nl == NULL && !whole)
			break;
		nl = nl == NULL ? end : nl;
		switch (format_line(f, p, nl, &rec)) {
		case LINE_BLANK:
			break;
		case LINE_ACCESS:
		case LINE_EVENT:
		case LINE_OURS:
		case LINE_FATAL: /* wrong in this format, so of it */
			hits++;
			/* FALLTHROUGH */
		default:
			lines++;
		}
		p = nl == end ? end : nl + 1;
	}
	return (lines > 0 && hits * 10 >= lines * 9);
}

/* "text, lackey, ..." */
static const char *
names(char *buf, size_t size)
{
	size_t len = 0;

	buf[0] = '\0';
	for (size_t i = 0; trace_formats[i] != NULL && len < size; i++)
		len += (size_t)snprintf(buf + len, size - len, "%s%s",
		    i == 0 ? "" : ", ", trace_formats[i]->name);
	return (buf);
}

static int
refuse_wrapped(
    const char *head, size_t n, const struct err_where *at, struct err *err)
{
	if (n >= TAR_OFFSET + 5 && memcmp(head + TAR_OFFSET, "ustar", 5) == 0)
		return (err_at(err, ERR_TRACE, at,
		    "this is a tar archive: name the file inside (tar -xO "
		    "writes it to standard output)"));
	if (n >= 4 && memcmp(head, "PK\3\4", 4) == 0)
		return (err_at(err, ERR_TRACE, at,
		    "this is a zip archive: name the file inside (unzip -p "
		    "writes it to standard output)"));
	return (0);
}

int
detect_format(const struct trace_format **format, const char *head, size_t n,
    bool whole, const struct err_where *at, struct err *err)
{
	char known[120];

	if (n == 0)
		return (err_at(err, ERR_TRACE, at,
		    "is empty (a trace holds at least one memory access)"));
	if (refuse_wrapped(head, n, at, err) != 0)
		return (-1);
	if (*format != NULL)
		return (0);
	for (size_t i = 0; trace_formats[i] != NULL; i++) {
		const char *magic = trace_formats[i]->magic;

		if (magic != NULL && n >= strlen(magic) &&
		    memcmp(head, magic, strlen(magic)) == 0) {
			*format = trace_formats[i];
			return (0);
		}
	}
	if (binary(head, n))
		return (err_at(err, ERR_TRACE, at,
		    "holds binary data without a sign of what it is; name its "
		    "format with --format (there are: %s)",
		    names(known, sizeof(known))));
	for (size_t i = 0; trace_formats[i] != NULL; i++)
		if (trace_formats[i]->magic == NULL &&
		    fits(trace_formats[i], head, n, whole)) {
			*format = trace_formats[i];
			return (0);
		}
	err_at(err, ERR_TRACE, at,
	    "its lines are in no format known; name one with --format (there "
	    "are: %s)",
	    names(known, sizeof(known)));
	err_excerpt(err, head, n);
	return (-1);
}
