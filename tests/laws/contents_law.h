/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A plain model of address spaces, arrays of bytes by page without areas and
 * tables, and the spaces that are compared with it.
 */
#ifndef LAWS_CONTENTS_LAW_H
#define LAWS_CONTENTS_LAW_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "vm/addrspace.h"
#include "vm/vmswap.h"

#define PAGE   UINT64_C(4096)
#define PAGES  24
#define SPACES 5
#define BASE   UINT64_C(0x3ff0000) /* two leaves of the page table */
#define LINEAR UINT64_C(0x80000000)

enum kind { NOTHING, LAZY, FILLED, FIXED };

/* A space as arrays: no areas, no tables. */
struct model {
	enum kind kind[PAGES];
	unsigned flags[PAGES];
	bool pinned[PAGES];
	unsigned physical[PAGES]; /* FIXED: page of linear memory */
	uint8_t byte[PAGES][PAGE];
};

struct law {
	struct mem *mem;
	struct physmem phys;
	struct vmswap *swap;
	struct addrspace *space[SPACES];
	struct model model[SPACES];
	uint8_t linear[PAGES][PAGE];
	struct rng rng;
	unsigned npinned;
	const char *policy;
	uint64_t seed;
	unsigned step;
};

extern struct law law;

/* Prints the condition that does not hold and the operation, and exits. */
_Noreturn void contents_fail(const char *what, int line);

/* A macro, so that a failure names the line and the condition. */
#define HOLD(what)                                                             \
	do {                                                                   \
		if (!(what))                                                   \
			contents_fail(#what, __LINE__);                        \
	} while (0)

static inline unsigned
below(unsigned n)
{
	return ((unsigned)rng_below(&law.rng, n));
}

static inline uint8_t *
bytes_of(struct model *m, unsigned page)
{
	return (m->kind[page] == FIXED ? law.linear[m->physical[page]]
				       : m->byte[page]);
}

static inline bool
allows(const struct model *m, unsigned page, unsigned access)
{
	return (
	    m->kind[page] != NOTHING && (m->flags[page] & access) == access);
}

/* The first touch of a page: it is present, and zero. */
static inline void
fill(struct model *m, unsigned page)
{
	if (m->kind[page] != LAZY)
		return;
	m->kind[page] = FILLED;
	memset(m->byte[page], 0, PAGE);
}

static inline void
forget(struct model *m, unsigned page)
{
	law.npinned -= m->pinned[page];
	m->pinned[page] = false;
	m->kind[page] = NOTHING;
}

/* Checks that the policy kept its contract. */
void contents_trouble(void);
/* One random operation. */
void contents_step(void);
/* Checks that every page of every space has the bytes written last. */
void contents_check(void);
void contents_drop(unsigned k);

#endif
