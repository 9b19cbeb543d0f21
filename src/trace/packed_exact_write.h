/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Accesses as columns, the writing side: what struct accesses and words
 * (model/access_word.h) have in common.
 */
#ifndef TRACE_PACKED_EXACT_WRITE_H
#define TRACE_PACKED_EXACT_WRITE_H

#include "base/inline.h"
#include "model/access_word.h"
#include "trace/packed_exact.h"
#include "trace/packed_keys.h"
#include "trace/packed_varint.h"

/* Words lie within such pages, of 4 KiB. */
#define WORD_PAGE_SHIFT 12

/* A column that is being written. */
struct growing {
	unsigned char *p, *end;
};

/* Of a site: its last access as a word, which site followed, and which one had
 * before that one.  word is 0 where none is kept: it is not below. */
struct seen {
	uint64_t word;
	uint16_t next, other;
};

struct exact_writer {
	struct key_table keys; /* of sites and processes */
	struct site_list sites;
	struct seen *seen; /* of each site */
	struct exact_process *process;
	uint32_t nprocess;
	struct exact_process *now;
	uint32_t n;        /* accesses of the block */
	uint32_t switched; /* before the last change of process */
	/* Of the known pages when the block began with a word; 0: it did not.
	 */
	uint64_t epoch;
	struct growing column[COLUMN_ID_MAX + 1];
};

static inline void
put_byte(struct exact_writer *x, enum column_id id, unsigned v)
{
	*x->column[id].end++ = (unsigned char)v;
}

static inline void
put(struct exact_writer *x, enum column_id id, uint64_t v)
{
	x->column[id].end = varint_put(x->column[id].end, v);
}

/* A site with its last address. */
static inline struct site *
site_now(struct exact_writer *x, uint16_t id)
{
	struct site *s = &x->sites.site[id];

	if (x->seen[id].word != 0)
		s->addr = access_word_addr(x->seen[id].word);
	return (s);
}

/* The last access at the site is this one.  put_words() does not see sites that
 * follow no instruction. */
static inline void
site_moves(struct exact_writer *x, uint16_t id, vaddr_t addr)
{
	struct site *s = &x->sites.site[id];

	s->addr = addr;
	x->seen[id].word =
	    s->chain == NO_CHAIN || s->size > 0xfff || addr > ACCESS_WORD_ADDR
		? 0
		: access_word(s->op, s->size, addr);
}

/* The site next follows that one from here on. */
static inline void
follow(struct exact_writer *x, uint16_t site, uint16_t next)
{
	x->seen[site].other = x->seen[site].next;
	x->seen[site].next = next;
}

/* Each of them has a symbol, which is there where it is SYMBOL_PREDICTED. */
static inline void
put_symbols(struct exact_writer *x, size_t n)
{
	x->column[COLUMN_SYMBOLS].end += n;
	x->n += (uint32_t)n;
}

/* The next access is of this process. */
void exact_switch(struct exact_writer *x, uint32_t pid);
/* The pages of an access of any size. */
void exact_count_pages(
    struct packed_pages *pages, vaddr_t addr, uint32_t size, uint32_t pid);
/* Accesses of the process that are at predicted sites; returns how many. */
size_t exact_put_predicted(struct exact_writer *x, struct packed_pages *pages,
    const struct access *access, size_t n);
/* One that is not. */
void exact_put_other(
    struct exact_writer *x, struct packed_pages *pages, const struct access *a);

#endif
