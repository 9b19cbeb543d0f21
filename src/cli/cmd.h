/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The commands: a row each, in a file of its own, cmd_NAME.c.
 */
#ifndef CLI_CMD_H
#define CLI_CMD_H

#include "cli/options.h"

struct cmd {
	const char *name;
	const char *summary; /* NULL: not shown to users */
	const char *usage;   /* what follows the name */
	const char *words; /* what they are, for completions: a kind of 'list',
			    * "kinds", "files" or "-" */
	const char *alias; /* a second name; NULL: none */
	unsigned option;   /* enum option_for: its bit in the rows of options */
	const char *about; /* a paragraph for --help */
	/* Returns 0, or -1 with *err; *status is the exit status where it is
	 * not an error: 0 or 1. */
	int (*run)(struct options *o, int *status, struct err *err);
};

extern const struct cmd *const cmd_list_all[]; /* NULL-ended */

/* The command of this name or alias, or NULL with *err. */
const struct cmd *cmd_find(const char *name, struct err *err);

/* Exactly one word, or the error says what it is that is missing. */
int cmd_one_word(const struct options *o, const char *what, const char *hint,
    struct err *err);

/* An error that tells of --refs where the word looks like a reference string.
 */
int cmd_check_word(const char *word, struct err *err);
/* One trace: a word, or --refs. */
int cmd_one_trace(const struct options *o, struct err *err);

/* A result document; one of an earlier version gets labels by the program's
 * tables.  complete: a slim one is refused. */
struct document;
int cmd_open_document(const struct options *o, struct document *d,
    const char *path, bool complete, struct err *err);

#endif
