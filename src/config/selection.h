/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Words with a structure of their own, the same on the command line and in a
 * YAML file: a policy or a device with its values, and sizes of memory.
 *
 *	lru   clock:load_bit=0   lirs:hot=95%,stack=3
 *	64   25%   256MiB   1%..100%/20   16..65536*2
 *
 * Each takes the kind and the place an error is to have.
 */
#ifndef CONFIG_SELECTION_H
#define CONFIG_SELECTION_H

#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/param.h"
#include "model/spec.h"

#define SELECTIONS_MAX       1024
#define SELECTION_VALUES_MAX 64 /* of one selection */
#define MEMORIES_MAX         4096

/* Lists that grow as words are read; all owned by m. */
struct selections {
	struct selection *item;
	size_t n, cap;
};

struct memories {
	struct memory_size *item;
	size_t n, cap;
};

/* One NAME[:key=value[,key=value]...], which takes the whole text. */
int selection_read(struct selection *s, struct mem *m, const char *text,
    const struct err_where *at, enum err_kind kind, struct err *err);

/*
 * As many as there are, by comma, added to the list.  A word with '=' before
 * any ':' goes on with the values of the one before it, so "a:x=1,y=2,b" is
 * two.
 */
int selections_read(struct selections *list, struct mem *m, const char *text,
    const struct err_where *at, enum err_kind kind, struct err *err);

/* One that is made of values already taken apart, added to the list. */
int selections_add(struct selections *list, struct mem *m,
    const struct selection *s, enum err_kind kind, struct err *err);

/* Sizes and ranges by comma, added to the list; one that is there already is
 * not added again. */
int memories_read(struct memories *list, struct mem *m, const char *text,
    const struct err_where *at, enum err_kind kind, struct err *err);

#endif
