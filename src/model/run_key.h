/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What identifies a run: the trace and its pages, the policy, the memory, the
 * device, the figures and the settings.  Two runs with the same key measured
 * the same thing, and have the same outcome.
 *
 * The name of the trace and the way the memory was given are not part of it.
 */
#ifndef MODEL_RUN_KEY_H
#define MODEL_RUN_KEY_H

#include "base/mem.h"
#include "model/study.h"

struct run_key {
	const char *digest; /* of the trace */
	uint64_t page_size;
	const char *policy;
	const char *params; /* "k=2,lazy=yes", by name */
	uint64_t frames;
	const char *device;
	const char *device_params;
	const char *figures;  /* digest */
	const char *settings; /* as params */
};

/* What all runs of a study have in common; the rest is empty. */
struct run_key run_key_of_study(struct mem *m, const struct study *s);

/* The keys of all runs of a study, in memory from m. */
struct run_key *run_keys_make(struct mem *m, const struct study *s);

/* Less than, equal to or greater than 0, as for strcmp(). */
int run_key_compare(const struct run_key *a, const struct run_key *b);

/* The first difference of two keys, as "seed=1 against seed=2", into buf; NULL:
 * they are equal. */
const char *run_key_difference(
    const struct run_key *a, const struct run_key *b, char *buf, size_t size);

#endif
