/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The entries that occur in more than one place of a suite.
 */
#ifndef CONFIG_SUITE_ENTRY_H
#define CONFIG_SUITE_ENTRY_H

#include "config/selection.h"
#include "config/yaml.h"

struct entry_reader {
	struct mem *m;
	const char *file;            /* paths are relative to its folder */
	const struct setting *given; /* on the command line */
	size_t ngiven;
	struct err *err;
};

/* The settings of n (NULL: none) change those in *out; those given on the
 * command line change both. */
int entry_settings(
    const struct entry_reader *r, const struct node *n, struct settings *out);

int entry_path(
    const struct entry_reader *r, const struct node *n, const char **out);

/* A word that is not empty; n NULL: out stays as it is. */
int entry_word(
    const struct entry_reader *r, const struct node *n, const char **out);

/* A list of words, or words separated by commas, each with its place; what:
 * one of them, for messages.  n NULL: none. */
int entry_words(const struct entry_reader *r, const struct node *n,
    const char *what, struct word_list *out);

/* NAME:key=value,key=value; n NULL: out stays as it is. */
int entry_selection(const struct entry_reader *r, const struct node *n,
    const struct selection **out);

/* A list of words or of mappings with a name; what: one element, for messages.
 */
int entry_selections(const struct entry_reader *r, const struct node *n,
    const char *what, struct selections *list);

int entry_memories(
    const struct entry_reader *r, const struct node *n, struct memories *list);

#endif
