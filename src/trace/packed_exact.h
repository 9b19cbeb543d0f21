/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Accesses with addresses and sizes as columns, and back.
 *
 * A program executes the same instructions again and again, in the same order.
 * So the columns say which access site is next, and only where it is not the
 * one that followed the last time.
 *
 * A site of a fetch is an address and a size.  A site of a load or a store is
 * the site before it, an operation and a size; its address is coded as the
 * difference from its last one.  Where no instruction is known, which is the
 * case from the beginning of a block on and in traces without fetches, there is
 * one site of a process for each operation and size, and the difference is from
 * the process's last address.
 *
 * Each access has a symbol:
 *
 *	PREDICTED	the site that followed the last one before
 *	KNOWN		another site, of this number
 *	NEW		a site that is defined here
 *	ALONE		no site: the limit of sites in a block is reached
 */
#ifndef TRACE_PACKED_EXACT_H
#define TRACE_PACKED_EXACT_H

#include "trace/packed_column.h"
#include "trace/packed_pages.h"

struct exact_writer;
struct known_pages;
struct exact_reader;

struct exact_writer *exact_writer_open(struct mem *m);
/* Adds n accesses to the block, and their pages to those of the trace.  One
 * that straddles pages is counted in each of them. */
void exact_accesses(struct exact_writer *x, struct packed_pages *pages,
    const struct access *access, size_t n);
/* The same of words (model/access_word.h) of one process, up to one that is not
 * known; returns how many.  All accesses of the block were known, or made
 * known, when they were added. */
size_t exact_words(struct exact_writer *x, struct packed_pages *pages,
    const uint64_t *word, size_t n, uint32_t pid,
    const struct known_pages *known);
/* Appends the columns of the block; returns their end.  The next block begins.
 */
unsigned char *exact_put(
    struct exact_writer *x, struct column_writer *w, unsigned char *to);

struct exact_reader *exact_reader_open(struct mem *m);
/* Fills the accesses of a block, whose n is set.  NULL, or what is wrong. */
const char *exact_get(struct exact_reader *x, const struct column *column,
    struct packed_block *b);

/* What both sides share. */

#define SITES_MAX 65535 /* in a block; their numbers take two bytes */
/* Loads and stores of one instruction that have sites of their own. */
#define CHAIN_MAX 7

enum symbol {
	SYMBOL_PREDICTED,
	SYMBOL_KNOWN,
	SYMBOL_NEW,
	SYMBOL_ALONE,
};

struct site {
	vaddr_t addr;  /* of a fetch, or the last one of data */
	uint32_t size; /* 0: the site of no access, before a process's first */
	uint16_t next; /* the site that followed; NO_SITE: none has */
	uint8_t op;
	uint8_t chain; /* loads and stores since the instruction; NO_CHAIN: no
			* instruction is known */
};

#define NO_SITE  0xffff
#define NO_CHAIN 0xff

/* A process of a block. */
struct exact_process {
	uint32_t pid;
	uint16_t root; /* its site of no access; NO_SITE: there is none */
	uint16_t last; /* the site of its last access */
	vaddr_t code;  /* the end of its last instruction */
	vaddr_t data;  /* its last load or store */
};

static inline struct site
site_root(void)
{
	return ((struct site){ .next = NO_SITE, .chain = NO_CHAIN });
}

/* The sites of a block, by number. */
struct site_list {
	struct site *site; /* SITES_MAX */
	uint32_t n;
};

/* The number of a new site; NO_SITE: the limit is reached. */
static inline uint16_t
site_add(struct site_list *sites, struct site s)
{
	if (sites->n == SITES_MAX)
		return (NO_SITE);
	sites->site[sites->n] = s;
	return ((uint16_t)sites->n++);
}

/* The site that one of a load or a store follows: that of the process's last
 * access, or its root, which may be NO_SITE. */
static inline uint16_t
site_context(const struct site_list *sites, const struct exact_process *p)
{
	if (p->last == NO_SITE || sites->site[p->last].chain >= CHAIN_MAX)
		return (p->root);
	return (p->last);
}

/* The chain of a site of a load or a store that follows s. */
static inline uint8_t
site_chain(const struct site *s)
{
	return (s->chain == NO_CHAIN ? NO_CHAIN : s->chain + 1);
}

/* What the address of a load or a store at this site is the difference from. */
static inline vaddr_t
site_base(
    const struct site *s, const struct exact_process *p, enum symbol symbol)
{
	return (
	    symbol == SYMBOL_NEW || s->chain == NO_CHAIN ? p->data : s->addr);
}

/* The process made this access. */
static inline void
process_moves(struct exact_process *p, unsigned op, vaddr_t addr, uint32_t size)
{
	if (op == ACCESS_FETCH)
		p->code = addr + size;
	else
		p->data = addr;
}

/* An operation and a size as one number. */
static inline uint64_t
op_size(unsigned op, uint32_t size)
{
	return (op | (uint64_t)size << 2);
}

#endif
