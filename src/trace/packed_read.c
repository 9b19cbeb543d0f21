/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The frames of a packed trace.  Each is compared with its checksum, and the
 * blocks with their index and with the sums in TAIL: one that is missing,
 * twice there or out of place does not go unseen.
 */
#include "trace/packed_read.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "trace/bytes.h"
#include "trace/packed_event.h"
#include "trace/packed_exact.h"

struct packed_reader {
	struct mem *m;
	bool begun, ended;
	struct packed_head head;
	struct packed_tail sums; /* of the blocks so far */
	uint64_t indexed;        /* blocks that an index has named */
	uint64_t at;             /* where the next frame begins */
	uint64_t first_index;    /* where the first INDX frame does */
	struct packed_block block;
	uint64_t skim; /* blocks of at most so many accesses */
	struct page_list pages;
	struct column_reader *columns;
	struct exact_reader *exact;
	struct refs_reader *refs;
	XXH3_state_t *digest;
	/* Of the places of the blocks: as they are, and as the index has them,
	 * so that their number takes no memory. */
	XXH3_state_t *places, *index;
};

static XXH3_state_t *
hash_open(void)
{
	XXH3_state_t *h = XXH3_createState();

	if (h == NULL)
		mem_die("no memory to read a trace");
	XXH3_64bits_reset(h);
	return (h);
}

struct packed_reader *
packed_reader_open(void)
{
	struct mem *m = mem_open();
	struct packed_reader *r = mem_alloc(m, sizeof(*r));

	r->m = r->pages.m = m;
	r->columns = column_reader_open(m);
	r->at = PACKED_START;
	r->digest = hash_open();
	r->places = hash_open();
	r->index = hash_open();
	return (r);
}

void
packed_reader_close(struct packed_reader *r)
{
	if (r == NULL)
		return;
	column_reader_close(r->columns);
	XXH3_freeState(r->digest);
	XXH3_freeState(r->places);
	XXH3_freeState(r->index);
	mem_close(r->m);
}

static const char *
begin(struct packed_reader *r, const struct packed_frame *f)
{
	const char *why;
	char *text;

	if (r->begun)
		return ("a second header");
	why = head_read(f, &r->head);
	if (why != NULL)
		return (why);
	/* The bytes of the frame go. */
	text = mem_alloc(r->m, r->head.text_size + 1);
	memcpy(text, r->head.text, r->head.text_size);
	r->head.text = text;
	r->begun = true;
	packed_block_init(&r->block, r->m, r->head.flavour);
	if (r->head.flavour == PACKED_EXACT)
		r->exact = exact_reader_open(r->m);
	else
		r->refs = refs_reader_open(r->m);
	return (NULL);
}

void
packed_reader_skim(struct packed_reader *r, uint64_t most)
{
	r->skim = most;
}

/* The columns of the block, whose numbers are known. */
static const char *
read_columns(struct packed_reader *r, const struct packed_frame *f)
{
	struct packed_block *b = &r->block;
	struct column column[COLUMN_ID_MAX + 1];
	bool skim = r->refs != NULL && b->n <= r->skim;
	uint64_t wanted = COLUMN_ALL;
	const char *why;

	if (skim)
		wanted = COLUMN_BIT(COLUMN_EVENTS) | COLUMN_BIT(COLUMN_PAGES) |
			 COLUMN_BIT(COLUMN_PAGE_PIDS);
	if (skim && b->nevent > 0)
		wanted |= COLUMN_BIT(COLUMN_TIMES);
	why = columns_get(
	    r->columns, f->p + BLOCK_SIZE, f->p + f->size, wanted, column);
	if (why == NULL)
		why = events_get(column, b);
	if (why == NULL)
		why = times_get(column, b);
	if (why != NULL)
		return (why);
	return (r->refs != NULL ? refs_get(r->refs, column, b, &r->pages,
				      r->head.shift, skim)
				: exact_get(r->exact, column, b));
}

