/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Setting an error; see err.h.
 */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static void
fill(struct err *err, enum err_kind kind, const struct err_where *at,
    const char *fmt, va_list ap)
{
	*err = (struct err){ .kind = kind };
	if (at != NULL)
		err->where = *at;
	vsnprintf(err->msg, sizeof(err->msg), fmt, ap);
}

int
err_at(struct err *err, enum err_kind kind, const struct err_where *at,
    const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fill(err, kind, at, fmt, ap);
	va_end(ap);
	return (-1);
}

int
err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fill(err, kind, NULL, fmt, ap);
	va_end(ap);
	return (-1);
}

int
err_sys(struct err *err, const char *fmt, ...)
{
	int sys = errno;
	va_list ap;
	size_t len;

	va_start(ap, fmt);
	fill(err, ERR_SYS, NULL, fmt, ap);
	va_end(ap);
	err->sys = sys;
	len = strlen(err->msg);
	snprintf(err->msg + len, sizeof(err->msg) - len, ": %s", strerror(sys));
	return (-1);
}

/* A path that names no file that can be read is the user's mistake; any other
 * reason is the system's. */
static bool
system_failed(int e)
{
	static const int mistakes[] = { 0, ENOENT, ENOTDIR, EISDIR, EACCES,
		EPERM, ELOOP, ENAMETOOLONG, EINVAL, ENXIO, ENODEV, EROFS,
		ESPIPE };

	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++)
		if (e == mistakes[i])
			return (false);
	return (true);
}

int
err_input(struct err *err, enum err_kind kind, const struct err_where *at,
    const char *what)
{
	int sys = errno;

	if (system_failed(sys)) {
		err_sys(err, "%s", what);
		err->where = *at;
		return (-1);
	}
	return (err_at(err, kind, at, "%s: %s", what, strerror(sys)));
}

void
err_excerpt(struct err *err, const char *text, size_t len)
{
	size_t n = 0;

	while (n < len && n < sizeof(err->excerpt) - 1 && text[n] != '\n') {
		unsigned char c = (unsigned char)text[n];

		err->excerpt[n++] = c == '\t'            ? ' '
				    : c < ' ' || c > '~' ? '?'
							 : c;
	}
	err->excerpt[n] = '\0';
}

char *
err_position(const struct err_where *at, char *buf, size_t size)
{
	if ((at->line & WHERE_RECORD) != 0)
		snprintf(buf, size, "record %ju, byte %ju:",
		    (uintmax_t)(at->line & ~WHERE_RECORD),
		    (uintmax_t)at->column);
	else if (at->line > 0 && at->column > 0)
		snprintf(buf, size, "%ju:%ju:", (uintmax_t)at->line,
		    (uintmax_t)at->column);
	else if (at->line > 0)
		snprintf(buf, size, "%ju:", (uintmax_t)at->line);
	else
		snprintf(buf, size, "%s", "");
	return (buf);
}

int
err_status(enum err_kind kind)
{
	switch (kind) {
	case ERR_NONE:
		return (0);
	case ERR_USAGE:
		return (2);
	case ERR_SYS:
		return (4);
	default:
		return (3);
	}
}
