/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Help, made from the rows of commands and options.
 */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include <stdio.h>

#include "cli/cmd.h"

/* All commands, one line for each. */
void help_usage(FILE *to);

/* One command: its usage, what it does, its options. */
void help_command(const struct cmd *c, FILE *to);

#endif