static const char *
read_block(struct packed_reader *r, const struct packed_frame *f)
{
	struct packed_block *b = &r->block;
	unsigned char sum[8], place[INDEX_SIZE];
	const char *why;

	if (f->size < BLOCK_SIZE)
		return ("a block without its numbers");
	b->first = bytes_le64((const char *)f->p);
	b->n = bytes_le32((const char *)f->p + 8);
	b->nevent = bytes_le32((const char *)f->p + 12);
	b->first_page = bytes_le32((const char *)f->p + 16);
	if (b->first != r->sums.accesses || r->indexed > 0)
		return ("a block that is not the next one");
	if (b->n > r->head.block || b->nevent > PACKED_EVENTS_MAX ||
	    b->n + b->nevent == 0)
		return ("a block of a length that is wrong");
	why = read_columns(r, f);
	if (why != NULL)
		return (why);
	bytes_put_le64(sum, f->sum);
	XXH3_64bits_update(r->digest, sum, sizeof(sum));
	bytes_put_le64(place, r->at);
	bytes_put_le64(place + 8, b->first);
	XXH3_64bits_update(r->places, place, sizeof(place));
	r->sums.digest = XXH3_64bits_digest(r->digest);
	r->sums.accesses += b->n;
	r->sums.events += b->nevent;
	r->sums.blocks++;
	return (NULL);
}

static const char *
read_index(struct packed_reader *r, const struct packed_frame *f)
{
	if (f->size == 0 || f->size % INDEX_SIZE != 0)
		return ("an index of a size that is wrong");
	if (r->indexed == 0)
		r->first_index = r->at;
	r->indexed += f->size / INDEX_SIZE;
	XXH3_64bits_update(r->index, f->p, f->size);
	return (NULL);
}

static const char *
read_tail(struct packed_reader *r, const struct packed_frame *f)
{
	struct packed_tail t;
	const char *why = tail_read(f, &t);

	if (why != NULL)
		return (why);
	r->sums.digest = XXH3_64bits_digest(r->digest);
	if (t.accesses != r->sums.accesses || t.events != r->sums.events ||
	    t.blocks != r->sums.blocks || r->indexed != t.blocks ||
	    t.digest != r->sums.digest ||
	    (r->refs != NULL && t.pages != r->pages.n))
		return ("a tail of other blocks than those before it");
	if (XXH3_64bits_digest(r->index) != XXH3_64bits_digest(r->places) ||
	    t.index != (r->indexed > 0 ? r->first_index : r->at) ||
	    t.place != r->at)
		return ("an index of other places than those of the blocks");
	r->sums = t;
	r->ended = true;
	return (NULL);
}

enum packed_step
packed_read_frame(
    struct packed_reader *r, const struct packed_frame *f, const char **why)
{
	enum packed_step step = STEP_OTHER;

	*why = NULL;
	if (frame_sum(f->kind, f->p, f->size) != f->sum)
		*why = "a frame that does not have its checksum: it is damaged";
	else if (r->ended)
		*why = "bytes behind the end of the trace";
	else if (f->kind == FRAME_HEAD)
		*why = begin(r, f);
	else if (!r->begun)
		*why = "a trace without its header";
	else if (f->kind == FRAME_BLOCK) {
		*why = read_block(r, f);
		step = STEP_BLOCK;
	} else if (f->kind == FRAME_INDEX) {
		*why = read_index(r, f);
	} else if (f->kind == FRAME_TAIL) {
		*why = read_tail(r, f);
		step = STEP_END;
	} else {
		*why = "a frame that is not known";
	}
	r->at += FRAME_HEADER + f->size;
	return (*why == NULL ? step : STEP_WRONG);
}

const struct packed_head *
packed_reader_head(const struct packed_reader *r)
{
	return (r->begun ? &r->head : NULL);
}

struct packed_block *
packed_reader_block(struct packed_reader *r)
{
	return (&r->block);
}

const struct page_list *
packed_reader_pages(const struct packed_reader *r)
{
	return (&r->pages);
}

const struct packed_tail *
packed_reader_sums(const struct packed_reader *r)
{
	return (&r->sums);
}

bool
packed_reader_ended(const struct packed_reader *r)
{
	return (r->ended);
}
