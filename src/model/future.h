/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The future references of a trace, for policies that see them (OPT).
 */
#ifndef MODEL_FUTURE_H
#define MODEL_FUTURE_H

#include "model/reference.h"

#define FUTURE_NEVER UINT32_MAX

/* Positions are those of policy_host.now. */
struct future {
	const struct reference *reference;
	const uint32_t *next;  /* by position: the same page's next, or NEVER */
	const uint32_t *first; /* by page: its first position, or NEVER */
	uint32_t n;
	bool shared; /* at least one page shares a frame at some time */
};

#endif
