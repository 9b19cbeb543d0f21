/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes accesses as words, and makes those known that are not, as a recorder
 * does.
 */
#ifndef UNIT_KNOWN_FEED_H
#define UNIT_KNOWN_FEED_H

#include <check.h>
#include <string.h>

#include "trace/known_pages.h"
#include "trace/writer.h"

#define MET ((size_t)1 << 18)
/* What is known; and all that has been since the epoch began. */
static uint64_t keys[KNOWN_KEYS], met[MET];
static struct known_pages known = { .key = keys, .epoch = 1 };

static void
forget(void)
{
	memset(keys, 0, sizeof(keys));
	memset(met, 0, sizeof(met));
	known.epoch++;
}

/* Its place among those that were met, or the one that it is to have. */
static uint64_t *
met_place(uint64_t key)
{
	size_t i = key * UINT64_C(0x9e3779b97f4a7c15) >> 46;

	while (met[i] != 0 && met[i] != key)
		i = (i + 1) % MET;
	return (&met[i]);
}

static void
meet(uint64_t word)
{
	uint64_t key = known_key(word, known.tag);

	keys[known_index(key)] = *met_place(key) = key;
}

static void
use_process(uint32_t pid)
{
	known.tag = (uint64_t)(pid % 4095 + 1) << KNOWN_TAG_SHIFT;
}

/* Writes them.  None is written before it has been met. */
static int
put_words(struct trace_writer *w, const uint64_t *word, size_t most,
    uint32_t pid, struct err *err)
{
	use_process(pid);
	for (size_t i = 0; i < most;) {
		size_t done = most - i;

		if (trace_writer_words(w, word + i, &done, pid, &known, err) !=
		    0)
			return (-1);
		for (size_t stop = i + done; i < stop; i++)
			ck_assert_uint_ne(
			    *met_place(known_key(word[i], known.tag)), 0);
		if (i < most)
			meet(word[i]);
	}
	return (0);
}

#endif
