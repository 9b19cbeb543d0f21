/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The future of a trace: for policies that see what nobody can.
 */
#ifndef MODEL_FUTURE_H
#define MODEL_FUTURE_H

#include "model/reference.h"

#define FUTURE_NEVER UINT32_MAX

/*
 * Every reference is one admit() or one touch(), in order, so a policy keeps
 * its own place: the k-th call, from 0, is reference k.
 */
struct future {
	const struct reference *reference;
	const uint32_t *next; /* next reference to the same page, or NEVER */
	uint32_t n;
};

#endif
