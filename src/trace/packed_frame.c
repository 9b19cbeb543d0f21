/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames of a packed file, and what HEAD and TAIL hold.
 */
#include "trace/packed_frame.h"

#include <string.h>
#include <xxhash.h>

#include "model/spec.h"
#include "trace/bytes.h"

static uint64_t
le64_at(const unsigned char *p)
{
	return (bytes_le64((const char *)p));
}

static uint32_t
le32_at(const unsigned char *p)
{
	return (bytes_le32((const char *)p));
}

uint64_t
frame_sum(uint32_t kind, const void *p, size_t size)
{
	return (XXH3_64bits_withSeed(p, size, (uint64_t)size << 32 | kind));
}

uint64_t
frame_write(
    FILE *to, enum packed_frame_kind kind, unsigned char *p, size_t size)
{
	uint64_t sum = frame_sum(kind, p + FRAME_HEADER, size);

	bytes_put_le32(p, kind);
	bytes_put_le32(p + 4, (uint32_t)size);
	bytes_put_le64(p + 8, sum);
	fwrite(p, 1, FRAME_HEADER + size, to);
	return (sum);
}

bool
frame_read(
    struct packed_frame *f, const unsigned char *p, const unsigned char *end)
{
	if (end - p < FRAME_HEADER)
		return (false);
	*f = (struct packed_frame){ .kind = le32_at(p),
		.size = le32_at(p + 4),
		.sum = le64_at(p + 8),
		.p = p + FRAME_HEADER };
	return ((size_t)(end - f->p) >= f->size);
}

/*
 *	 0  flavour (1)
 *	 1  log2 of the page size (1)
 *	 2  0 (2)
 *	 4  accesses in a block at most (4)
 *	 8  frames that the trace was reduced for (8)
 *	16  the page size of the reduction (8)
 *	24  references before the reduction (8)
 *	32  text
 */
size_t
head_put(unsigned char *p, const struct packed_head *h)
{
	p[0] = (unsigned char)h->flavour;
	p[1] = (unsigned char)h->shift;
	p[2] = p[3] = 0;
	bytes_put_le32(p + 4, h->block);
	bytes_put_le64(p + 8, h->reduced_frames);
	bytes_put_le64(p + 16, h->reduced_page_size);
	bytes_put_le64(p + 24, h->reduced_references);
	memcpy(p + HEAD_SIZE, h->text, h->text_size);
	return (HEAD_SIZE + h->text_size);
}

const char *
head_read(const struct packed_frame *f, struct packed_head *h)
{
	if (f->size < HEAD_SIZE || f->size > HEAD_SIZE + PACKED_TEXT_MAX)
		return ("a header of a size that is wrong");
	*h = (struct packed_head){
		.flavour = f->p[0] == PACKED_EXACT ? PACKED_EXACT : PACKED_REFS,
		.shift = f->p[1],
		.block = le32_at(f->p + 4),
		.reduced_frames = le64_at(f->p + 8),
		.reduced_page_size = le64_at(f->p + 16),
		.reduced_references = le64_at(f->p + 24),
		.text = (const char *)f->p + HEAD_SIZE,
		.text_size = f->size - HEAD_SIZE,
	};
	if (f->p[0] != (unsigned)h->flavour)
		return ("a flavour that is not known (1 and 2 are)");
	if (h->shift < PAGE_SHIFT_MIN || h->shift > PAGE_SHIFT_MAX)
		return ("a page size that no trace has");
	if (bytes_le16((const char *)f->p + 2) != 0)
		return ("a property of the trace that is not known");
	if (h->block == 0 || h->block > PACKED_BLOCK_MAX)
		return ("a block size that is not known");
	return (NULL);
}

/*
 *	 0  accesses, reads, writes, modifies, fetches, events (6 * 8)
 *	48  pages (8)
 *	56  processes (8)
 *	64  blocks (8)
 *	72  digest (8)
 *	80  where the index begins (8)
 *	88  where this frame begins (8)
 *	96  PACKED_END (8)
 */
size_t
tail_put(unsigned char *p, const struct packed_tail *t, uint64_t place)
{
	const uint64_t numbers[] = { t->accesses, t->by_op[ACCESS_READ],
		t->by_op[ACCESS_WRITE], t->by_op[ACCESS_MODIFY],
		t->by_op[ACCESS_FETCH], t->events, t->pages, t->processes,
		t->blocks, t->digest, t->index, place };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		bytes_put_le64(p + 8 * i, numbers[i]);
	frame_bytes(
	    p + TAIL_SIZE - PACKED_END_SIZE, PACKED_END, PACKED_END_SIZE);
	return (TAIL_SIZE);
}

const char *
tail_read(const struct packed_frame *f, struct packed_tail *t)
{
	const unsigned char *p = f->p;

	if (f->size != TAIL_SIZE || memcmp(p + TAIL_SIZE - PACKED_END_SIZE,
					PACKED_END, PACKED_END_SIZE) != 0)
		return ("a tail that is wrong");
	t->accesses = le64_at(p);
	t->by_op[ACCESS_READ] = le64_at(p + 8);
	t->by_op[ACCESS_WRITE] = le64_at(p + 16);
	t->by_op[ACCESS_MODIFY] = le64_at(p + 24);
	t->by_op[ACCESS_FETCH] = le64_at(p + 32);
	t->events = le64_at(p + 40);
	t->pages = le64_at(p + 48);
	t->processes = le64_at(p + 56);
	t->blocks = le64_at(p + 64);
	t->digest = le64_at(p + 72);
	t->index = le64_at(p + 80);
	t->place = le64_at(p + 88);
	return (NULL);
}
