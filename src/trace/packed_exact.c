/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Accesses as columns: the writing side.
 *
 * A site is found by a hash table that belongs to one block: its slots carry
 * the tag of the block, so that the table need not be cleared.  The table is
 * as large as the block before it needed, so that it stays in a cache.
 *
 * Most accesses are at the site that is predicted.  put_predicted() handles a
 * run of these, with as few branches as possible.
 */
#include "trace/packed_exact.h"

#include <string.h>

#include "base/inline.h"
#include "trace/packed_varint.h"

/* Sites and processes of a block, at most half full. */
#define SLOT_BITS_MIN 12
#define SLOT_BITS_MAX 18

enum key { KEY_FETCH = 1, KEY_DATA, KEY_PROCESS };
#define KEY_BITS 2

struct slot {
	uint64_t a;
	uint32_t b;
	uint16_t tag; /* key, and a number of the block; other: it is empty */
	uint16_t value;
};

/* A column that is being written. */
struct growing {
	unsigned char *p, *end;
};

struct exact_writer {
	struct slot *slot, *spare; /* the other is used to resize it */
	unsigned slot_bits;
	uint32_t used;  /* slots */
	uint16_t block; /* the tag without its key */
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

	x->slot = mem_array(m, (size_t)1 << SLOT_BITS_MAX, sizeof(*x->slot));
	x->spare = mem_array(m, (size_t)1 << SLOT_BITS_MAX, sizeof(*x->slot));
	x->slot_bits = SLOT_BITS_MIN;
	/* One that no access is at stands for NO_SITE. */
	x->sites.site = mem_array(m, SITES_MAX + 1, sizeof(*x->sites.site));
	x->sites.site[NO_SITE] = (struct site){ .next = NO_SITE, .op = 0xff };
	x->process = mem_array(m, PACKED_BLOCK_MAX, sizeof(*x->process));
	for (size_t i = 0; i < NCOLUMNS; i++)
		x->column[columns[i].id].p =
		    mem_array(m, PACKED_BLOCK_MAX, columns[i].bytes);
	return (x);
}

static struct slot *
look_up(const struct exact_writer *x, uint16_t tag, uint64_t a, uint32_t b)
{
	uint64_t mixed = tag % (1U << KEY_BITS) | (uint64_t)b << KEY_BITS;
	size_t i;

	mixed = (a ^ mixed * UINT64_C(0xc2b2ae3d27d4eb4f)) *
		UINT64_C(0x9e3779b97f4a7c15);
	i = (size_t)(mixed >> (64 - x->slot_bits));
	for (;; i = (i + 1) & (((size_t)1 << x->slot_bits) - 1)) {
		struct slot *s = &x->slot[i];

		if (s->tag >> KEY_BITS != tag >> KEY_BITS ||
		    (s->a == a && s->b == b && s->tag == tag))
			return (s);
	}
}

/* What is in the table is moved to a larger one. */
static never_inline void
grow(struct exact_writer *x)
{
	struct slot *old = x->slot;
	size_t n = (size_t)1 << x->slot_bits;

	x->slot = x->spare;
	x->spare = old;
	x->slot_bits++;
	memset(x->slot, 0, 2 * n * sizeof(*old));
	for (size_t i = 0; i < n; i++)
		if (old[i].tag >> KEY_BITS == x->block >> KEY_BITS)
			*look_up(x, old[i].tag, old[i].a, old[i].b) = old[i];
}

/* Empties the table, for the next block. */
static void
empty(struct exact_writer *x)
{
	if (x->used < (uint32_t)1 << x->slot_bits >> 3 &&
	    x->slot_bits > SLOT_BITS_MIN)
		x->slot_bits--;
	x->used = 0;
	x->block = (uint16_t)(x->block + (1U << KEY_BITS));
	if (x->block != 0)
		return;
	x->block = 1U << KEY_BITS;
	memset(x->slot, 0, sizeof(*x->slot) << SLOT_BITS_MAX);
}

/* The slot of a key, which it is given if it has none: then its value is
 * NO_SITE. */
