/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The files that options name: those to be written, and the check that none of
 * them is a file that is read.
 */
#ifndef CLI_OPTION_FILES_H
#define CLI_OPTION_FILES_H

#include "cli/options.h"

/* Is a report or the events written to standard output? */
bool options_use_stdout(const struct options *o);

/* At most one report goes to standard output, no file is written twice, and
 * none that is read is written over. */
int options_check_files(const struct options *o, struct err *err);
/* An error where an option would write over this file, which is named in
 * another file that was read; NULL is none. */
int options_protect(const struct options *o, const char *path, struct err *err);

/* The same for each policy that is a plug-in. */
int options_protect_policies(const struct options *o,
    const struct selections *policies, struct err *err);
/* An error where a file that no option names, and is to be written, is a word
 * of the command line. */
int options_protect_words(
    const struct options *o, const char *path, struct err *err);

#endif
