/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The options that name a file to be written: each takes its value in, as
 * struct option says.
 */
#ifndef CLI_OPTIONOUTPUT_H
#define CLI_OPTIONOUTPUT_H

#include "cli/options.h"

int option_json(struct options *o, const char *value, struct err *err);
int option_csv(struct options *o, const char *value, struct err *err);
int option_markdown(struct options *o, const char *value, struct err *err);
int option_hgrm(struct options *o, const char *value, struct err *err);
int option_junit(struct options *o, const char *value, struct err *err);
int option_events(struct options *o, const char *value, struct err *err);
int option_events_format(struct options *o, const char *value, struct err *err);

/* No file is written twice, and none that is read is written over. */
int options_keep_apart(const struct options *o, struct err *err);
/* This file, named in another that was read, is not written over either; NULL
 * is none. */
int options_spare(const struct options *o, const char *path, struct err *err);

#endif
