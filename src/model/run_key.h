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
	const char *format; /* in which it was read, with parameters */
	uint64_t page_size;
	const char *sampling; /* what was sampled; "none" */
	const char *declared; /* digest of declared areas and quotas */
	const char *policy;
	const char *params; /* "k=2,lazy=yes", by name */
	uint64_t frames;
	uint64_t seeds; /* at least 1; --seeds */
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

/* The first difference of two keys, the one that explains most: its name,
 * "model seed" for example, and both values. */
struct run_key_difference {
	char name[80];
	char a[80], b[80];
};

/* In how many parts two keys differ; with one or more, the first is put into
 * *first (NULL: it is not wanted). */
unsigned run_key_differ(const struct run_key *a, const struct run_key *b,
    struct run_key_difference *first);
/* The first as text, "model seed 1 there, 2 here"; false: they are equal. */
bool run_key_difference(const struct run_key *there, const struct run_key *here,
    char *buf, size_t size);

#endif
