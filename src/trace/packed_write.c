/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes a packed trace: collects accesses and events until a block is full,
 * and counts.  Accesses become columns at once; page references are kept until
 * their codes are counted.
 */
#include "trace/packed_write.h"

#include <inttypes.h>
#include <string.h>
#include <xxhash.h>

#include "model/access_word.h"
#include "trace/bytes.h"
#include "trace/known_pages.h"
#include "trace/packed_event.h"
#include "trace/packed_exact.h"
#include "trace/packed_frame.h"
#include "trace/packed_pages.h"
#include "trace/packed_refs.h"
#include "trace/packed_varint.h"
#include "trace/word_scan.h"

/* Entries of an INDX frame at most. */
#define INDEX_MAX 65536

/* Where a block is. */
struct place {
	uint64_t offset; /* of its frame */
	uint64_t first;  /* accesses before it */
};

struct packed_writer {
	struct mem *m;
	FILE *to;
	uint64_t written; /* bytes */
	struct packed_head head;
	struct packed_tail tail;
	struct packed_block block;
	struct column_writer *columns;
	struct exact_writer *exact;
	struct refs_writer *refs;
	unsigned char *frame, *buffer;
	XXH3_state_t *digest; /* of the checksums of blocks */
	struct place *place;
	size_t nplace, place_cap;

	struct packed_pages pages;
	const struct word_scanner *scanner;
};

/* The frame whose content ends at end. */
static uint64_t
put_frame(struct packed_writer *w, enum packed_frame_kind kind,
    const unsigned char *end)
{
	size_t size = (size_t)(end - w->frame) - FRAME_HEADER;

	w->written += FRAME_HEADER + size;
	return (frame_write(w->to, kind, w->frame, size));
}

struct packed_writer *
packed_writer_open(const struct packed_head *head, int level, FILE *to)
{
	struct mem *m = mem_open();
	struct packed_writer *w = mem_alloc(m, sizeof(*w));
	unsigned char start[PACKED_START];

	w->m = m;
	packed_pages_open(&w->pages, m, head->shift);
	w->to = to;
	w->scanner = word_scanner_chosen();
	w->head = *head;
	packed_block_init(&w->block, m, head->flavour);
	w->columns = column_writer_open(m, level);
	if (head->flavour == PACKED_EXACT)
		w->exact = exact_writer_open(m);
	else
		w->refs = refs_writer_open(m);
	w->frame = mem_alloc(m, PACKED_FRAME_MAX);
	w->buffer = mem_alloc(
	    m, (size_t)PACKED_BLOCK_MAX * VARINT_MAX +
		   (size_t)PACKED_EVENTS_MAX * (EVENT_BYTES_MAX + VARINT_MAX));
	w->digest = XXH3_createState();
	if (w->digest == NULL)
		mem_die("no memory to write a trace");
	XXH3_64bits_reset(w->digest);
	frame_bytes(start, PACKED_MAGIC, PACKED_MAGIC_SIZE);
	bytes_put_le32(start + PACKED_MAGIC_SIZE, PACKED_VERSION);
	fwrite(start, 1, sizeof(start), to);
	w->written = sizeof(start);
	put_frame(w, FRAME_HEAD,
	    w->frame + FRAME_HEADER + head_put(w->frame + FRAME_HEADER, head));
	return (w);
}

void
packed_writer_close(struct packed_writer *w)
{
	if (w == NULL)
		return;
	column_writer_close(w->columns);
	XXH3_freeState(w->digest);
	mem_close(w->m);
}

/* Writes the block, if anything is in it. */
static void
flush(struct packed_writer *w)
{
	struct packed_block *b = &w->block;
	unsigned char *p = w->frame + FRAME_HEADER, *end = p + BLOCK_SIZE;
	unsigned char sum[8];

	if (b->n == 0 && b->nevent == 0)
		return;
	bytes_put_le64(p, b->first);
	bytes_put_le32(p + 8, b->n);
	bytes_put_le32(p + 12, b->nevent);
	bytes_put_le32(p + 16, w->refs != NULL ? b->first_page : 0);
	end = events_put(w->columns, end, b, w->buffer);
	end = times_put(w->columns, end, b, w->buffer);
	if (w->refs != NULL)
		end = refs_put(
		    w->refs, w->columns, end, b, &w->pages.list, w->head.shift);
	else
		end = exact_put(w->exact, w->columns, end);
	w->place = mem_grow(
	    w->m, w->place, w->nplace, &w->place_cap, sizeof(*w->place));
	w->place[w->nplace++] = (struct place){ w->written, b->first };
	bytes_put_le64(sum, put_frame(w, FRAME_BLOCK, end));
	XXH3_64bits_update(w->digest, sum, sizeof(sum));
	w->tail.blocks++;
	w->tail.events += b->nevent;
	b->first += b->n;
	b->n = b->nevent = 0;
	b->timed = false;
	b->first_page = (uint32_t)w->pages.list.n;
}

