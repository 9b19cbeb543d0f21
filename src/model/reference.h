/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A reference: one page touched, to read or to write.  Four bytes, because a
 * run streams hundreds of millions of them.
 */
#ifndef MODEL_REFERENCE_H
#define MODEL_REFERENCE_H

#include "model/page.h"

struct reference {
	uint32_t word; /* page number << 1 | write */
};

static inline struct reference
reference_make(page_id_t page, bool write)
{
	struct reference r; /* no compound literal: C++ has none */

	r.word = page << 1 | write;
	return (r);
}

static inline page_id_t
reference_page(struct reference r)
{
	return (r.word >> 1);
}

static inline bool
reference_write(struct reference r)
{
	return (r.word & 1);
}

#endif
