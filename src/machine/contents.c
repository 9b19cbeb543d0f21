/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pages with contents.  A page is nword words of eight bytes (one word for
 * stamps).  Its checksum is over all words that are not zero, so that of an
 * untouched page is zero, and a write changes it by the difference of one word:
 *
 *	sum = mix(1, word 1) + mix(2, word 2) + ...	(modulo 2^64)
 *
 * Each write stores a number that no other write of the run stores.  So the
 * checksum detects a page that was given the copy of another, or an older copy
 * of its own.
 */
#include "machine/contents.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/rng.h"
#include "base/scratch.h"

/* Moves that are kept, and how many of them a message has at most. */
#define HISTORY 65536
#define TOLD    6

enum move { MOVE_OUT, MOVE_IN, MOVE_COPY };

struct moved {
	uint64_t at; /* reference */
	enum move move;
	page_id_t page;
	slot_t slot;
};

struct contents {
	uint64_t *expected; /* by page: its checksum, from writes alone */
	uint64_t *frame;    /* words of all frames */
	uint64_t *slot;     /* words of all slots; NULL: swap is a file */
	size_t nword;       /* of a page */
	int file;           /* swap; -1: memory */
	uint64_t writes;
	const uint64_t *now; /* references begun */
	struct moved *history;
	uint64_t moves; /* so far; the last HISTORY are in history[] */
	/* The first failure. */
	bool failed;
	int sys; /* errno of the swap file; 0: the page is different */
	page_id_t page;
	slot_t at_slot;
};

void
contents_slots(struct contents *c, struct mem *mem, slot_t nslots)
{
	if (c != NULL && c->file < 0)
		c->slot = mem_reserve(mem, nslots, sizeof(*c->slot));
}

struct contents *
contents_open(struct mem *mem, const struct settings *settings, frame_t nframes,
    page_id_t npages, slot_t nslots, const uint64_t *now, struct err *err)
{
	struct contents *c = mem_alloc(mem, sizeof(*c));
	bool bytes = settings->contents == CONTENTS_BYTES;

	c->nword = bytes ? settings->page_size / sizeof(uint64_t) : 1;
	c->file = bytes ? scratch_file(err) : -1;
	if (bytes && c->file < 0)
		return (NULL);
	c->expected = mem_reserve(mem, npages, sizeof(*c->expected));
	c->frame =
	    mem_reserve(mem, (uint64_t)nframes * c->nword, sizeof(*c->frame));
	contents_slots(c, mem, nslots);
	c->history = mem_array(mem, HISTORY, sizeof(*c->history));
	c->now = now;
	return (c);
}

void
contents_close(struct contents *c)
{
	if (c != NULL && c->file >= 0)
		close(c->file);
}

static uint64_t *
words(const struct contents *c, frame_t f)
{
	return (&c->frame[(size_t)f * c->nword]);
}

static uint64_t
term(size_t i, uint64_t word)
{
	return (word == 0 ? 0 : rng_mix(word ^ rng_at(0, i)));
}

static bool
is_as_written(const struct contents *c, page_id_t page, frame_t f)
{
	const uint64_t *word = words(c, f);
	uint64_t sum = 0;

	for (size_t i = 0; i < c->nword; i++)
		sum += term(i, word[i]);
	return (sum == c->expected[page]);
}

static bool
fail(struct contents *c, page_id_t page, slot_t slot, int sys)
{
	if (c->failed)
		return (false);
	c->failed = true;
	c->page = page;
	c->at_slot = slot;
	c->sys = sys;
	return (false);
}

static void
remember(struct contents *c, enum move move, page_id_t page, slot_t slot)
{
	c->history[c->moves++ % HISTORY] =
	    (struct moved){ *c->now, move, page, slot };
}

/* Checks the page in f. */
static bool
check(struct contents *c, page_id_t page, frame_t f, slot_t slot)
{
	return (is_as_written(c, page, f) || fail(c, page, slot, 0));
}

void
contents_write(struct contents *c, page_id_t page, frame_t f)
{
	uint64_t value = rng_at(0, c->writes++);
	size_t i = (size_t)(value >> 32) % c->nword;
	uint64_t *word = &words(c, f)[i];

	c->expected[page] += term(i, value) - term(i, *word);
	*word = value;
}

