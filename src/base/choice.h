/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finding a thing by its name, and saying what there is when it is not there.
 *
 * Everything that can be chosen (a policy, a device, a format, a command)
 * begins with the same two members, so that one function serves them all.
 */
#ifndef BASE_CHOICE_H
#define BASE_CHOICE_H

#include "base/err.h"

struct choice {
	const char *name;
	const char *summary; /* one line, without a full stop */
};

/*
 * The member of the NULL-ended list that bears the name, or NULL with *err
 * set: "unknown policy 'clok'; did you mean 'clock'?".  what is the kind of
 * thing, for the message.
 */
const void *choice_find(const void *const *list, const char *what,
    const char *name, enum err_kind kind, const struct err_where *at,
    struct err *err);

/* The nearest of a NULL-ended list of names, or NULL when none is near. */
const char *choice_near(const char *const *names, const char *name);

#endif
