/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The baselines of a gate: the last one is compared, those before it are
 * history.
 */
#ifndef CLI_BASELINES_H
#define CLI_BASELINES_H

#include "cli/options.h"
#include "result/document.h"

struct baselines {
	struct document *document; /* oldest first */
	size_t n;                  /* 0: there is none */
};

/* Opens n documents, whose paths must outlive them. */
int baselines_open(struct baselines *b, const struct options *o,
    const char *const *path, size_t n, struct err *err);
void baselines_close(struct baselines *b);

/* The one that is compared; NULL: there is none. */
const struct document *baselines_last(const struct baselines *b);

#endif
