/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Accesses as columns: the writing side.
 *
 * A site is found by a hash table that belongs to one block: its slots carry
 * the number of the block, so that the table need not be cleared.
 */
#include "trace/packed_exact.h"

#include "trace/packed_varint.h"

/* Sites and processes of a block, at most half full. */
#define SLOT_BITS 18

enum key { KEY_FETCH, KEY_DATA, KEY_PROCESS };

struct slot {
	uint64_t a, b;
	uint32_t block; /* the slot is empty unless it is this one */
	uint32_t value;
};

/* A column that is being written. */
struct growing {
	unsigned char *p, *end;
};

struct exact_writer {
	struct slot *slot;
	uint32_t block;
	struct site_list sites;
	struct exact_process *process;
	uint32_t nprocess;
	struct exact_process *now;
	uint32_t switched; /* accesses before the last change of process */
	struct growing column[COLUMN_ID_MAX + 1];
};

static const struct {
	enum column_id id;
	size_t bytes; /* of an access at most */
} columns[] = {
	{ COLUMN_PROCESSES, 3 * VARINT_MAX },
	{ COLUMN_SYMBOLS, 1 },
	{ COLUMN_SITES, 5 },
	{ COLUMN_TARGETS, VARINT_MAX },
	{ COLUMN_SITE_LOW, 1 },
	{ COLUMN_SITE_HIGH, 1 },
	{ COLUMN_DATA, VARINT_MAX },
};
#define NCOLUMNS (sizeof(columns) / sizeof(columns[0]))

struct exact_writer *
exact_writer_open(struct mem *m)
{
	struct exact_writer *x = mem_alloc(m, sizeof(*x));

	x->slot = mem_array(m, (size_t)1 << SLOT_BITS, sizeof(*x->slot));
	x->sites.site = mem_array(m, SITES_MAX, sizeof(*x->sites.site));
	x->process = mem_array(m, PACKED_BLOCK_MAX, sizeof(*x->process));
	for (size_t i = 0; i < NCOLUMNS; i++)
		x->column[columns[i].id].p =
		    mem_array(m, PACKED_BLOCK_MAX, columns[i].bytes);
	return (x);
}

/* The slot of a key, which it is given if it has none: then its value is
 * NO_VALUE. */
#define NO_VALUE UINT32_MAX
static struct slot *
find(struct exact_writer *x, enum key key, uint64_t a, uint64_t b)
{
	uint64_t mixed;
	size_t i;

	b |= (uint64_t)key << 62;
	mixed = (a ^ b * UINT64_C(0xc2b2ae3d27d4eb4f)) *
		UINT64_C(0x9e3779b97f4a7c15);
	i = (size_t)(mixed >> (64 - SLOT_BITS));
	for (;; i = (i + 1) & (((size_t)1 << SLOT_BITS) - 1)) {
		struct slot *s = &x->slot[i];

		if (s->block != x->block) {
			*s = (struct slot){ a, b, x->block, NO_VALUE };
			return (s);
		}
		if (s->a == a && s->b == b)
			return (s);
	}
}

static void
put_byte(struct exact_writer *x, enum column_id id, unsigned v)
{
	*x->column[id].end++ = (unsigned char)v;
}

static void
put(struct exact_writer *x, enum column_id id, uint64_t v)
{
	x->column[id].end = varint_put(x->column[id].end, v);
}

/* The i-th access is of another process. */
static void
switch_process(struct exact_writer *x, uint32_t i, uint32_t pid)
{
	struct slot *s = find(x, KEY_PROCESS, pid, 0);
	bool fresh = s->value == NO_VALUE;

	if (fresh) {
		s->value = x->nprocess++;
		x->process[s->value] = (struct exact_process){ .pid = pid,
			.root = site_add(&x->sites, site_root()) };
		x->process[s->value].last = x->process[s->value].root;
	}
	x->now = &x->process[s->value];
	put(x, COLUMN_PROCESSES, i - x->switched);
	put(x, COLUMN_PROCESSES, s->value);
	if (fresh)
		put(x, COLUMN_PROCESSES, pid);
	x->switched = i;
}

