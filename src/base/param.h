/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A table of parameters: each row names a member of a struct, its type, range,
 * default and unit, and says in one sentence what it does.  From a row come
 * the YAML key, --set KEY=VALUE, a command-line option, the range check, the
 * help text, completions and the value in a report.
 */
#ifndef BASE_PARAM_H
#define BASE_PARAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "base/inline.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What the member is. */
enum param_type {
	PARAM_BOOL,   /* bool; written yes or no */
	PARAM_COUNT,  /* uint64_t; base/num counts, or one of choices[] */
	PARAM_SIZE,   /* uint64_t, bytes */
	PARAM_TIME,   /* uint64_t, nanoseconds */
	PARAM_SHARE,  /* uint64_t, parts per million; written 25% */
	PARAM_CHOICE, /* int: index into choices[] */
	PARAM_AMOUNT, /* struct amount: a count, or a share of something */
	PARAM_REAL,   /* double; plain decimal, within [min, max] */
	PARAM_TEXT,   /* const char *; not owned, NULL when not given */
};

/* A count, or a share of a whole that is known later: "512" or "25%". */
struct amount {
	uint64_t count;
	uint64_t ppm; /* not zero: a share, and count has no meaning */
};

/* The amount of a whole, rounded down. */
static inline uint64_t
amount_of(struct amount a, uint64_t whole)
{
	return (a.ppm == 0 ? a.count
			   : (uint64_t)((uint128)whole * a.ppm / 1000000));
}

struct param {
	const char *name; /* NULL ends a table */
	enum param_type type;
	size_t offset;
	/* As text.  NULL: all zero, and what the row is about is not used;
	 * documents and run keys leave out a setting that is not used. */
	const char *dflt;
	/* Inclusive, in the unit of the member: bytes, nanoseconds, parts per
	 * million (50% is 500000).  Of an amount, only the count is limited;
	 * the limits of a real are whole numbers.  max 0: no upper limit. */
	uint64_t min, max;
	/* NULL-ended, for PARAM_CHOICE; or words for the values of a
	 * PARAM_COUNT that are below 'min'. */
	const char *const *choices;
	const char *unit; /* for the help; NULL: none */
	const char *text; /* what it does */
};

/* A value given by name, before it is set by the table that has the name. */
struct setting {
	const char *name;
	const char *value;
	struct err_where at; /* file NULL: the command line */
};

/* Writes every default of the table into the struct at out. */
void param_defaults(const struct param *table, void *out);

/*
 * Sets one member by name.  "what" is what the parameter belongs to, for the
 * message ("policy clock", "setting").  Texts are kept by pointer.
 */
int param_set(const struct param *table, const char *what, void *out,
    const struct setting *s, enum err_kind kind, struct err *err);

/* As param_set() for one row; label: its name in the message ("--jobs"). */
int param_set_row(const struct param *row, const char *label, void *out,
    const struct setting *s, enum err_kind kind, struct err *err);

/* The range or the choices of the row, into buf; returns buf: "1 to 8", "drop
 * or write"; "" for a text. */
char *param_range(const struct param *row, char *buf, size_t size);

/* The row of this name, in either case, or NULL. */
const struct param *param_find(const struct param *table, const char *name);

/* Is what the row is about not used: no default, and the member is zero? */
bool param_is_unused(const struct param *row, const void *in);

/* The word that a count has in place of a number; NULL: it is a number. */
const char *param_word(const struct param *row, const void *in);

/* The member's value as text that can be read back, into buf; returns buf. */
char *param_print(
    const struct param *row, const void *in, char *buf, size_t size);

/* One row of help: name, default, range, unit and text. */
void param_help(const struct param *row, FILE *to);

#ifdef __cplusplus
}
#endif

#endif
