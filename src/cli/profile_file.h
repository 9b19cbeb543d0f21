/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files with a profile for a pattern: lines of text, or a document.
 */
#ifndef CLI_PROFILE_FILE_H
#define CLI_PROFILE_FILE_H

#include "cli/options.h"
#include "model/profile.h"

/* Reads them for the command with these options, none of whose files is
 * written over one that is read. */
struct profile_reader profile_files(const struct options *o);

#endif
