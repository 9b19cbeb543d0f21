/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes a packed trace: collects accesses and events until a block is full,
 * counts, and numbers pages.
 *
 * Pages are found by a hash table of their numbers; the key of a page is in
 * the list of pages.  Before that a small table of pages that were found of
 * late is looked at.
 */
#include "trace/packed_write.h"

#include <inttypes.h>
#include <string.h>
#include <xxhash.h>

#include "base/inline.h"
#include "trace/bytes.h"
#include "trace/packed_event.h"
#include "trace/packed_exact.h"
#include "trace/packed_frame.h"
#include "trace/packed_refs.h"
#include "trace/packed_varint.h"

#define SLOT_BITS_FIRST 12
#define NO_NUMBER       UINT32_MAX
/* Entries of an INDX frame at most. */
#define INDEX_MAX 65536

/* Of pages found of late; 16 KiB stay in the first-level cache. */
#define RECENT 1024

struct recent_page {
	vaddr_t addr;
	uint32_t pid;
	uint32_t number; /* NO_NUMBER: there is none */
};

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

	struct page_list pages;
	uint32_t *slot; /* a page's number plus 1; 0: empty */
	unsigned slot_bits;
	struct recent_page recent[RECENT];

	uint8_t *seen; /* a bit for each process */
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

	w->m = w->pages.m = m;
	w->to = to;
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
	w->slot_bits = SLOT_BITS_FIRST;
	w->slot = mem_array(m, (size_t)1 << w->slot_bits, sizeof(*w->slot));
	for (size_t i = 0; i < RECENT; i++)
		w->recent[i].number = NO_NUMBER;
	w->seen = mem_reserve(m, (uint64_t)(PID_MAX + 1) / 8, 1);
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
		    w->refs, w->columns, end, b, &w->pages, w->head.shift);
	else
		end = exact_put(w->exact, w->columns, end, b);
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
	b->first_page = (uint32_t)w->pages.n;
}

static size_t
slot_of(const struct packed_writer *w, vaddr_t addr, uint32_t pid)
{
	uint64_t mixed =
	    (addr >> w->head.shift ^ pid * UINT64_C(0xc2b2ae3d27d4eb4f)) *
	    UINT64_C(0x9e3779b97f4a7c15);

	return ((size_t)(mixed >> (64 - w->slot_bits)));
}

/* The slot of a page: with its number, or the one that is to have it. */
static uint32_t *
find_slot(const struct packed_writer *w, vaddr_t addr, uint32_t pid)
{
	size_t mask = ((size_t)1 << w->slot_bits) - 1;
	size_t i = slot_of(w, addr, pid);

	for (;; i = (i + 1) & mask) {
		const struct trace_page *p;

		if (w->slot[i] == 0)
			return (&w->slot[i]);
		p = &w->pages.page[w->slot[i] - 1];
		if (p->addr == addr && p->pid == pid)
			return (&w->slot[i]);
	}
}

/* The table is at most half full. */
static void
grow_slots(struct packed_writer *w)
{
	mem_free(w->m, w->slot);
	w->slot_bits++;
	w->slot = mem_array(w->m, (size_t)1 << w->slot_bits, sizeof(*w->slot));
	for (size_t i = 0; i < w->pages.n; i++)
		*find_slot(w, w->pages.page[i].addr, w->pages.page[i].pid) =
		    (uint32_t)i + 1;
}

static uint32_t
add_page(struct packed_writer *w, uint32_t *slot, vaddr_t addr, uint32_t pid)
{
	struct page_list *pages = &w->pages;

	if (pages->n == LISTED_PAGES_MAX)
		return (NO_NUMBER);
	pages->page = mem_grow(
	    pages->m, pages->page, pages->n, &pages->cap, sizeof(*pages->page));
	pages->page[pages->n++] = (struct trace_page){ addr, pid };
	*slot = (uint32_t)pages->n;
	w->tail.processes += (w->seen[pid / 8] >> pid % 8 & 1) == 0;
	w->seen[pid / 8] |= (uint8_t)(1 << pid % 8);
	if (pages->n > (size_t)1 << w->slot_bits >> 1)
		grow_slots(w);
	return ((uint32_t)pages->n - 1);
}

static never_inline uint32_t
look_up(
    struct packed_writer *w, struct recent_page *r, vaddr_t addr, uint32_t pid)
{
	uint32_t *slot = find_slot(w, addr, pid);
	uint32_t page = *slot == 0 ? add_page(w, slot, addr, pid) : *slot - 1;

	*r = (struct recent_page){ addr, pid, page };
	return (page);
}

/* The number of the page of an address; NO_NUMBER: there are too many. */
static inline uint32_t
number(struct packed_writer *w, vaddr_t addr, uint32_t pid)
{
	uint64_t page = addr >> w->head.shift;
	struct recent_page *r = &w->recent[(page ^ pid * 977) % RECENT];

	addr = page << w->head.shift;
	if (likely(r->addr == addr && r->pid == pid && r->number != NO_NUMBER))
		return (r->number);
	return (look_up(w, r, addr, pid));
}

/* The page of an access.  One that straddles pages is counted in each of them,
 * and is of the last. */
static uint32_t
number_access(struct packed_writer *w, const struct access *a)
{
	vaddr_t last = a->addr + a->size - 1, size = UINT64_C(1)
						     << w->head.shift;
	uint32_t page = number(w, a->addr, a->pid);

	for (vaddr_t p = a->addr;
	     page != NO_NUMBER && (p ^ last) >> w->head.shift;) {
		p = (p & -size) + size;
		page = number(w, p, a->pid);
	}
	return (page);
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
static bool
add_accesses(struct packed_writer *w, const struct access *a, size_t n)
{
	struct packed_block *b = &w->block;
	uint64_t by_op[8] = { 0 };
	uint32_t page = 0;
	size_t i = 0;

	for (; i < n && page != NO_NUMBER; i++) {
		by_op[a[i].op]++;
		if (w->refs == NULL) {
			page = number_access(w, &a[i]);
			b->access[b->n + i] = a[i];
		} else {
			page = number(w, a[i].addr, a[i].pid);
			b->code[b->n + i] = page << PACKED_OP_BITS | a[i].op;
		}
	}
	for (size_t op = 0; op < 4; op++)
		w->tail.by_op[op] += by_op[op];
	w->tail.accesses += n;
	return (page != NO_NUMBER);
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

int
packed_writer_accesses(struct packed_writer *w, const struct access *a,
    const uint64_t *time, size_t n, struct err *err)
{
	struct packed_block *b = &w->block;

	for (size_t part; n > 0; n -= part, a += part) {
		part = w->head.block - b->n;
		if (part > n)
			part = n;
		if (!add_accesses(w, a, part))
			return (err_set(err, ERR_LIMIT,
			    "the trace touches more than %" PRIu32 " pages",
			    LISTED_PAGES_MAX));
		add_times(b, time, part);
		if (time != NULL)
			time += part;
		b->n += (uint32_t)part;
		if (b->n == w->head.block)
			flush(w);
	}
	return (0);
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
	w->tail.pages = w->pages.n;
	w->tail.digest = XXH3_64bits_digest(w->digest);
	put_frame(w, FRAME_TAIL,
	    w->frame + FRAME_HEADER +
		tail_put(w->frame + FRAME_HEADER, &w->tail, w->written));
}
