/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Real kernels in a command: the label of such a run, as
 * "kernel:release=6.12.1,lru=mglru,page_cluster=3", as options of 'oracle'.
 */
#ifndef RESULT_COMMAND_KERNEL_H
#define RESULT_COMMAND_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/mem.h"

/* Is it the label of a run of a real kernel? */
bool command_is_kernel(const char *label);

/* " --kernel LIST --lru LIST" for n labels: the kernels of all and the LRUs of
 * all. */
void command_put_kernels(
    struct mem *m, const char *const *label, size_t n, FILE *to);

#endif
