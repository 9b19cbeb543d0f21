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
#include "trace/word_scan.h"

/* Words lie within such pages, of 4 KiB. */
#define WORD_PAGE_SHIFT 12

/* A column that is being written. */
struct growing {
	unsigned char *p, *end;
};

/* Of sites, by number; NO_SITE stands for none. */
struct seen {
	uint64_t word[SITES_MAX + 1];  /* its last access, or NO_WORD */
	uint16_t next[SITES_MAX + 1];  /* the site that followed, or NO_SITE */
	uint16_t other[SITES_MAX + 1]; /* and the one before that one */
};

/* No access. */
#define NO_WORD UINT64_MAX
/* The word of a site behind a root has this bit, which no access has. */
#define ROOT_WORD (UINT64_C(1) << 63)

/* Sites behind the root of a block's first process, by operation and size. */
#define ROOT_SIZES 128

struct exact_writer {
	struct site_list sites;
	struct key_chains site_keys, process_keys;
	uint16_t *context; /* of each site of a load or a store */
	struct seen seen;
	uint16_t (*rooted)[ROOT_SIZES]; /* of each operation */
	struct exact_process *process;
	uint32_t nprocess;
	struct exact_process *now;
	const struct word_scanner *scanner;
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

	if (x->seen.word[id] != NO_WORD)
		s->addr = access_word_addr(x->seen.word[id]);
	return (s);
}

/* The last access at the site is this one. */
static inline void
site_moves(struct exact_writer *x, uint16_t id, vaddr_t addr)
{
	struct site *s = &x->sites.site[id];

	s->addr = addr;
	x->seen.word[id] = s->size > 0xfff || addr > ACCESS_WORD_ADDR
			       ? NO_WORD
			       : access_word(s->op, s->size, addr) |
				     (s->chain == NO_CHAIN ? ROOT_WORD : 0);
}

/* The site next follows that one from here on. */
static inline void
follow(struct exact_writer *x, uint16_t site, uint16_t next)
{
	x->seen.other[site] = x->seen.next[site];
	x->seen.next[site] = next;
}

static inline void
seen_begins(struct seen *seen, uint16_t site)
{
	seen->word[site] = NO_WORD;
	seen->next[site] = seen->other[site] = NO_SITE;
}

/* The site of a load or a store that follows another one. */
static inline uint16_t
data_site(const struct exact_writer *x, uint16_t id, uint16_t context,
    unsigned op, uint32_t size)
{
	const struct site *s;

	for (; id != NO_SITE; id = x->site_keys.next[id]) {
		s = &x->sites.site[id];
		if (x->context[id] == context && s->size == size && s->op == op)
			break;
	}
	return (id);
}

/* A new site in the chain of its key; NO_SITE: the limit is reached. */
static inline uint16_t
site_define(
    struct exact_writer *x, struct site s, uint16_t context, uint16_t *head)
{
	uint16_t id = site_add(&x->sites, s);

	if (id == NO_SITE)
		return (NO_SITE);
	x->context[id] = context;
	key_add(&x->site_keys, head, id);
	seen_begins(&x->seen, id);
	return (id);
}

/* Each of them has a symbol, which is there where it is SYMBOL_PREDICTED. */
static inline void
put_symbols(struct exact_writer *x, size_t n)
{
	x->column[COLUMN_SYMBOLS].end += n;
	x->n += (uint32_t)n;
}

/* What the chain of a site is found by. */
static inline uint64_t
fetch_key(vaddr_t addr, uint32_t size)
{
	return (addr ^ (uint64_t)size << 48);
}

static inline uint64_t
data_key(uint16_t context, unsigned op, uint32_t size)
{
	return (context | (uint64_t)op << 16 | (uint64_t)size << 18);
}

/* The next access is of another process. */
void exact_switch_to(struct exact_writer *x, uint32_t pid);

/* The next access is of this process. */
static inline void
exact_switch(struct exact_writer *x, uint32_t pid)
{
	if (x->now == NULL || x->now->pid != pid)
		exact_switch_to(x, pid);
}

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
