/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which accesses a recorder may write without looking at them itself: those
 * within a page to which the same process made such an access before.
 *
 * A page and an operation of a process are a key.  The keys are in a table,
 * each in one place only, so one that is not there may have been.
 */
#ifndef TRACE_KNOWN_PAGES_H
#define TRACE_KNOWN_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/inline.h"
#include "model/access_word.h"

#define KNOWN_KEYS       4096
#define KNOWN_PAGE_SHIFT 12

/*
 * A key: bits 0 to 35 are the page, 48 to 51 the operation, and those from
 * KNOWN_TAG_SHIFT on the tag of the process, which is not 0.
 */
#define KNOWN_OP_SHIFT  48
#define KNOWN_TAG_SHIFT 52
#define KNOWN_SIZE      (UINT64_C(0xfff) << 36) /* of a word: not in a key */

struct known_pages {
	uint64_t *key; /* KNOWN_KEYS */
	uint64_t tag;  /* of the process, where a key has it */
	/* Not 0.  Another one: what was known before may not be any more. */
	uint64_t epoch;
};

static inline size_t
known_index(uint64_t key)
{
	return ((key ^ key >> (KNOWN_OP_SHIFT - 7)) % KNOWN_KEYS);
}

static inline uint64_t
known_key(uint64_t word, uint64_t tag)
{
	return ((word >> KNOWN_PAGE_SHIFT & ~KNOWN_SIZE) | tag);
}

/* Whether a word is an access within a page. */
static inline bool
word_is_plain(uint64_t word)
{
	uint64_t page = (UINT64_C(1) << KNOWN_PAGE_SHIFT) - 1;
	uint64_t size = access_word_size(word) - UINT64_C(1);

	return (((((word & page) + size) | size) >> KNOWN_PAGE_SHIFT |
		    access_word_kind(word) >> 2) == 0);
}

static inline bool
word_is_known(const struct known_pages *known, uint64_t word)
{
	uint64_t key = known_key(word, known->tag);

	return (known->key[known_index(key)] == key && word_is_plain(word));
}

/* How many words from the first on are known. */
static inline size_t
known_words(const struct known_pages *known, const uint64_t *word, size_t n)
{
	size_t i = 0;

	while (i < n && likely(word_is_known(known, word[i])))
		i++;
	return (i);
}

#endif
