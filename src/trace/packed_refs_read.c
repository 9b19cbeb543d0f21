/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page references as columns: the reading side.
 */
#include <string.h>

#include "trace/bytes.h"
#include "trace/packed_expand.h"
#include "trace/packed_refs.h"
#include "trace/packed_varint.h"
#include "trace/record.h"

#define WHY_DICTIONARY "a dictionary that is wrong"
#define WHY_CODES      "references of another number than their block has"
#define WHY_NO_PAGE    "a reference to a page that is not defined"

struct refs_reader {
	struct code_table table;
	uint32_t *rest;        /* the second dictionary */
	struct escape *escape; /* of the block */
	uint32_t limit;        /* codes are below */
};

struct refs_reader *
refs_reader_open(struct mem *m)
{
	struct refs_reader *x = mem_alloc(m, sizeof(*x));

	x->table.expander = expander_chosen();
	x->rest = mem_array(m, PACKED_BLOCK_MAX, sizeof(*x->rest));
	x->escape = mem_array(m, PACKED_BLOCK_MAX + 1, sizeof(*x->escape));
	return (x);
}

/* The processes of the pages from first on. */
static const char *
get_pids(struct column pid, struct page_list *pages, size_t first)
{
	uint64_t distance, process;

	while (pid.p < pid.end) {
		pid.p = varint_get(pid.p, pid.end, &distance);
		if (pid.p != NULL)
			pid.p = varint_get(pid.p, pid.end, &process);
		if (pid.p == NULL || distance >= pages->n - first ||
		    process > PID_MAX)
			return ("the process of a page that is wrong");
		first += (size_t)distance;
		for (size_t i = first; i < pages->n; i++)
			pages->page[i].pid = (uint32_t)process;
	}
	return (NULL);
}

/* Adds the pages that the block defines to the list. */
static const char *
get_pages(const struct column *column, const struct packed_block *b,
    struct page_list *pages, unsigned shift)
{
	struct column page = column[COLUMN_PAGES];
	uint64_t v, last = 0;

	if (b->first_page != pages->n)
		return ("pages that do not follow those before them");
	while (page.p < page.end) {
		page.p = varint_get(page.p, page.end, &v);
		last += page.p == NULL ? 0 : unzigzag(v);
		if (page.p == NULL || last > UINT64_MAX >> shift)
			return ("the address of a page that is wrong");
		if (pages->n - b->first_page == b->n ||
		    pages->n == LISTED_PAGES_MAX)
			return ("more pages than references");
		pages->page = mem_grow(pages->m, pages->page, pages->n,
		    &pages->cap, sizeof(*pages->page));
		pages->page[pages->n++] =
		    (struct trace_page){ .addr = last << shift };
	}
	return (get_pids(column[COLUMN_PAGE_PIDS], pages, b->first_page));
}

/* Reads at most so many codes, which ascend; returns how many, or -1. */
static int64_t
get_dictionary(
    struct refs_reader *x, struct column *c, uint32_t *to, uint32_t most)
{
	uint64_t code = 0, v;
	uint32_t n = 0;

	for (; c->p < c->end && n < most; n++) {
		c->p = varint_get(c->p, c->end, &v);
		if (c->p == NULL || v > UINT32_MAX || (code += v) >= x->limit ||
		    (v == 0 && n > 0))
			return (-1);
		to[n] = (uint32_t)code;
	}
	return (n);
}

const uint32_t *
refs_codes(struct packed_block *b, uint32_t from, uint32_t *n)
{
	const struct escape *e = b->escape + b->escaped;
	const struct escape *end = b->escape + b->nescape;

	if (b->byte == NULL)
		return (b->code + from);
	if (*n > REFS_AT_ONCE)
		*n = REFS_AT_ONCE;
	b->table->expander->expand(b->code, b->byte + from, *n, b->table);
	while (e < end && e->at < from)
		e++;
	b->escaped = (uint32_t)(e - b->escape);
	for (; e < end && e->at - from < *n; e++)
		b->code[e->at - from] = e->code;
	return (b->code);
}

static const char *
get_bytes(
    struct refs_reader *x, const struct column *column, struct packed_block *b)
{
	struct column dictionary = column[COLUMN_DICTIONARY];
	const unsigned char *p = column[COLUMN_CODES].p;
	int64_t n = get_dictionary(x, &dictionary, x->table.code, 256);

	if (n <= 0 || dictionary.p != dictionary.end)
		return (WHY_DICTIONARY);
	if (n < 256 && x->table.expander->any_above(p, b->n, (unsigned)n - 1))
		return (WHY_DICTIONARY);
	x->table.n = (uint32_t)n;
	code_table_ready(&x->table);
	b->byte = p;
	return (NULL);
}

/* The places of the escapes among n bytes, which zeros follow; returns how many
 * there are.  One more element is written to.  Where many pages are in use
 * many bytes are escapes, in no order that a processor could predict. */
