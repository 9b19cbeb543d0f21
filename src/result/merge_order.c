/* SPDX-License-Identifier: BSD-2-Clause */
#include "result/merge_order.h"

#include <stdlib.h>
#include <string.h>

static int
compare_keys(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = run_key_compare(&x->key, &y->key);

	return (order != 0 ? order : (x->at > y->at) - (x->at < y->at));
}

static int
compare_places(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	for (int i = 0; i < AXES; i++)
		if (x->place[i] != y->place[i])
			return (x->place[i] < y->place[i] ? -1 : 1);
	return (0);
}

static int
compare_devices(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcmp(x->key.device, y->key.device);

	return (order != 0
		    ? order
		    : strcmp(x->key.device_params, y->key.device_params));
}

static int
compare_policies(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcmp(x->key.policy, y->key.policy);

	return (order != 0 ? order : strcmp(x->key.params, y->key.params));
}

static int
compare_memories(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return (
	    (x->key.frames > y->key.frames) - (x->key.frames < y->key.frames));
}

static void
sort(struct merge *g, int (*compare)(const void *, const void *))
{
	if (g->n > 0)
		qsort(g->entry, g->n, sizeof(*g->entry), compare);
}

void
merge_sort_by_key(struct merge *g)
{
	sort(g, compare_keys);
}

/* The place of a run's device, policy or memory is that of the first run that
 * has it; compare: of that part of the key alone. */
static void
find_places(
    struct merge *g, enum axis axis, int (*compare)(const void *, const void *))
{
	struct entry *e = g->entry;
	size_t end;

	sort(g, compare);
	for (size_t i = 0; i < g->n; i = end) {
		size_t first = e[i].at;

		for (end = i; end < g->n && compare(&e[i], &e[end]) == 0; end++)
			if (e[end].at < first)
				first = e[end].at;
		for (size_t k = i; k < end; k++)
			e[k].place[axis] = first;
	}
}

void
merge_sort_by_place(struct merge *g)
{
	find_places(g, DEVICE, compare_devices);
	find_places(g, POLICY, compare_policies);
	find_places(g, MEMORY, compare_memories);
	sort(g, compare_places);
}
