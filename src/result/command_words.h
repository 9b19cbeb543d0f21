/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Words of a command line as a shell reads them.
 */
#ifndef RESULT_COMMAND_WORDS_H
#define RESULT_COMMAND_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/mem.h"

/* A list of words, in the order in which they were added. */
struct words {
	const char **word;
	size_t n, cap;
};

/* Adds a word that stays where it is, unless it is in the list. */
void words_add(struct mem *m, struct words *list, const char *word);
bool words_same(const struct words *a, const struct words *b);

/* A word, in quotes where it needs them. */
void word_put(FILE *to, const char *word);
/* " -p a,b,c". */
void words_put(FILE *to, const char *option, const struct words *list);

#endif
