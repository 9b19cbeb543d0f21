/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Quotas: how much of a machine's memory each process may use (scope=local).
 */
#ifndef CONFIG_QUOTAS_H
#define CONFIG_QUOTAS_H

#include "base/err.h"
#include "base/mem.h"
#include "config/yaml.h"
#include "model/spec.h"

#define QUOTAS_MAX 4096

struct quota_list {
	struct quota *item;
	size_t n;
};

/* Of a mapping from process number to frames or a share; n NULL: none. */
int quotas_read(struct quota_list *list, struct mem *m, const struct node *n,
    struct err *err);

#endif
