/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two sides of the format packed.
 */
#ifndef FORMATS_PACKED_H
#define FORMATS_PACKED_H

#include "trace/format.h"

/* With exact addresses sizes too. */
#define PACKED_CARRIES                                                         \
	(CARRIES_WRITES | CARRIES_FETCHES | CARRIES_PIDS | CARRIES_EVENTS |    \
	    CARRIES_TIME)

extern const struct trace_encoder packed_encoder;

#endif
