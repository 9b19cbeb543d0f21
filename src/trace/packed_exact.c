/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Accesses as columns: the writing side.
 *
 * Most accesses are at the site that is predicted; exact_put_predicted()
 * handles a run of these.
 *
 * The pages of accesses are counted.  The page of one that is on the page that
 * the last one of its site was on has been, unless that one may have been of
 * another process.
 */
#include "trace/packed_exact.h"

#include <string.h>

#include "base/inline.h"
#include "trace/packed_exact_write.h"

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

void
exact_switch(struct exact_writer *x, uint32_t pid)
{
	struct slot *s;
	/* The 65,536th process of a block is that of its last access. */
	bool fresh;

	if (x->now != NULL && x->now->pid == pid)
		return;
	s = key_find(&x->keys, KEY_PROCESS, pid, 0);
	fresh = s->value == NO_SITE;
	if (fresh) {
		s->value = (uint16_t)x->nprocess++;
		x->process[s->value] = (struct exact_process){ .pid = pid,
			.root = site_add(&x->sites, site_root()) };
		x->process[s->value].last = x->process[s->value].root;
		x->seen[x->process[s->value].root] =
		    (struct seen){ 0, NO_SITE, NO_SITE };
	}
	x->now = &x->process[s->value];
	put(x, COLUMN_PROCESSES, x->n - x->switched);
	put(x, COLUMN_PROCESSES, s->value);
	if (fresh)
		put(x, COLUMN_PROCESSES, pid);
	x->switched = x->n;
}

/* The slot of the site that the access is at; NULL: it can have none. */
static struct slot *
site_slot(struct exact_writer *x, const struct access *a, uint8_t *chain)
{
	const struct exact_process *p = x->now;
	uint16_t context;

	*chain = 0;
	if (a->op == ACCESS_FETCH)
		return (key_find(&x->keys, KEY_FETCH, a->addr, a->size));
	context = site_context(&x->sites, p);
	if (context == NO_SITE)
		return (NULL);
	*chain = site_chain(&x->sites.site[context]);
	return (key_find(
	    &x->keys, KEY_DATA, context | (uint64_t)a->op << 16, a->size));
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
		if (s != NULL)
			key_drop(&x->keys, s);
		put(x, COLUMN_TARGETS, zigzag(a->addr - base));
		return (SYMBOL_ALONE);
	}
	s->value = *id;
	x->seen[*id] = (struct seen){ 0, NO_SITE, NO_SITE };
	if (a->op == ACCESS_FETCH)
		put(x, COLUMN_TARGETS, zigzag(a->addr - base));
	return (SYMBOL_NEW);
}

void
exact_count_pages(
    struct packed_pages *pages, vaddr_t addr, uint32_t size, uint32_t pid)
{
	vaddr_t last = addr + size - 1, bytes = UINT64_C(1) << pages->shift;

	(void)packed_pages_number(pages, addr, pid);
	while ((addr ^ last) >> pages->shift != 0 && !pages->full) {
		addr = (addr & -bytes) + bytes;
		(void)packed_pages_number(pages, addr, pid);
	}
}

/* Whether a page is another one, or may be of another process. */
static inline bool
other_page(const struct exact_writer *x, unsigned shift, vaddr_t first,
    vaddr_t last, vaddr_t before)
{
	return ((((first ^ before) | (last ^ before)) >> shift |
		    (x->nprocess > 1)) != 0);
}

