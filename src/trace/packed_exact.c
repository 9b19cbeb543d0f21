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

/* The number of a process, which it is given if it has none. */
static uint32_t
process_number(struct exact_writer *x, uint32_t pid)
{
	uint16_t *head = key_head(&x->process_keys, pid), n = *head;

	while (n != NO_KEY && x->process[n].pid != pid)
		n = x->process_keys.next[n];
	if (n != NO_KEY)
		return (n);
	/* The 65,536th process of a block is that of its last access. */
	if (x->nprocess < NO_KEY)
		key_add(&x->process_keys, head, (uint16_t)x->nprocess);
	return (x->nprocess);
}

void
exact_switch_to(struct exact_writer *x, uint32_t pid)
{
	uint32_t number = process_number(x, pid);
	bool fresh = number == x->nprocess;

	if (fresh) {
		x->nprocess++;
		x->process[number] = (struct exact_process){ .pid = pid,
			.root = site_add(&x->sites, site_root()) };
		x->process[number].last = x->process[number].root;
		seen_begins(&x->seen, x->process[number].root);
	}
	x->now = &x->process[number];
	put(x, COLUMN_PROCESSES, x->n - x->switched);
	put(x, COLUMN_PROCESSES, number);
	if (fresh)
		put(x, COLUMN_PROCESSES, pid);
	x->switched = x->n;
}

/* The site of an instruction; NO_SITE: it has none yet. */
static uint16_t
fetch_site(
    const struct exact_writer *x, uint16_t id, vaddr_t addr, uint32_t size)
{
	const struct site *s;

	for (; id != NO_SITE; id = x->site_keys.next[id]) {
		s = &x->sites.site[id];
		if (s->addr == addr && s->size == size && s->op == ACCESS_FETCH)
			break;
	}
	return (id);
}

/* Defines the site of an access; NO_SITE: it can have none. */
static uint16_t
new_site(struct exact_writer *x, const struct access *a, uint16_t context,
    uint16_t *head)
{
	struct site s = { .addr = a->addr,
		.size = a->size,
		.next = NO_SITE,
		.op = (uint8_t)a->op };
	uint16_t id;

	if (a->op != ACCESS_FETCH) {
		if (context == NO_SITE)
			return (NO_SITE);
		s.chain = site_chain(&x->sites.site[context]);
	}
	id = site_define(x, s, context, head);
	if (id != NO_SITE && s.chain == NO_CHAIN && x->now == x->process &&
	    a->size < ROOT_SIZES)
		x->rooted[a->op][a->size] = id;
	return (id);
}

/* The symbol of an access that is not at the predicted site, and its site. */
static enum symbol
find_site(struct exact_writer *x, const struct access *a, uint16_t *id)
{
	const struct exact_process *p = x->now;
	bool fetch = a->op == ACCESS_FETCH;
	uint16_t context = fetch ? NO_SITE : site_context(&x->sites, p), *head;
	uint64_t base = fetch ? p->code : p->data;

	head =
	    key_head(&x->site_keys, fetch ? fetch_key(a->addr, a->size)
					  : data_key(context, a->op, a->size));
	*id = fetch ? fetch_site(x, *head, a->addr, a->size)
		    : data_site(x, *head, context, a->op, a->size);
	if (*id != NO_SITE) {
		put_byte(x, COLUMN_SITE_LOW, *id & 255);
		put_byte(x, COLUMN_SITE_HIGH, *id >> 8);
		return (SYMBOL_KNOWN);
	}
	put(x, COLUMN_SITES, op_size(a->op, a->size));
	*id = new_site(x, a, context, head);
	if (*id == NO_SITE || fetch)
		put(x, COLUMN_TARGETS, zigzag(a->addr - base));
	return (*id == NO_SITE ? SYMBOL_ALONE : SYMBOL_NEW);
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
		uint16_t id = x->seen.next[p.last];
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
	key_chains_empty(&x->site_keys);
	key_chains_empty(&x->process_keys);
	x->sites.n = x->nprocess = x->switched = x->n = 0;
	x->epoch = 0;
	x->now = NULL;
	memset(x->rooted, 0xff, 4 * sizeof(*x->rooted));
	for (size_t i = 0; i < NCOLUMNS; i++)
		x->column[columns[i].id].end = x->column[columns[i].id].p;
	memset(x->column[COLUMN_SYMBOLS].p, SYMBOL_PREDICTED, PACKED_BLOCK_MAX);
}

struct exact_writer *
exact_writer_open(struct mem *m)
{
	struct exact_writer *x = mem_alloc(m, sizeof(*x));

	x->scanner = word_scanner_chosen();
	key_chains_open(&x->site_keys, m, SITES_MAX);
	key_chains_open(&x->process_keys, m, PACKED_BLOCK_MAX);
	x->context = mem_array(m, SITES_MAX, sizeof(*x->context));
	/* One that no access is at stands for NO_SITE. */
	x->sites.site = mem_array(m, SITES_MAX + 1, sizeof(*x->sites.site));
	x->sites.site[NO_SITE] = (struct site){ .next = NO_SITE, .op = 0xff };
	seen_begins(&x->seen, NO_SITE);
	x->rooted = mem_array(m, 4, sizeof(*x->rooted));
	x->process = mem_array(m, PACKED_BLOCK_MAX, sizeof(*x->process));
	for (size_t i = 0; i < NCOLUMNS; i++)
		x->column[columns[i].id].p = mem_alloc(m,
		    (size_t)PACKED_BLOCK_MAX * columns[i].bytes + COLUMN_SPARE);
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
