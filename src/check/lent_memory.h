/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The memory that the interposer lends to a policy.
 */
#ifndef CHECK_LENT_MEMORY_H
#define CHECK_LENT_MEMORY_H

#include "check/interposer.h"

#define PAGE ((size_t)4096)

/* New pages, at this address if it is free; NULL: anywhere. */
void *lent_map(void *at, size_t size);
/* access: of mprotect(2). */
void lent_protect(void *p, size_t size, int access);

/* Gives the policy so many bytes, where ip->placement says. */
void lend_memory(struct interposer *ip, size_t size);

/* Has something been written next to them? */
bool lent_written_before(const struct interposer *ip);
bool lent_written_behind(const struct interposer *ip);

#endif
