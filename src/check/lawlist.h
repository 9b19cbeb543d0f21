/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The laws as functions; lawlist.c has their names and sentences.
 */
#ifndef CHECK_LAWLIST_H
#define CHECK_LAWLIST_H

#include "check/law.h"

typedef void law_f(struct trial *h);

/* law_ground.c */
law_f law_verbs, law_returns, law_victim, law_table, law_memory, law_place;
/* law_same.c */
law_f law_seed, law_fresh, law_turns, law_batches, law_bound;
/* law_count.c */
law_f law_one, law_all, law_opt, law_stack;
/* law_sight.c */
law_f law_ghost, law_hits, law_future;

#endif
