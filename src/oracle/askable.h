/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a kernel can be asked.
 */
#ifndef ORACLE_ASKABLE_H
#define ORACLE_ASKABLE_H

#include "oracle/realkernel.h"

#define KERNEL_PAGE_SIZE 4096

/* Is the kernel that runs asked?  Then it is the only one. */
bool askable_here(const struct oracle_spec *spec);

/* -1: the error says what cannot be asked, and what can. */
int askable_check(const struct oracle_spec *spec, struct err *err);

#endif
