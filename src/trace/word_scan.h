/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is to be known of many words (model/access_word.h) before they are
 * looked at one by one.
 */
#ifndef TRACE_WORD_SCAN_H
#define TRACE_WORD_SCAN_H

#include <stddef.h>
#include <stdint.h>

#include "base/isa.h"

struct word_scanner {
	/* How many words from the first on are accesses within a page
	 * (known_pages.h). */
	size_t (*plain)(const uint64_t *word, size_t n);
	/* Adds the words of each operation; all are accesses. */
	void (*count)(uint64_t by_op[4], const uint64_t *word, size_t n);
};

/* With these instructions; NULL: there is none for them alone. */
const struct word_scanner *word_scanner_of(enum isa isa);
/* With those that are used. */
const struct word_scanner *word_scanner_chosen(void);

#endif