static uint32_t
find_escapes(struct escape *to, const unsigned char *p, uint32_t n)
{
	const uint64_t each = ~UINT64_C(0) / 255;
	uint32_t k = 0;

	for (uint32_t i = 0; i < n; i += 8) {
		uint64_t v = bytes_le64((const char *)p + i);

		/* Is a byte of ~v 0? */
		if (((~v - each) & v & each << 7) == 0)
			continue;
		for (uint32_t j = i; j < i + 8; j++) {
			to[k].at = j;
			k += p[j] == CODING_ESCAPED;
		}
	}
	return (k);
}

/* As get_bytes(), but for the escapes. */
static const char *
get_escape(
    struct refs_reader *x, const struct column *column, struct packed_block *b)
{
	struct column dictionary = column[COLUMN_DICTIONARY];
	const struct column escapes = column[COLUMN_ESCAPES];
	const unsigned char *p = column[COLUMN_CODES].p;
	int64_t n =
	    get_dictionary(x, &dictionary, x->table.code, CODING_ESCAPED);

	if (n != CODING_ESCAPED)
		return (WHY_DICTIONARY);
	n = get_dictionary(x, &dictionary, x->rest, PACKED_BLOCK_MAX);
	if (n < 0 || dictionary.p != dictionary.end)
		return (WHY_DICTIONARY);
	b->nescape = find_escapes(x->escape, p, b->n);
	if (column_size(&escapes) != 2 * (size_t)b->nescape)
		return (WHY_CODES);
	for (uint32_t i = 0; i < b->nescape; i++) {
		uint16_t which = bytes_le16((const char *)escapes.p + 2 * i);

		if (which >= n)
			return (WHY_DICTIONARY);
		x->escape[i].code = x->rest[which];
	}
	x->table.code[CODING_ESCAPED] = 0;
	x->table.n = CODING_ESCAPED + 1;
	code_table_ready(&x->table);
	b->byte = p;
	return (NULL);
}

static const char *
get_delta(const struct refs_reader *x, struct column c, struct packed_block *b)
{
	uint64_t v, last = 0;

	for (uint32_t i = 0; i < b->n; i++) {
		c.p = varint_get(c.p, c.end, &v);
		if (c.p == NULL)
			return (WHY_CODES);
		last += unzigzag(v);
		if (last >= x->limit)
			return (WHY_NO_PAGE);
		b->code[i] = (uint32_t)last;
	}
	return (c.p == c.end ? NULL : WHY_CODES);
}

/* codes[v % nop] and v / nop: nop is 1, 2, 3 or 4. */
static const char *
get_bits(const struct refs_reader *x, const unsigned char *coding,
    struct column c, struct packed_block *b)
{
	unsigned ops = coding[1], width = coding[2], nop = 0, op[4] = { 0 };
	uint32_t first = bytes_le32((const char *)coding + 3), most = 0;
	uint64_t mask = (UINT64_C(1) << (width & 63)) - 1;

	for (unsigned i = 0; i < 4; i++)
		if ((ops >> i & 1) != 0)
			op[nop++] = i;
	if (nop == 0 || ops > 15 || width > 32 || first >= x->limit ||
	    column_size(&c) != ((uint64_t)b->n * width + 7) / 8)
		return (WHY_CODES);
	for (uint32_t i = 0; i < b->n; i++) {
		uint64_t at = (uint64_t)i * width;
		uint64_t v =
		    bytes_le64((const char *)c.p + at / 8) >> (at & 7) & mask;
		uint64_t page = v / nop;
		uint32_t code =
		    (uint32_t)(first + page) << PACKED_OP_BITS | op[v % nop];

		if (first + page >= LISTED_PAGES_MAX)
			return (WHY_NO_PAGE);
		most = code > most ? code : most;
		b->code[i] = code;
	}
	return (most < x->limit ? NULL : WHY_NO_PAGE);
}

const char *
refs_get(struct refs_reader *x, const struct column *column,
    struct packed_block *b, struct page_list *pages, unsigned shift, bool skim)
{
	const struct column *coding = &column[COLUMN_CODING];
	const struct column *codes = &column[COLUMN_CODES];
	unsigned kind = coding->p[0];
	const char *why = get_pages(column, b, pages, shift);

	b->byte = NULL;
	b->table = &x->table;
	b->escape = x->escape;
	b->nescape = b->escaped = 0;
	if (why != NULL || b->n == 0 || skim)
		return (why);
	x->limit = (uint32_t)pages->n << PACKED_OP_BITS;
	if (column_size(coding) !=
	    (kind == CODING_BITS ? (size_t)CODING_SIZE : 1))
		return (WHY_CODES);
	if (kind <= CODING_ESCAPE && column_size(codes) != b->n)
		return (WHY_CODES);
	switch (kind) {
	case CODING_BYTES:
		return (get_bytes(x, column, b));
	case CODING_ESCAPE:
		return (get_escape(x, column, b));
	case CODING_DELTA:
		return (get_delta(x, *codes, b));
	case CODING_BITS:
		return (get_bits(x, coding->p, *codes, b));
	}
	return ("references coded in a way that is not known");
}
