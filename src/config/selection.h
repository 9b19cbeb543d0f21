/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is selected by words, in the same form on the command line and in a
 * YAML file: a policy, a device or a trace format with its values, and
 * memory sizes.
 *
 *	lru   clock:load_bit=0   lirs:hir=5%,stack=3
 *	64   25%   256MiB   1%..100%/20   16..65536*2
 *
 * Each function takes the kind and the position that an error has.
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
struct word_list {
	struct setting *item; /* name: what it is; value: the word */
	size_t n, cap;
};

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
 * Several, separated by commas, added to the list.  A word with '=' before
 * any ':' is one more value of the selection before it: "a:x=1,y=2,b" is two
 * selections.
 */
int selections_read(struct selections *list, struct mem *m, const char *text,
    const struct err_where *at, enum err_kind kind, struct err *err);

/* A selection whose values have been read already, added to the list. */
int selections_add(struct selections *list, struct mem *m,
    const struct selection *s, enum err_kind kind, struct err *err);

/* Sizes and ranges, separated by commas, added to the list; a size that is
 * in the list already is not added again. */
int memories_read(struct memories *list, struct mem *m, const char *text,
    const struct err_where *at, enum err_kind kind, struct err *err);

#endif
