/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The runs of the parts that are merged, and their order.
 */
#ifndef RESULT_MERGE_ORDER_H
#define RESULT_MERGE_ORDER_H

#include "base/mem.h"
#include "model/run_key.h"

/* A study of a part. */
struct piece {
	const struct study *study;
	const char *path; /* of its document */
	bool taken;       /* it is in a study of the whole */
};

enum axis { DEVICE, POLICY, MEMORY, AXES };

struct entry {
	struct run_key key;
	const struct piece *piece;
	const struct run *run;
	size_t at;          /* among the runs of all parts */
	size_t place[AXES]; /* the first run with the same device, ... */
};

struct merge {
	struct mem *m;
	const struct piece *first; /* of the study in progress */
	struct entry *entry;
	size_t n;
	struct err *err;
};

/* By key; runs with equal keys in the order of the parts. */
void merge_sort_by_key(struct merge *g);

/* As in the document of the whole: devices, policies and memories each in the
 * order in which the parts have them. */
void merge_sort_by_place(struct merge *g);

/* The curves of two studies, each policy's once, from m; NULL: they have two
 * different ones of a policy. */
const struct curve *merge_curves(
    struct mem *m, const struct study *a, const struct study *b, size_t *n);

#endif
