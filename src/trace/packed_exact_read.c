/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Accesses as columns: the reading side.  No hash table is needed here, since
 * sites have numbers.
 */
#include "trace/packed_exact.h"
#include "trace/packed_varint.h"
#include "trace/record.h"

#define WHY_SHORT "accesses that end too early"

struct exact_reader {
	struct site_list sites;
	struct exact_process *process;
	uint32_t nprocess;
	struct column processes, symbols, defined, targets, low, high, data;
	uint32_t change; /* where the next change of process is */
};

struct exact_reader *
exact_reader_open(struct mem *m)
{
	struct exact_reader *x = mem_alloc(m, sizeof(*x));

	x->sites.site = mem_array(m, SITES_MAX, sizeof(*x->sites.site));
	x->process = mem_array(m, PACKED_BLOCK_MAX, sizeof(*x->process));
	return (x);
}

/* The next number of a column. */
static bool
take(struct column *c, uint64_t *v)
{
	const unsigned char *p = varint_get(c->p, c->end, v);

	if (p == NULL)
		return (false);
	c->p = p;
	return (true);
}

/* Finds where the next change of process is: the end, if there is none. */
static bool
next_change(struct exact_reader *x, uint32_t n)
{
	uint32_t from = x->change;
	uint64_t distance;

	x->change = n;
	if (x->processes.p == x->processes.end)
		return (true);
	if (!take(&x->processes, &distance) || distance >= n - from)
		return (false);
	x->change = from + (uint32_t)distance;
	return (true);
}

/* The process of the accesses from here on; NULL: the column is wrong. */
static struct exact_process *
switch_process(struct exact_reader *x, uint32_t n)
{
	struct exact_process *p;
	uint64_t number, pid;

	if (!take(&x->processes, &number) || number > x->nprocess)
		return (NULL);
	if (number == x->nprocess) {
		if (x->nprocess == PACKED_BLOCK_MAX ||
		    !take(&x->processes, &pid) || pid > PID_MAX)
			return (NULL);
		p = &x->process[x->nprocess++];
		*p = (struct exact_process){ .pid = (uint32_t)pid,
			.root = site_add(&x->sites, site_root()) };
		p->last = p->root;
	}
	return (next_change(x, n) ? &x->process[number] : NULL);
}

/* A site that is defined here; false: it is wrong.  alone: it is not kept, and
 * *id is not set. */
static bool
define(struct exact_reader *x, const struct exact_process *p, bool alone,
    struct site *s, uint16_t *id)
{
	uint16_t context;
	uint64_t v, difference = 0;

	if (!take(&x->defined, &v) || v >> 2 == 0 || v >> 2 > ACCESS_BYTES_MAX)
		return (false);
	*s = (struct site){ .size = (uint32_t)(v >> 2),
		.next = NO_SITE,
		.op = (uint8_t)(v & 3) };
	if ((alone || s->op == ACCESS_FETCH) && !take(&x->targets, &difference))
		return (false);
	s->addr =
	    (s->op == ACCESS_FETCH ? p->code : p->data) + unzigzag(difference);
	if (alone)
		return (true);
	if (s->op != ACCESS_FETCH) {
		context = site_context(&x->sites, p);
		if (context == NO_SITE)
			return (false);
		s->chain = site_chain(&x->sites.site[context]);
	}
	*id = site_add(&x->sites, *s);
	return (*id != NO_SITE);
}

/* The next access of the process; NULL, or what is wrong. */
static const char *
get_access(struct exact_reader *x, struct exact_process *p, unsigned symbol,
    struct access *a)
{
	struct site *last = p->last == NO_SITE ? NULL : &x->sites.site[p->last];
	uint16_t id = last == NULL ? NO_SITE : last->next;
	struct site alone, *s = &alone;
	uint64_t v;

	if (symbol > SYMBOL_ALONE)
		return ("a symbol that is not known");
	if (symbol == SYMBOL_KNOWN) {
		if (x->low.p == x->low.end || x->high.p == x->high.end)
			return (WHY_SHORT);
		id = (uint16_t)(*x->low.p++ | *x->high.p++ << 8);
	} else if (symbol >= SYMBOL_NEW &&
		   !define(x, p, symbol == SYMBOL_ALONE, &alone, &id)) {
		return ("an access site that is wrong");
	}
	if (symbol != SYMBOL_ALONE) {
		if (id >= x->sites.n || x->sites.site[id].size == 0)
			return ("an access site that is not defined");
		s = &x->sites.site[id];
		if (s->op != ACCESS_FETCH) {
			if (!take(&x->data, &v))
				return (WHY_SHORT);
			s->addr =
			    site_base(s, p, (enum symbol)symbol) + unzigzag(v);
		}
		if (last != NULL)
			last->next = id;
		p->last = id;
	}
	if (s->addr + s->size - 1 < s->addr)
		return (WHY_WRAPS);
	*a = (struct access){ s->addr, s->size, p->pid & PID_MAX, s->op & 7 };
	process_moves(p, s->op, s->addr, s->size);
	return (NULL);
}

const char *
exact_get(
    struct exact_reader *x, const struct column *column, struct packed_block *b)
{
	struct exact_process *now = NULL;
	const char *why;

	x->processes = column[COLUMN_PROCESSES];
	x->symbols = column[COLUMN_SYMBOLS];
	x->defined = column[COLUMN_SITES];
	x->targets = column[COLUMN_TARGETS];
	x->low = column[COLUMN_SITE_LOW];
	x->high = column[COLUMN_SITE_HIGH];
	x->data = column[COLUMN_DATA];
	x->sites.n = x->nprocess = x->change = 0;
	if (column_size(&x->symbols) != b->n || !next_change(x, b->n) ||
	    (b->n > 0 && x->change != 0))
		return (WHY_SHORT);
	for (uint32_t i = 0; i < b->n; i++) {
		while (i == x->change) {
			now = switch_process(x, b->n);
			if (now == NULL)
				return ("a process that is wrong");
		}
		why = get_access(x, now, x->symbols.p[i], &b->access[i]);
		if (why != NULL)
			return (why);
	}
	return (NULL);
}
