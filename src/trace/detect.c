/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finding a format.
 */
#include "trace/detect.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "trace/codec.h"
#include "trace/line.h"
#include "trace/members.h"
#include "trace/suggest.h"

/* Bytes of a magic that a message shows. */
#define MAGIC_SHOWN 32

static bool
begins_with(const struct trace_head *head, const char *magic, size_t size)
{
	return (size == 0 ||
		(head->n >= size && memcmp(head->p, magic, size) == 0));
}

/* 0, or -1 with *err set.  binary: the head is no text, so that a text format
 * without a magic need not be opened for it. */
static int
score(const struct trace_format *f, const struct trace_head *head, bool binary,
    unsigned *out, struct err *err)
{
	struct format_use use;

	*out = 0;
	if (f->by_name || !begins_with(head, f->magic, f->magic_size) ||
	    (binary && f->line != NULL && f->magic_size == 0))
		return (0);
	if (f->probe == NULL && f->magic_size > 0) {
		*out = SCORE_MAX;
		return (0);
	}
	if (f->probe == NULL && f->line == NULL)
		return (0);
	if (format_open(&use, f, NULL, err) != 0)
		return (-1);
	*out = f->probe != NULL ? f->probe(&use, head) : line_probe(&use, head);
	format_close(&use);
	return (0);
}

/* Whether a file is never taken for the format. */
static bool
is_never_guessed(const struct trace_format *f)
{
	return (f->by_name ||
		(f->line == NULL && f->probe == NULL && f->magic_size == 0));
}

/* "champsim, u64addr, ...": the formats that are never guessed, those of text
 * or the binary ones. */
static const char *
names(const struct trace_format *const *list, bool text, char *buf, size_t size)
{
	size_t len = 0;

	buf[0] = '\0';
	for (size_t i = 0; list[i] != NULL && len < size; i++)
		if ((list[i]->line != NULL) == text &&
		    is_never_guessed(list[i]))
			len += (size_t)snprintf(buf + len, size - len, "%s%s",
			    len == 0 ? "" : ", ", list[i]->name);
	return (buf);
}

/* Text in UTF-16: its mark, or a zero byte beside each of the first letters. */
static bool
is_utf16(const struct trace_head *head)
{
	const char *p = head->p;
	bool low = head->n >= 8, high = low;

	for (size_t i = 0; i < 8 && i < head->n; i += 2) {
		low &= p[i] != '\0' && p[i + 1] == '\0';
		high &= p[i] == '\0' && p[i + 1] != '\0';
	}
	return (low || high || begins_with(head, "\xff\xfe", 2) ||
		begins_with(head, "\xfe\xff", 2));
}

static int
refuse_utf16(const struct trace_head *head, struct err *err)
{
	struct err_where at = { .file = head->file };

	return (err_at(err, ERR_TRACE, &at,
	    "is a text in UTF-16 (UTF-8 is read: iconv -f UTF-16 -t UTF-8)"));
}

static void
refuse_unknown(const struct trace_format *const *list,
    const struct trace_head *head, struct err *err)
{
	struct err_where at = { .file = head->file };
	bool text = !line_binary(head->p, head->n);
	enum codec codec = codec_find(head->p, head->n);
	char known[200];

	if (is_utf16(head)) {
		refuse_utf16(head, err);
		return;
	}
	if (codec != CODEC_NONE) {
		err_at(err, ERR_TRACE, &at,
		    "what was unpacked is compressed once more (%s): unpack "
		    "it first",
		    codec_name[codec]);
		return;
	}
	names(list, text, known, sizeof(known));
	if (!text) {
		err_at(err, ERR_TRACE, &at,
		    "holds binary data without a sign of what it is; name its "
		    "format with --format (never guessed are: %s)",
		    known);
		return;
	}
	if (memmem(head->p, head->n, "\"pagerace.", 10) != NULL ||
	    memmem(head->p, head->n, "\npolicies:", 10) != NULL) {
		err_at(err, ERR_TRACE, &at,
		    "is no trace, but a result document or a suite; 'report' "
		    "reads the first, 'bench' the second");
		return;
	}
	suggest_format(head, known, err);
}

const struct trace_format *
detect_format(const struct trace_format *const *list,
    const struct trace_head *head, struct err *err)
{
	const struct trace_format *best = NULL, *rival = NULL;
	struct err_where at = { .file = head->file };
	bool binary = line_binary(head->p, head->n);
	unsigned most = 0, s;

	for (size_t i = 0; list[i] != NULL; i++) {
		if (score(list[i], head, binary, &s, err) != 0)
			return (NULL);
		if (s > most) {
			most = s;
			best = list[i];
			rival = NULL;
		} else if (s == most && s > 0) {
			rival = list[i];
		}
	}
	if (best == NULL) {
		refuse_unknown(list, head, err);
	} else if (rival != NULL) {
		err_at(err, ERR_TRACE, &at,
		    "may be in format %s or in format %s; choose with "
		    "'--format %s' or '--format %s'",
		    best->name, rival->name, best->name, rival->name);
		return (NULL);
	}
	return (best);
}

int
detect_wrapping(const struct trace_head *head, struct err *err)
{
	struct err_where at = { .file = head->file };

	if (head->n == 0)
		return (err_at(err, ERR_TRACE, &at,
		    "is empty (a trace holds at least one memory access)"));
	/* input.h has opened an archive, so this is one of its members. */
	if (members_begin(head->p, head->n))
		return (err_at(err, ERR_TRACE, &at,
		    "this is an archive within an archive: unpack it first"));
	return (0);
}

/* Text as it is, other bytes as C writes them. */
static void
print_magic(const struct trace_format *f, char *buf, size_t size)
{
	size_t len = 0;

	for (size_t i = 0; i < f->magic_size && i < MAGIC_SHOWN; i++) {
		unsigned char c = (unsigned char)f->magic[i];

		len += (size_t)snprintf(buf + len, size - len,
		    c < 0x80 && isprint(c) ? "%c" : "\\x%02x", c);
	}
}

int
detect_magic(const struct trace_format *f, const struct trace_head *head,
    struct err *err)
{
	bool text = f->line != NULL;
	struct err_where at = { head->file, text ? 1 : WHERE_RECORD | 1, text };
	char magic[4 * MAGIC_SHOWN + 1];

	if (text && is_utf16(head))
		return (refuse_utf16(head, err));
	if (begins_with(head, f->magic, f->magic_size))
		return (0);
	print_magic(f, magic, sizeof(magic));
	return (err_at(err, ERR_TRACE, &at,
	    "a trace in format %s begins with '%s'", f->name, magic));
}
