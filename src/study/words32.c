/* SPDX-License-Identifier: BSD-2-Clause */
/* The loop of way_words.c with words of 32 bits: up to 31 runs. */
#include <stdint.h>

#define WORD       uint32_t
#define WORDS_FEED words_feed32
#define WORDS_FREE words_free32
#include "study/words_loop.h"
