/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What every policy is run with besides its defaults.
 */
#ifndef LAWS_TWINS_VARIANTS_H
#define LAWS_TWINS_VARIANTS_H

struct variant {
	const char *name;   /* of the policy */
	const char *params; /* as a twin takes them */
};

extern const struct variant twins_variants[]; /* ends with a NULL name */

#endif
