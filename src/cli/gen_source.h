/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * "gen:PATTERN:key=value,..." in place of a trace's path: a synthetic trace.
 */
#ifndef CLI_GEN_SOURCE_H
#define CLI_GEN_SOURCE_H

#include "base/mem.h"
#include "trace/trace.h"

/* Sets spec->source if spec->path names a pattern; what it needs is from m. */
int gen_source(struct trace_spec *spec, struct mem *m, struct err *err);

#endif
