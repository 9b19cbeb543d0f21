/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How the value of an option is stored: the functions that the rows of
 * option_table.c name.
 */
#ifndef CLI_OPTION_TAKE_H
#define CLI_OPTION_TAKE_H

#include "cli/options.h"

/* A function type as in struct option. */
typedef int option_take_f(struct options *o, const struct option *p,
    const char *value, struct err *err);

option_take_f take_selections;
option_take_f take_format;
option_take_f take_memories;
option_take_f take_pair;
option_take_f take_limit;
option_take_f take_setting;
option_take_f take_window;
option_take_f take_output;
option_take_f take_baseline;
option_take_f take_law;
option_take_f take_typed;
option_take_f take_bundled;
option_take_f take_engine;
option_take_f take_metrics;
option_take_f take_update;
option_take_f take_value;
option_take_f take_reduce;
option_take_f take_merge;
option_take_f take_sample;

/* Rows of option_tools.c, ended by one without a name. */
extern const struct option option_tools[];

/* The name of a figure. */
int take_figure(struct options *o, const struct option *p, const char *value,
    struct err *err);

#endif
