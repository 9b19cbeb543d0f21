/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Errors: what went wrong, where, and what would be right.
 *
 * A function that can fail returns 0 or -1 and takes a struct err last.  The
 * message is written once, by the function that knows most about it; callers
 * pass it on unchanged, and only cli/ prints it.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stddef.h>
#include <stdint.h>

#include "base/inline.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What kind of thing went wrong; the exit status depends only on this. */
enum err_kind {
	ERR_NONE = 0,
	ERR_USAGE,  /* the command line */
	ERR_CONFIG, /* a YAML file */
	ERR_TRACE,  /* the trace */
	ERR_PLUGIN, /* a policy from a shared object */
	ERR_RESULT, /* a result document: a baseline, a diff's sides */
	ERR_LIMIT,  /* a stated limit of the model, exceeded by the input */
	ERR_POLICY, /* a policy broke its contract */
	ERR_SYS,    /* the operating system; errno is kept */
};

/*
 * A position in a text, its line and column, both from 1; 0: unknown.  In a
 * binary file line is WHERE_RECORD | number of the record, from 1, and column
 * is the byte, from 0.
 */
#define WHERE_RECORD (UINT64_C(1) << 63)
struct err_where {
	const char *file; /* not owned: lives as long as the error is read */
	uint64_t line;
	uint64_t column;
};

struct err {
	enum err_kind kind;
	int sys; /* errno, for ERR_SYS */
	struct err_where where;
	char excerpt[96]; /* the offending line; empty: none to show */
	char msg[320];
};

/*
 * Each sets *err and returns -1, so that an error is one statement:
 *	return (err_at(err, ERR_TRACE, &at, "unknown operation '%c'", c));
 */
int err_at(struct err *err, enum err_kind kind, const struct err_where *at,
    const char *fmt, ...) printf_like(4, 5);
int err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
    printf_like(3, 4);
/* As err_set() with ERR_SYS; errno is kept and its text appended. */
int err_sys(struct err *err, const char *fmt, ...) printf_like(2, 3);

/*
 * An input file that cannot be opened or read; errno has the reason.  A wrong
 * path is bad input of that kind; a failure of the system, as EIO or ENOMEM, is
 * an ERR_SYS.
 */
int err_input(struct err *err, enum err_kind kind, const struct err_where *at,
    const char *what);

/*
 * Attaches the wrong line to an error that has been set.  text need not end in
 * NUL; bytes that cannot be printed become '?', a long line is truncated.
 */
void err_excerpt(struct err *err, const char *text, size_t len);

/* "12:3:", "12:", "record 7, byte 96:", or "" if no line is known; returns buf.
 */
char *err_position(const struct err_where *at, char *buf, size_t size);

/* The kind of an error in what was asked for at this place: in a file, or on
 * the command line where there is none. */
static inline enum err_kind
err_kind_at(const struct err_where *at)
{
	return (at->file == NULL ? ERR_USAGE : ERR_CONFIG);
}

/* The exit status for this kind (man page, EXIT STATUS): 2, 3 or 4. */
int err_status(enum err_kind kind);

#ifdef __cplusplus
}
#endif

#endif