size_t
exact_put_predicted(struct exact_writer *x, struct packed_pages *pages,
    const struct access *access, size_t n)
{
	struct exact_process p = *x->now;
	unsigned char *data = x->column[COLUMN_DATA].end;
	const unsigned shift = pages->shift;
	size_t i = 0;

	for (; i < n; i++) {
		const struct access a = access[i];
		uint16_t id = x->seen[p.last].next;
		struct site *s = site_now(x, id);
		bool fetch = a.op == ACCESS_FETCH;
		uint64_t difference =
		    a.addr - site_base(s, &p, SYMBOL_PREDICTED);

		if (((a.op != s->op) | (a.size != s->size) | (a.pid != p.pid) |
			(fetch & (difference != 0))) != 0)
			break;
		if (unlikely(other_page(
			x, shift, a.addr, a.addr + a.size - 1, s->addr)))
			exact_count_pages(pages, a.addr, a.size, p.pid);
		difference = zigzag(difference);
		*data = (unsigned char)difference;
		if (likely(difference < 128))
			data += !fetch;
		else
			data = varint_put(data, difference);
		site_moves(x, id, a.addr);
		p.last = id;
		p.code = fetch ? a.addr + a.size : p.code;
		p.data = fetch ? p.data : a.addr;
	}
	*x->now = p;
	x->column[COLUMN_DATA].end = data;
	return (i);
}

void
exact_put_other(
    struct exact_writer *x, struct packed_pages *pages, const struct access *a)
{
	struct exact_process *p = x->now;
	uint16_t id;
	enum symbol symbol = find_site(x, a, &id);
	struct site *s;

	put_byte(x, COLUMN_SYMBOLS, symbol);
	if (symbol != SYMBOL_ALONE) {
		s = site_now(x, id);
		if (a->op != ACCESS_FETCH)
			put(x, COLUMN_DATA,
			    zigzag(a->addr - site_base(s, p, symbol)));
		site_moves(x, id, a->addr);
		if (p->last != NO_SITE)
			follow(x, p->last, id);
		p->last = id;
	}
	process_moves(p, a->op, a->addr, a->size);
	exact_count_pages(pages, a->addr, a->size, a->pid);
	x->n++;
}

void
exact_accesses(struct exact_writer *x, struct packed_pages *pages,
    const struct access *access, size_t n)
{
	for (size_t i = 0; i < n;) {
		size_t run;

		exact_switch(x, access[i].pid);
		run = exact_put_predicted(x, pages, access + i, n - i);
		put_symbols(x, run);
		i += run;
		if (i < n && access[i].pid == x->now->pid)
			exact_put_other(x, pages, &access[i++]);
	}
}

static void
begin_block(struct exact_writer *x)
{
	key_table_empty(&x->keys);
	x->sites.n = x->nprocess = x->switched = x->n = 0;
	x->epoch = 0;
	x->now = NULL;
	for (size_t i = 0; i < NCOLUMNS; i++)
		x->column[columns[i].id].end = x->column[columns[i].id].p;
	memset(x->column[COLUMN_SYMBOLS].p, SYMBOL_PREDICTED, PACKED_BLOCK_MAX);
}

struct exact_writer *
exact_writer_open(struct mem *m)
{
	struct exact_writer *x = mem_alloc(m, sizeof(*x));

	key_table_open(&x->keys, m);
	/* One that no access is at stands for NO_SITE. */
	x->sites.site = mem_array(m, SITES_MAX + 1, sizeof(*x->sites.site));
	x->sites.site[NO_SITE] = (struct site){ .next = NO_SITE, .op = 0xff };
	x->seen = mem_array(m, SITES_MAX + 1, sizeof(*x->seen));
	x->seen[NO_SITE] = (struct seen){ 0, NO_SITE, NO_SITE };
	x->process = mem_array(m, PACKED_BLOCK_MAX, sizeof(*x->process));
	for (size_t i = 0; i < NCOLUMNS; i++)
		x->column[columns[i].id].p =
		    mem_array(m, PACKED_BLOCK_MAX, columns[i].bytes);
	begin_block(x);
	return (x);
}

unsigned char *
exact_put(struct exact_writer *x, struct column_writer *w, unsigned char *to)
{
	for (size_t i = 0; i < NCOLUMNS; i++) {
		const struct growing *c = &x->column[columns[i].id];

		to = column_put(
		    w, to, columns[i].id, c->p, (size_t)(c->end - c->p));
	}
	begin_block(x);
	return (to);
}