/* From here on the block has times; what is in it has none. */
static void
set_timed(struct packed_block *b)
{
	if (b->timed)
		return;
	b->timed = true;
	for (uint32_t i = 0; i < b->n; i++)
		b->time[i] = NO_TIME;
}

/* n accesses, for which the block has room. */
static void
add_accesses(struct packed_writer *w, const struct access *a, size_t n)
{
	struct packed_block *b = &w->block;
	uint64_t by_op[8] = { 0 };

	for (size_t i = 0; i < n; i++)
		by_op[a[i].op]++;
	for (size_t op = 0; op < 4; op++)
		w->tail.by_op[op] += by_op[op];
	if (w->refs == NULL)
		exact_accesses(w->exact, &w->pages, a, n);
	else
		for (size_t i = 0; i < n; i++)
			b->code[b->n + i] =
			    packed_pages_number(&w->pages, a[i].addr, a[i].pid)
				<< PACKED_OP_BITS |
			    a[i].op;
}

/* n words, for which the block has room, up to one that is not known; returns
 * how many. */
static size_t
add_words(struct packed_writer *w, const uint64_t *word, size_t n, uint32_t pid,
    const struct known_pages *known)
{
	struct packed_block *b = &w->block;

	n = w->refs == NULL
		? exact_words(w->exact, &w->pages, word, n, pid, known)
		: known_words(known, word, n);
	w->scanner->count(w->tail.by_op, word, n);
	for (size_t i = 0; w->refs != NULL && i < n; i++)
		b->code[b->n + i] = packed_pages_number(&w->pages,
					access_word_addr(word[i]), pid)
					<< PACKED_OP_BITS |
				    access_word_kind(word[i]);
	return (n);
}

static void
add_times(struct packed_block *b, const uint64_t *time, size_t n)
{
	for (size_t i = 0; time != NULL && !b->timed && i < n; i++)
		if (time[i] != NO_TIME)
			set_timed(b);
	for (size_t i = 0; b->timed && i < n; i++)
		b->time[b->n + i] = time != NULL ? time[i] : NO_TIME;
}

/* n accesses, which have been added, are in the block. */
static void
added(struct packed_writer *w, const uint64_t *time, size_t n)
{
	struct packed_block *b = &w->block;

	w->tail.accesses += n;
	add_times(b, time, n);
	b->n += (uint32_t)n;
	if (b->n == w->head.block)
		flush(w);
}

static size_t
room(const struct packed_writer *w, size_t n)
{
	size_t left = w->head.block - w->block.n;

	return (left < n ? left : n);
}

static int
check_pages(const struct packed_writer *w, struct err *err)
{
	if (!w->pages.full)
		return (0);
	return (err_set(err, ERR_LIMIT,
	    "the trace touches more than %" PRIu32 " pages", LISTED_PAGES_MAX));
}

int
packed_writer_accesses(struct packed_writer *w, const struct access *a,
    const uint64_t *time, size_t n, struct err *err)
{
	for (size_t part; n > 0 && !w->pages.full; n -= part, a += part) {
		part = room(w, n);
		add_accesses(w, a, part);
		added(w, time, part);
		if (time != NULL)
			time += part;
	}
	return (check_pages(w, err));
}

int
packed_writer_words(struct packed_writer *w, const uint64_t *word, size_t *n,
    uint32_t pid, const struct known_pages *known, struct err *err)
{
	size_t i = 0, part, most;

	do {
		most = room(w, *n - i);
		part = add_words(w, word + i, most, pid, known);
		added(w, NULL, part);
		i += part;
	} while (part == most && i < *n && !w->pages.full);
	*n = i;
	return (check_pages(w, err));
}

void
packed_writer_event(struct packed_writer *w, const struct event *ev)
{
	struct packed_block *b = &w->block;
	struct packed_event *e = &b->event[b->nevent];

	*e = (struct packed_event){ b->n, *ev };
	e->event.time = ev->timed ? ev->time : NO_TIME;
	if (e->event.time != NO_TIME)
		set_timed(b);
	if (++b->nevent == PACKED_EVENTS_MAX)
		flush(w);
}

static void
put_index(struct packed_writer *w)
{
	w->tail.index = w->written;
	for (size_t i = 0; i < w->nplace;) {
		unsigned char *end = w->frame + FRAME_HEADER;

		for (size_t k = 0; k < INDEX_MAX && i < w->nplace; k++, i++) {
			bytes_put_le64(end, w->place[i].offset);
			bytes_put_le64(end + 8, w->place[i].first);
			end += INDEX_SIZE;
		}
		put_frame(w, FRAME_INDEX, end);
	}
}

void
packed_writer_end(struct packed_writer *w)
{
	flush(w);
	put_index(w);
	w->tail.pages = w->pages.list.n;
	w->tail.processes = w->pages.processes;
	w->tail.digest = XXH3_64bits_digest(w->digest);
	put_frame(w, FRAME_TAIL,
	    w->frame + FRAME_HEADER +
		tail_put(w->frame + FRAME_HEADER, &w->tail, w->written));
}
