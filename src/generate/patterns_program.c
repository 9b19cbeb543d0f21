/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Patterns of programs: btree and matmul.
 */
#include "generate/pattern.h"

#define ELEMENT 8 /* bytes of a number of a matrix */

/* --- btree: look-ups of random keys --- */

struct btree_params {
	uint64_t keys, fanout;
};

#define BTREE_LEVELS_MAX 40

struct btree {
	unsigned levels, level; /* level: of the next reference */
	uint64_t leaf;          /* that is looked up */
	uint64_t
	    first[BTREE_LEVELS_MAX]; /* page of the first node of a level */
	uint64_t below[BTREE_LEVELS_MAX]; /* leaves below a node of a level */
};

static const struct param btree_params[] = {
	{ "keys", PARAM_COUNT, offsetof(struct btree_params, keys), "1M", 1,
	    UINT64_C(1) << 40, NULL, NULL, "keys in the tree" },
	{ "fanout", PARAM_COUNT, offsetof(struct btree_params, fanout), "128",
	    2, 65536, NULL, NULL,
	    "keys in a leaf, and children of another node; a node is a page" },
	{ .name = NULL },
};

/* Nodes of a level that has so many nodes or keys below it. */
static uint64_t
nodes_above(const struct btree_params *p, uint64_t below)
{
	return ((below + p->fanout - 1) / p->fanout);
}

static uint64_t
btree_extent(not_used const void *state, const void *params, uint64_t page,
    not_used uint64_t n)
{
	const struct btree_params *p = params;
	uint64_t nodes = nodes_above(p, p->keys), sum = nodes;

	while (nodes > 1) {
		nodes = nodes_above(p, nodes);
		sum += nodes;
	}
	return (sum * page);
}

static int
btree_open(void *state, const void *params, const struct pattern_env *env,
    not_used struct mem *m, struct err *err)
{
	const struct btree_params *p = params;
	uint64_t nodes[BTREE_LEVELS_MAX], at = 0, below = 1;
	struct btree *b = state;
	unsigned levels = 0;

	if (btree_extent(NULL, p, env->page, 0) / env->page > PATTERN_PAGES_MAX)
		return (err_set(err, ERR_USAGE,
		    "pattern btree: more than 268435456 nodes"));
	nodes[levels++] = nodes_above(p, p->keys);
	for (; nodes[levels - 1] > 1; levels++)
		nodes[levels] = nodes_above(p, nodes[levels - 1]);
	b->levels = levels;
	for (unsigned i = 0; i < levels; i++) {
		b->first[i] = at;
		at += nodes[levels - 1 - i];
	}
	for (unsigned i = levels; i-- > 0; below *= p->fanout)
		b->below[i] = below;
	return (0);
}

static void
btree_fill(void *state, const void *params, uint64_t page, struct rng *rng,
    struct pattern_reference *out, size_t n)
{
	const struct btree_params *p = params;
	struct btree *b = state;

	for (size_t i = 0; i < n; i++) {
		if (b->level == 0)
			b->leaf = rng_below(rng, p->keys) / p->fanout;
		out[i].offset =
		    (b->first[b->level] + b->leaf / b->below[b->level]) * page;
		b->level = b->level + 1 < b->levels ? b->level + 1 : 0;
	}
}

const struct pattern pattern_btree = {
	.name = "btree",
	.summary = "look-ups of random keys, from the root to a leaf",
	.params = btree_params,
	.params_size = sizeof(struct btree_params),
	.state_size = sizeof(struct btree),
	.open = btree_open,
	.extent = btree_extent,
	.fill = btree_fill,
};

/* --- matmul: C = A B, numbers of 8 bytes --- */

struct matmul_params {
	uint64_t rows, block;
};

/* The loops: block of i, j, k, then i, j, k in it. */
struct matmul {
	uint64_t i0, j0, k0, i, j, k;
	unsigned part; /* of the product: 0 A, 1 B, 2 C */
};

static const struct param matmul_params[] = {
	{ "rows", PARAM_COUNT, offsetof(struct matmul_params, rows), "256", 1,
	    32768, NULL, NULL, "rows and columns of a matrix" },
	{ "block", PARAM_COUNT, offsetof(struct matmul_params, block), "0", 0,
	    32768, NULL, NULL,
	    "rows and columns of a block; 0: the naive three loops" },
	{ .name = NULL },
};

static uint64_t
matmul_extent(not_used const void *state, const void *params,
    not_used uint64_t page, not_used uint64_t n)
{
	const struct matmul_params *p = params;

	return (3 * p->rows * p->rows * ELEMENT);
}

/* Counts *v up within [first, first + block) and the matrix; true: it began
 * anew. */
static bool
count(uint64_t *v, uint64_t first, uint64_t block, uint64_t rows)
{
	uint64_t end = first + block < rows ? first + block : rows;

	if (++*v < end)
		return (false);
	*v = first;
	return (true);
}

/* The same for the first of a block. */
static bool
count_block(uint64_t *first, uint64_t *v, uint64_t block, uint64_t rows)
{
	bool anew = *first + block >= rows;

	*first = anew ? 0 : *first + block;
	*v = *first;
	return (anew);
}

static void
next_product(struct matmul *s, uint64_t block, uint64_t rows)
{
	if (!count(&s->k, s->k0, block, rows) ||
	    !count(&s->j, s->j0, block, rows) ||
	    !count(&s->i, s->i0, block, rows))
		return;
	if (!count_block(&s->k0, &s->k, block, rows) ||
	    !count_block(&s->j0, &s->j, block, rows))
		return;
	count_block(&s->i0, &s->i, block, rows);
}

static void
matmul_fill(void *state, const void *params, not_used uint64_t page,
    not_used struct rng *rng, struct pattern_reference *out, size_t n)
{
	const struct matmul_params *p = params;
	uint64_t rows = p->rows, block = p->block == 0 ? rows : p->block;
	struct matmul *s = state;

	for (size_t i = 0; i < n; i++) {
		uint64_t at;

		if (s->part == 0)
			at = s->i * rows + s->k;
		else if (s->part == 1)
			at = rows * rows + s->k * rows + s->j;
		else
			at = 2 * rows * rows + s->i * rows + s->j;
		out[i] =
		    (struct pattern_reference){ at * ELEMENT, s->part == 2 };
		s->part = (s->part + 1) % 3;
		if (s->part == 0)
			next_product(s, block, rows);
	}
}

const struct pattern pattern_matmul = {
	.name = "matmul",
	.summary = "a product of matrices, C += A B, naive or in blocks",
	.source = "Lam, Rothberg and Wolf, ASPLOS 1991, section 2",
	.params = matmul_params,
	.params_size = sizeof(struct matmul_params),
	.state_size = sizeof(struct matmul),
	.extent = matmul_extent,
	.fill = matmul_fill,
};
