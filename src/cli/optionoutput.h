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

#endif
