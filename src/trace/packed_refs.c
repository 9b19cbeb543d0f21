/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page references as columns: the writing side.
 */
#include "trace/packed_refs.h"

#include <stdlib.h>
#include <string.h>

#include "trace/bytes.h"
#include "trace/packed_varint.h"

/* Different references of a block, at most half full. */
#define SLOT_BITS 17

struct slot {
	uint32_t code;
	uint32_t block; /* the slot is empty unless it is this one */
	uint32_t entry; /* in the list */
};

struct entry {
	uint32_t code;
	uint32_t count;
	uint32_t slot;
	uint16_t byte;   /* how it is written */
	uint16_t escape; /* behind CODING_ESCAPED */
};

struct refs_writer {
	struct slot *slot;
	uint32_t block;
	struct entry *entry;
	uint32_t nentry;
	uint16_t *which; /* the entry of each reference */
	unsigned char *bytes, *escapes, *dictionary, *pages, *pids;
	unsigned char *trial; /* a coding that may be larger */
};

struct refs_writer *
refs_writer_open(struct mem *m)
{
	struct refs_writer *x = mem_alloc(m, sizeof(*x));
	size_t n = PACKED_BLOCK_MAX;

	x->slot = mem_array(m, (size_t)1 << SLOT_BITS, sizeof(*x->slot));
	x->entry = mem_array(m, n, sizeof(*x->entry));
	x->which = mem_array(m, n, sizeof(*x->which));
	x->bytes = mem_array(m, n + 16, 5);
	x->escapes = mem_array(m, n, 2);
	x->dictionary = mem_array(m, n, 5);
	x->pages = mem_array(m, n, VARINT_MAX);
	x->pids = mem_array(m, n, VARINT_MAX);
	x->trial = mem_alloc(m, PACKED_FRAME_MAX);
	return (x);
}

static struct entry *
find(struct refs_writer *x, uint32_t code)
{
	size_t i = code * UINT32_C(0x9e3779b1) >> (32 - SLOT_BITS);
	struct slot *s;

	for (;; i = (i + 1) & (((size_t)1 << SLOT_BITS) - 1)) {
		s = &x->slot[i];
		if (s->block == x->block && s->code == code)
			return (&x->entry[s->entry]);
		if (s->block != x->block)
			break;
	}
	*s = (struct slot){ code, x->block, x->nentry };
	x->entry[x->nentry] =
	    (struct entry){ .code = code, .slot = (uint32_t)i };
	return (&x->entry[x->nentry++]);
}

/* The different references, and how often each occurs. */
static void
count(struct refs_writer *x, const struct packed_block *b)
{
	struct entry *e = NULL;

	x->block++;
	x->nentry = 0;
	for (uint32_t i = 0; i < b->n; i++) {
		if (e == NULL || e->code != b->code[i])
			e = find(x, b->code[i]);
		e->count++;
	}
}

static int
by_count(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->count != y->count)
		return (x->count < y->count ? 1 : -1);
	return (x->code < y->code ? -1 : 1);
}

static int
by_code(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return (x->code < y->code ? -1 : 1);
}

/* The entries in order, each known by its slot. */
static unsigned char *
put_dictionary(
    struct refs_writer *x, uint32_t from, uint32_t n, unsigned char *to)
{
	uint32_t last = 0;

	qsort(x->entry + from, n, sizeof(*x->entry), by_code);
	for (uint32_t i = from; i < from + n; i++) {
		struct entry *e = &x->entry[i];

		to = varint_put(to, e->code - last);
		last = e->code;
		x->slot[e->slot].entry = i;
	}
	return (to);
}

/* With a dictionary: of all, or of the most frequent and of the rest. */
static unsigned char *
put_bytes(struct refs_writer *x, struct column_writer *w, unsigned char *to,
    const struct packed_block *b)
{
	bool escape = x->nentry > 256;
	uint32_t direct = escape ? CODING_ESCAPED : x->nentry;
	unsigned char coding = escape ? CODING_ESCAPE : CODING_BYTES;
	unsigned char *end = x->dictionary, *escaped = x->escapes;
	struct entry *e = NULL;

	if (escape)
		qsort(x->entry, x->nentry, sizeof(*x->entry), by_count);
	end = put_dictionary(x, 0, direct, end);
	end = put_dictionary(x, direct, x->nentry - direct, end);
	for (uint32_t i = 0; i < b->n; i++) {
		size_t at;

		if (e == NULL || e->code != b->code[i])
			e = find(x, b->code[i]);
		at = (size_t)(e - x->entry);
		if (at < direct) {
			x->bytes[i] = (unsigned char)at;
		} else {
			x->bytes[i] = CODING_ESCAPED;
			*escaped++ = (unsigned char)(at - direct);
			*escaped++ = (unsigned char)((at - direct) >> 8);
		}
	}
	to = column_put(w, to, COLUMN_CODING, &coding, 1);
	to = column_put(w, to, COLUMN_DICTIONARY, x->dictionary,
	    (size_t)(end - x->dictionary));
	to = column_put(w, to, COLUMN_CODES, x->bytes, b->n);
	return (column_put(
	    w, to, COLUMN_ESCAPES, x->escapes, (size_t)(escaped - x->escapes)));
}

