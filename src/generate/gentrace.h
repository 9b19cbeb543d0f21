/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Synthetic traces: a pattern with its parameters, and those that all have:
 * how many references, the seed, the share of writes, processes.
 *
 *	zipf:pages=1M,s=0.8,n=50M,seed=7,writes=20%
 */
#ifndef GENERATE_GENTRACE_H
#define GENERATE_GENTRACE_H

#include "generate/pattern.h"
#include "trace/trace.h"

/* The parameters that every pattern has. */
extern const struct param gentrace_params[];

/* The pattern of this name, or NULL with *err. */
const struct pattern *gentrace_pattern(
    const struct selection *sel, struct err *err);

/* A source of the trace that sel describes.  Memory is from m.  profiles: what
 * reads files that a parameter names; NULL: they are refused. */
int gentrace_open(struct trace_source *out, struct mem *m,
    const struct selection *sel, const struct profile_reader *profiles,
    struct err *err);

#endif
