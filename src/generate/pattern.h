/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A pattern of references, for synthetic traces.
 *
 * A pattern makes offsets in bytes from the start of an area.  It draws from a
 * seeded stream, and computes with integers or with the four operations of
 * double alone, so that a seed gives the same trace on every machine.
 *
 * A new pattern is a table row here and a file, or a part of one, of its kind.
 */
#ifndef GENERATE_PATTERN_H
#define GENERATE_PATTERN_H

#include "base/mem.h"
#include "base/param.h"
#include "base/rng.h"

/* Most patterns count in pages: an offset is a page's number times this. */
#define PATTERN_PAGE_MAX (UINT64_C(1) << 30)

struct pattern_reference {
	uint64_t offset; /* bytes */
	bool writes;     /* in any case; else as the share of writes says */
};

struct pattern {
	const char *name;
	const char *summary;
	const char *source; /* where it comes from; NULL: nowhere */
	const struct param *params;
	size_t params_size;
	size_t state_size; /* zeroed */
	/* page: bytes.  Memory is from m.  NULL: the state remains zeros. */
	int (*open)(void *state, const void *params, uint64_t page,
	    struct mem *m, struct err *err);
	/* Bytes of the area: every offset is below. */
	uint64_t (*extent)(const void *params, uint64_t page, uint64_t n);
	void (*fill)(void *state, const void *params, uint64_t page,
	    struct rng *rng, struct pattern_reference *out, size_t n);
};

extern const struct pattern pattern_sequential, pattern_loop, pattern_uniform,
    pattern_zipf, pattern_distance, pattern_phases, pattern_scan, pattern_walk,
    pattern_btree, pattern_matmul;

/* NULL-ended. */
extern const struct pattern *const pattern_list[];

/* The parameter that most patterns have. */
struct pattern_pages {
	uint64_t pages;
};
#define PATTERN_PAGES(type, dflt)                                              \
	{                                                                      \
		"pages", PARAM_COUNT, offsetof(struct type, pages), dflt, 1,   \
		    PATTERN_PAGES_MAX, NULL, NULL, "how many pages there are"  \
	}
#define PATTERN_PAGES_MAX (UINT64_C(1) << 28)

#endif
