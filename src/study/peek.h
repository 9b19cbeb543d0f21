/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The first chunk of a source, looked at before the stream begins: how many
 * pages it has decides how runs are made.
 */
#ifndef STUDY_PEEK_H
#define STUDY_PEEK_H

#include "study/stream.h"

struct peek {
	struct source inner;
	struct stream_facts facts; /* as they were before the chunk */
	struct chunk chunk;        /* n and nchange are 0 after an error */
	bool held;                 /* it has not been taken yet */
	int failed;
	struct err err;
};

/* Reads a chunk of at most so many references.  The source that is returned
 * delivers it, or the error, and then what follows. */
struct source peek_open(
    struct peek *p, const struct source *inner, uint64_t most);

#endif