static struct slot *
find(struct exact_writer *x, enum key key, uint64_t a, uint32_t b)
{
	uint16_t tag = (uint16_t)(x->block | key);
	struct slot *s;

	if (unlikely(x->used >= (uint32_t)1 << x->slot_bits >> 1) &&
	    x->slot_bits < SLOT_BITS_MAX)
		grow(x);
	s = look_up(x, tag, a, b);
	if (s->tag != tag) {
		*s = (struct slot){ a, b, tag, NO_SITE };
		x->used++;
	}
	return (s);
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
	/* The 65,536th process of a block is that of its last access. */
	bool fresh = s->value == NO_SITE;

	if (fresh) {
		s->value = (uint16_t)x->nprocess++;
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
	return (find(x, KEY_DATA, context | (uint64_t)a->op << 16, a->size));
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
	if (s != NULL && s->value != NO_SITE) {
		*id = s->value;
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
		if (s != NULL) {
			s->tag = 0;
			x->used--;
		}
		put(x, COLUMN_TARGETS, zigzag(a->addr - base));
		return (SYMBOL_ALONE);
	}
	s->value = *id;
	if (a->op == ACCESS_FETCH)
		put(x, COLUMN_TARGETS, zigzag(a->addr - base));
	return (SYMBOL_NEW);
}

/* Accesses of the process from the i-th on that are at predicted sites; returns
 * the first that is not. */
static uint32_t
put_predicted(
    struct exact_writer *x, const struct access *access, uint32_t i, uint32_t n)
{
	struct site *site = x->sites.site;
	struct exact_process p = *x->now;
	unsigned char *symbol = x->column[COLUMN_SYMBOLS].end;
	unsigned char *data = x->column[COLUMN_DATA].end;

	for (; i < n; i++) {
		const struct access a = access[i];
		uint16_t id = site[p.last].next;
		struct site *s = &site[id];
		bool fetch = a.op == ACCESS_FETCH;
		uint64_t difference =
		    a.addr - site_base(s, &p, SYMBOL_PREDICTED);

		if (((a.op != s->op) | (a.size != s->size) | (a.pid != p.pid) |
			(fetch & (difference != 0))) != 0)
			break;
		difference = zigzag(difference);
		*symbol++ = SYMBOL_PREDICTED;
		*data = (unsigned char)difference;
		if (likely(difference < 128))
			data += !fetch;
		else
			data = varint_put(data, difference);
		s->addr = a.addr;
		p.last = id;
		p.code = fetch ? a.addr + a.size : p.code;
		p.data = fetch ? p.data : a.addr;
	}
	*x->now = p;
	x->column[COLUMN_SYMBOLS].end = symbol;
	x->column[COLUMN_DATA].end = data;
	return (i);
}

/* One that is not. */
static void
put_other(struct exact_writer *x, const struct access *a)
{
	struct exact_process *p = x->now;
	uint16_t id;
	enum symbol symbol = find_site(x, a, &id);
	struct site *s;

	put_byte(x, COLUMN_SYMBOLS, symbol);
	if (symbol != SYMBOL_ALONE) {
		s = &x->sites.site[id];
		if (a->op != ACCESS_FETCH)
			put(x, COLUMN_DATA,
			    zigzag(a->addr - site_base(s, p, symbol)));
		s->addr = a->addr;
		if (p->last != NO_SITE)
			x->sites.site[p->last].next = id;
		p->last = id;
	}
	process_moves(p, a->op, a->addr, a->size);
}

unsigned char *
exact_put(struct exact_writer *x, struct column_writer *w, unsigned char *to,
    const struct packed_block *b)
{
	empty(x);
	x->sites.n = x->nprocess = x->switched = 0;
	x->now = NULL;
	for (size_t i = 0; i < NCOLUMNS; i++)
		x->column[columns[i].id].end = x->column[columns[i].id].p;
	for (uint32_t i = 0; i < b->n;) {
		if (x->now == NULL || x->now->pid != b->access[i].pid)
			switch_process(x, i, b->access[i].pid);
		i = put_predicted(x, b->access, i, b->n);
		if (i < b->n && b->access[i].pid == x->now->pid)
			put_other(x, &b->access[i++]);
	}
	for (size_t i = 0; i < NCOLUMNS; i++) {
		const struct growing *c = &x->column[columns[i].id];

		to = column_put(
		    w, to, columns[i].id, c->p, (size_t)(c->end - c->p));
	}
	return (to);
}