static unsigned char *
put_delta(struct refs_writer *x, struct column_writer *w, unsigned char *to,
    const struct packed_block *b)
{
	unsigned char coding = CODING_DELTA, *end = x->bytes;
	uint32_t last = 0;

	for (uint32_t i = 0; i < b->n; i++) {
		int64_t d = (int64_t)b->code[i] - last;

		end = varint_put(end, zigzag((uint64_t)d));
		last = b->code[i];
	}
	to = column_put(w, to, COLUMN_CODING, &coding, 1);
	return (column_put(
	    w, to, COLUMN_CODES, x->bytes, (size_t)(end - x->bytes)));
}

/*
 * Bits: the page less the first one, times the number of operations that
 * occur, plus the place of the operation among these.
 */
static unsigned char *
put_bits(struct refs_writer *x, struct column_writer *w, unsigned char *to,
    const struct packed_block *b)
{
	unsigned char coding[CODING_SIZE] = { CODING_BITS };
	uint32_t first = UINT32_MAX, last = 0;
	unsigned ops = 0, nop, width = 0, bit = 0;
	unsigned char *end = x->bytes;
	uint64_t word = 0;

	for (uint32_t i = 0; i < x->nentry; i++) {
		uint32_t page = packed_page(x->entry[i].code);

		ops |= 1U << packed_op(x->entry[i].code);
		first = page < first ? page : first;
		last = page > last ? page : last;
	}
	nop = (unsigned)__builtin_popcount(ops);
	while (((uint64_t)(last - first + 1) * nop - 1) >> width != 0)
		width++;
	coding[1] = (unsigned char)ops;
	coding[2] = (unsigned char)width;
	bytes_put_le32(coding + 3, first);
	for (uint32_t i = 0; i < b->n; i++) {
		unsigned below = (1U << packed_op(b->code[i])) - 1;
		uint64_t v = (uint64_t)(packed_page(b->code[i]) - first) * nop +
			     (unsigned)__builtin_popcount(ops & below);

		word |= v << bit;
		for (bit += width; bit >= 8; bit -= 8) {
			*end++ = (unsigned char)word;
			word >>= 8;
		}
	}
	if (bit > 0)
		*end++ = (unsigned char)word;
	to = column_put(w, to, COLUMN_CODING, coding, sizeof(coding));
	return (column_put(
	    w, to, COLUMN_CODES, x->bytes, (size_t)(end - x->bytes)));
}

/* Which pages the block refers to first. */
static unsigned char *
put_pages(struct refs_writer *x, struct column_writer *w, unsigned char *to,
    const struct packed_block *b, const struct page_list *pages, unsigned shift)
{
	unsigned char *page = x->pages, *pid = x->pids;
	vaddr_t last = 0;
	uint32_t process = 0;
	size_t switched = b->first_page;

	for (size_t i = b->first_page; i < pages->n; i++) {
		const struct trace_page *p = &pages->page[i];

		page = varint_put(page, zigzag((p->addr >> shift) - last));
		last = p->addr >> shift;
		if (p->pid == process)
			continue;
		pid = varint_put(pid, i - switched);
		pid = varint_put(pid, p->pid);
		switched = i;
		process = p->pid;
	}
	to = column_put(
	    w, to, COLUMN_PAGES, x->pages, (size_t)(page - x->pages));
	return (column_put(
	    w, to, COLUMN_PAGE_PIDS, x->pids, (size_t)(pid - x->pids)));
}

typedef unsigned char *put_f(struct refs_writer *x, struct column_writer *w,
    unsigned char *to, const struct packed_block *b);

unsigned char *
refs_put(struct refs_writer *x, struct column_writer *w, unsigned char *to,
    const struct packed_block *b, const struct page_list *pages, unsigned shift)
{
	static put_f *const others[] = { put_bits, put_delta };
	unsigned char *end;

	to = put_pages(x, w, to, b, pages, shift);
	if (b->n == 0)
		return (to);
	count(x, b);
	end = put_bytes(x, w, to, b);
	/* A dictionary of few is smallest, and fastest to read. */
	for (size_t i = 0; x->nentry > 256 && i < 2; i++) {
		size_t n = (size_t)(others[i](x, w, x->trial, b) - x->trial);

		if (n < (size_t)(end - to)) {
			memcpy(to, x->trial, n);
			end = to + n;
		}
	}
	return (end);
}