static bool
read_slot(struct contents *c, frame_t f, slot_t slot)
{
	size_t size = c->nword * sizeof(uint64_t);
	ssize_t n;

	if (c->file < 0) {
		*words(c, f) = c->slot[slot];
		return (true);
	}
	do {
		n = pread(
		    c->file, words(c, f), size, (off_t)slot * (off_t)size);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return (false);
	errno = EIO;
	return ((size_t)n == size);
}

static bool
write_slot(struct contents *c, frame_t f, slot_t slot)
{
	size_t size = c->nword * sizeof(uint64_t);
	ssize_t n;

	if (c->file < 0) {
		c->slot[slot] = *words(c, f);
		return (true);
	}
	do {
		n = pwrite(
		    c->file, words(c, f), size, (off_t)slot * (off_t)size);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return (false);
	errno = ENOSPC;
	return ((size_t)n == size);
}

bool
contents_load(struct contents *c, page_id_t page, frame_t f, slot_t slot,
    enum fault_kind kind)
{
	remember(c, MOVE_IN, page, slot);
	if (kind == FAULT_ZERO || slot == NO_SLOT)
		memset(words(c, f), 0, c->nword * sizeof(uint64_t));
	else if (!read_slot(c, f, slot))
		return (fail(c, page, slot, errno));
	return (check(c, page, f, slot));
}

bool
contents_store(struct contents *c, page_id_t page, frame_t f, slot_t slot)
{
	remember(c, MOVE_OUT, page, slot);
	if (!check(c, page, f, slot))
		return (false);
	return (write_slot(c, f, slot) || fail(c, page, slot, errno));
}

bool
contents_copy(struct contents *c, page_id_t page, frame_t from, frame_t to)
{
	remember(c, MOVE_COPY, page, NO_SLOT);
	memcpy(words(c, to), words(c, from), c->nword * sizeof(uint64_t));
	return (check(c, page, to, NO_SLOT));
}

void
contents_share(struct contents *c, page_id_t page, page_id_t other)
{
	c->expected[other] = c->expected[page];
}

/* The last moves of the page and of others through its slot, oldest first. */
static void
tell_history(const struct contents *c, char *buf, size_t size)
{
	static const char *const words_of[] = { "out to", "in from", "copied" };
	uint64_t begin = c->moves > HISTORY ? c->moves - HISTORY : 0;
	uint64_t found[TOLD];
	size_t n = 0, len = 0;

	for (uint64_t i = c->moves; i-- > begin && n < TOLD;) {
		const struct moved *m = &c->history[i % HISTORY];

		if (m->page == c->page ||
		    (m->slot == c->at_slot && m->slot != NO_SLOT))
			found[n++] = i;
	}
	buf[0] = '\0';
	while (n-- > 0 && len < size) {
		const struct moved *m = &c->history[found[n] % HISTORY];

		len += (size_t)snprintf(buf + len, size - len,
		    "%sreference %" PRIu64 ": page %" PRIu32 " %s",
		    len == 0 ? "" : ", ", m->at, m->page, words_of[m->move]);
		if (m->slot != NO_SLOT && len < size)
			len += (size_t)snprintf(
			    buf + len, size - len, " slot %" PRIu32, m->slot);
		else if (m->move == MOVE_IN && len < size)
			len +=
			    (size_t)snprintf(buf + len, size - len, " nothing");
	}
}

int
contents_explain(const struct contents *c, struct err *err)
{
	char history[240], slot[32] = "no slot";

	if (c->sys != 0) {
		errno = c->sys;
		return (err_sys(err,
		    "the swap file in %s (TMPDIR) failed at slot %" PRIu32,
		    scratch_folder(), c->at_slot));
	}
	if (c->at_slot != NO_SLOT)
		snprintf(slot, sizeof(slot), "slot %" PRIu32, c->at_slot);
	tell_history(c, history, sizeof(history));
	return (err_set(err, ERR_LIMIT,
	    "page %" PRIu32 " is not what was written to it (%s; %s)", c->page,
	    slot, history));
}
