/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading declared areas from YAML.
 */
#ifndef CONFIG_AREAS_H
#define CONFIG_AREAS_H

#include "config/suite.h"
#include "config/yaml.h"

/* Reads the list n of areas; page_size: that of the model, in bytes. */
int areas_read(struct area_list *list, struct mem *m, const struct node *n,
    uint64_t page_size, struct err *err);

#endif
