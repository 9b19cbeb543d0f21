/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * "gen:PATTERN:key=value,..." in place of a trace's path: a synthetic trace.
 */
#ifndef CLI_GEN_SOURCE_H
#define CLI_GEN_SOURCE_H

#include "cli/options.h"
#include "trace/trace.h"

/* Sets spec->source if spec->path names a pattern; what it needs is from o->m.
 */
int gen_source(
    struct trace_spec *spec, const struct options *o, struct err *err);

#endif
