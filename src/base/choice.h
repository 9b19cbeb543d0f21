/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finding a row by its name, and an error that lists the known names.
 *
 * Everything that can be chosen (a policy, a device, a format, a command)
 * begins with the same two members, so one function serves all of them.
 */
#ifndef BASE_CHOICE_H
#define BASE_CHOICE_H

#include "base/err.h"

struct choice {
	const char *name;
	const char *summary; /* one line, without a full stop */
};

/*
 * The member of the NULL-ended list that has the name, in either case, or NULL
 * with *err set: "unknown policy 'clok'; did you mean 'clock'?".  "what" is the
 * kind of row, for the message.
 */
const void *choice_find(const void *const *list, const char *what,
    const char *name, enum err_kind kind, const struct err_where *at,
    struct err *err);

/* The nearest of a NULL-ended list of names, or NULL when none is near. */
const char *choice_near(const char *const *names, const char *name);

/* Writes the NULL-ended names into a buffer of this size, at least 8 bytes,
 * separated by commas; "..." stands for those that it has no room for. */
void choice_list(char *to, size_t size, const char *const names[]);

#endif
