/* SPDX-License-Identifier: BSD-2-Clause */
/* The loop of way_words.c with words of 64 bits: up to 63 runs. */
#include <stdint.h>

#define WORD       uint64_t
#define WORDS_FEED words_feed64
#define WORDS_FREE words_free64
#include "study/words_loop.h"
