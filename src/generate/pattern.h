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
#include "model/profile.h"

/* Most patterns count in pages: an offset is a page's number times this. */
#define PATTERN_PAGE_MAX (UINT64_C(1) << 30)

struct pattern_reference {
	uint64_t offset; /* bytes */
	bool writes;     /* in any case; else as the share of writes says */
};

/* What a pattern is opened for. */
struct pattern_env {
	uint64_t page;   /* bytes */
	uint64_t most;   /* references that will be made, at most */
	uint64_t likely; /* and about */
	const struct profile_reader *profiles; /* NULL: no files are read */
};

/* A part of the offsets, [offset, offset + size). */
struct pattern_area {
	const char *name;
	uint64_t offset, size;
};
#define PATTERN_AREAS_MAX 16

/* Bytes of all areas: those of user space. */
#define PATTERN_EXTENT_MAX (UINT64_C(1) << 47)

/* Adds bytes to a digest. */
typedef void pattern_hash_f(void *to, const void *bytes, size_t size);

struct pattern {
	const char *name;
	const char *summary;
	const char *source; /* where it comes from; NULL: nowhere */
	const struct param *params;
	size_t params_size;
	size_t state_size; /* zeroed */
	/* Memory is from m.  NULL: the state remains zeros. */
	int (*open)(void *state, const void *params,
	    const struct pattern_env *env, struct mem *m, struct err *err);
	/* Bytes that the offsets of at most n references are below, at least
	 * 1. */
	uint64_t (*extent)(
	    const void *state, const void *params, uint64_t page, uint64_t n);
	/* Its areas, by offset and without holes; how many.  NULL: one area
	 * with the pattern's name. */
	size_t (*areas)(
	    const void *state, struct pattern_area out[PATTERN_AREAS_MAX]);
	/* Its texts are names of other things: this is what they stand for.
	 * NULL: the texts are the parameters themselves. */
	void (*hash)(const void *state, pattern_hash_f *add, void *to);
	void (*fill)(void *state, const void *params, uint64_t page,
	    struct rng *rng, struct pattern_reference *out, size_t n);
};

extern const struct pattern pattern_sequential, pattern_loop, pattern_uniform,
    pattern_zipf, pattern_distance, pattern_phases, pattern_scan, pattern_walk,
    pattern_btree, pattern_matmul, pattern_mix;

/* NULL-ended. */
extern const struct pattern *const pattern_list[];

/* Adds a pattern with its parameters to a digest. */
void pattern_hash(const struct pattern *p, const void *params,
    const void *state, pattern_hash_f *add, void *to);

/* The parameter that most patterns have. */
struct pattern_pages {
	uint64_t pages;
};
#define PATTERN_PAGES(type, dflt)                                              \
	{                                                                      \
		"pages", PARAM_COUNT, offsetof(struct type, pages), dflt, 1,   \
		    PATTERN_PAGES_MAX, NULL, NULL, "how many pages there are"  \
	}
#define PATTERN_PAGES_MAX (UINT64_C(1) << 31)

#endif