static bool
is_at(const struct site *s, const struct access *a)
{
	return (s->op == a->op && s->size == a->size &&
		(a->op != ACCESS_FETCH || s->addr == a->addr));
}

/* The slot of the site that the access is at; NULL: it can have none. */
static struct slot *
site_slot(struct exact_writer *x, const struct access *a, uint8_t *chain)
{
	const struct exact_process *p = x->now;
	uint16_t context;

	*chain = 0;
	if (a->op == ACCESS_FETCH)
		return (find(x, KEY_FETCH, a->addr, a->size));
	context = site_context(&x->sites, p);
	if (context == NO_SITE)
		return (NULL);
	*chain = site_chain(&x->sites.site[context]);
	return (find(x, KEY_DATA, context, op_size(a->op, a->size)));
}

/* The symbol of an access that is not at the predicted site, and its site. */
static enum symbol
find_site(struct exact_writer *x, const struct access *a, uint16_t *id)
{
	const struct exact_process *p = x->now;
	uint64_t base = a->op == ACCESS_FETCH ? p->code : p->data;
	uint8_t chain;
	struct slot *s = site_slot(x, a, &chain);

	*id = NO_SITE;
	if (s != NULL && s->value != NO_VALUE) {
		*id = (uint16_t)s->value;
		put_byte(x, COLUMN_SITE_LOW, *id & 255);
		put_byte(x, COLUMN_SITE_HIGH, *id >> 8);
		return (SYMBOL_KNOWN);
	}
	put(x, COLUMN_SITES, op_size(a->op, a->size));
	if (s != NULL)
		*id = site_add(&x->sites, (struct site){ .addr = a->addr,
					      .size = a->size,
					      .next = NO_SITE,
					      .op = (uint8_t)a->op,
					      .chain = chain });
	if (*id == NO_SITE) {
		if (s != NULL)
			s->block = x->block - 1;
		put(x, COLUMN_TARGETS, zigzag(a->addr - base));
		return (SYMBOL_ALONE);
	}
	s->value = *id;
	if (a->op == ACCESS_FETCH)
		put(x, COLUMN_TARGETS, zigzag(a->addr - base));
	return (SYMBOL_NEW);
}

static void
put_access(struct exact_writer *x, const struct access *a)
{
	struct exact_process *p = x->now;
	struct site *last = p->last == NO_SITE ? NULL : &x->sites.site[p->last];
	uint16_t id = last == NULL ? NO_SITE : last->next;
	enum symbol symbol = SYMBOL_PREDICTED;
	struct site *s;

	if (id == NO_SITE || !is_at(&x->sites.site[id], a))
		symbol = find_site(x, a, &id);
	put_byte(x, COLUMN_SYMBOLS, symbol);
	if (symbol != SYMBOL_ALONE) {
		s = &x->sites.site[id];
		if (a->op != ACCESS_FETCH)
			put(x, COLUMN_DATA,
			    zigzag(a->addr - site_base(s, p, symbol)));
		s->addr = a->addr;
		if (last != NULL)
			last->next = id;
		p->last = id;
	}
	process_moves(p, a->op, a->addr, a->size);
}

unsigned char *
exact_put(struct exact_writer *x, struct column_writer *w, unsigned char *to,
    const struct packed_block *b)
{
	x->block++;
	x->sites.n = x->nprocess = x->switched = 0;
	x->now = NULL;
	for (size_t i = 0; i < NCOLUMNS; i++)
		x->column[columns[i].id].end = x->column[columns[i].id].p;
	for (uint32_t i = 0; i < b->n; i++) {
		if (x->now == NULL || x->now->pid != b->access[i].pid)
			switch_process(x, i, b->access[i].pid);
		put_access(x, &b->access[i]);
	}
	for (size_t i = 0; i < NCOLUMNS; i++) {
		const struct growing *c = &x->column[columns[i].id];

		to = column_put(
		    w, to, columns[i].id, c->p, (size_t)(c->end - c->p));
	}
	return (to);
}
