/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Settings of the running kernel that a question changes, and their values
 * before.
 */
#ifndef ORACLE_KERNELKNOB_H
#define ORACLE_KERNELKNOB_H

#include "oracle/question.h"

#define KERNELKNOBS 4

struct kernelknob {
	char text[KERNELKNOBS][32]; /* empty: it could not be read */
};

void kernelknob_save(struct kernelknob *k);
void kernelknob_restore(const struct kernelknob *k);

/* Returns NULL, or what the kernel cannot be set to. */
const char *kernelknob_set(const struct oracle_conditions *c);

#endif
