/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Policies that have another name than before.
 */
#ifndef MODEL_FORMER_NAME_H
#define MODEL_FORMER_NAME_H

struct former_name {
	const char *was;
	const char *policy; /* the policy that it is now */
	const char *params; /* of that policy, so that it is the same; "" */
	const char *why;
};

/* NULL: no policy was called that. */
const struct former_name *former_name(const char *name);

#endif
