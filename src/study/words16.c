/* SPDX-License-Identifier: BSD-2-Clause */
/* The loop of way_words.c with words of 16 bits: up to 15 runs. */
#include <stdint.h>

#define WORD       uint16_t
#define WORDS_FEED words_feed16
#define WORDS_FREE words_free16
#include "study/words_loop.h"
