/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading what the plugin for QEMU writes.
 */
#ifndef RECORD_RING_WORDS_H
#define RECORD_RING_WORDS_H

#include "record/capture.h"

/* n words of a slot. */
void ring_take_words(
    struct capture *c, struct tracee *t, const uint64_t *word, uint32_t n);

#endif
