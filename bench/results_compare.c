/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Compares the results of two builds.
 *
 * The documents of the old build and of the new one are read in order; their
 * samples of one result follow each other.  Where both have the same number, as
 * when compare.sh runs the builds in turns, sample i of the old build and
 * sample i of the new one were measured one after the other: they are a pair.
 *
 * Of pairs, the verdict is that of the sign test: "slower" or "faster" if 1 is
 * outside the range of ratios that contains their true median with a
 * probability of at least 95 %.  It supposes nothing of how times vary, and
 * needs six pairs.  Of samples that are no pairs, or of fewer, the builds
 * differ if their quartiles do not overlap and each has at least three samples.
 */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/driver.h"

enum verdict { SAME, FASTER, SLOWER };
static const char *const verdicts[] = { "no difference seen", "faster",
	"slower" };

/* The timing of the same name, or a new one. */
static struct timing *
find(struct timings *t, const char *group, const char *workload,
    const char *name)
{
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->item[i]->group, group) == 0 &&
		    strcmp(t->item[i]->workload, workload) == 0 &&
		    strcmp(t->item[i]->name, name) == 0)
			return (t->item[i]);
	return (timing_new(t, mem_strdup(t->m, group), workload, name, NULL));
}

static _Noreturn void
refuse(const char *path, const char *what)
{
	fprintf(stderr, "bench: %s: %s\n", path, what);
	exit(3);
}

static void
read_document(struct timings *t, const char *path)
{
	json_error_t where;
	json_t *all = json_load_file(path, 0, &where);
	json_t *list = json_object_get(all, "results"), *r, *ns;
	const char *schema = json_string_value(json_object_get(all, "schema"));
	size_t i, k;

	if (all == NULL)
		refuse(path, where.text);
	if (schema == NULL || strcmp(schema, "pagerace.speed/1") != 0 ||
	    !json_is_array(list))
		refuse(path, "this is no document of 'bench --json'");
	json_array_foreach(list, i, r)
	{
		const char *group, *workload, *name;
		struct timing *x;

		if (json_unpack(r, "{s:s, s:s, s:s, s:o}", "group", &group,
			"workload", &workload, "name", &name, "ns", &ns) != 0)
			refuse(path, "a result lacks its name or its samples");
		x = find(t, group, workload, name);
		for (k = 0; k < json_array_size(ns); k++)
			timing_add_ns(
			    x, json_number_value(json_array_get(ns, k)));
	}
	json_decref(all);
}

/* Of n sorted ratios, how many to leave out at either end so that the others
 * hold the true median with 95 %; -1: n is too small for that. */
static int
sign_test_cut(size_t n)
{
	double term = pow(0.5, (double)n), tail = term;
	int k = 0;

	for (; tail <= 0.025; k++) {
		term *= (double)(n - (size_t)k) / (k + 1);
		tail += term;
	}
	return (k - 1);
}

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return ((x > y) - (x < y));
}

static enum verdict
judge_pairs(const struct timing *old, const struct timing *new)
{
	double ratio[ROUNDS_MAX] = { 0 };
	size_t n = old->n;
	int cut = sign_test_cut(n);

	for (size_t i = 0; i < n; i++)
		ratio[i] = new->ns[i] / old->ns[i];
	qsort(ratio, n, sizeof(*ratio), ascending);
	if (cut >= 0 && ratio[n - 1 - (size_t)cut] < 1)
		return (FASTER);
	return (cut >= 0 && ratio[cut] > 1 ? SLOWER : SAME);
}

static enum verdict
judge_apart(const struct timing *old, const struct timing *new)
{
	if (old->n < 3 || new->n < 3)
		return (SAME);
	if (timing_quartile(new, 3) < timing_quartile(old, 1))
		return (FASTER);
	return (
	    timing_quartile(new, 1) > timing_quartile(old, 3) ? SLOWER : SAME);
}

/* Prints one line; whether it is slower by more than the limit. */
static bool
compare(const struct timing *old, struct timing *new, double limit)
{
	bool pairs = old->n == new->n && old->n >= 6;
	enum verdict v = pairs ? judge_pairs(old, new) : judge_apart(old, new);
	double ratio = timing_quartile(new, 2) / timing_quartile(old, 2);
	bool beyond;

	new->base = old;
	if (pairs)
		ratio = timing_ratio(new, 2);
	beyond = v == SLOWER && ratio > 1 + limit / 100;
	printf("%-9s %-12s %-26s %9.3f %9.3f  %6.3f", new->group, new->workload,
	    new->name, timing_quartile(old, 2), timing_quartile(new, 2), ratio);
	if (pairs)
		printf(" [%.3f, %.3f]", timing_ratio(new, 1),
		    timing_ratio(new, 3));
	printf("  %s", verdicts[v]);
	if (beyond)
		printf(", beyond the limit of %g %%", limit);
	putchar('\n');
	return (beyond);
}

bool
results_compare(char *const *path, size_t n, double limit)
{
	struct timings old = { .m = mem_open() }, new = { .m = mem_open() };
	bool beyond = false;
	size_t i, half = 0;

	while (half < n && strcmp(path[half], "--") != 0)
		half++;
	if (half == 0 || half + 1 >= n) {
		fprintf(stderr,
		    "bench: --compare wants OLD.json... -- NEW.json...\n");
		exit(2);
	}
	for (i = 0; i < half; i++)
		read_document(&old, path[i]);
	for (i = half + 1; i < n; i++)
		read_document(&new, path[i]);
	printf("%-9s %-12s %-26s %9s %9s  new/old\n", "group", "workload",
	    "result", "old, ns", "new, ns");
	for (i = 0; i < new.n; i++) {
		const struct timing *x = new.item[i];
		size_t before = old.n;
		struct timing *o = find(&old, x->group, x->workload, x->name);

		if (old.n > before || o->n == 0)
			printf("%-9s %-12s %-26s only in the new results\n",
			    x->group, x->workload, x->name);
		else if (compare(o, new.item[i], limit))
			beyond = true;
	}
	mem_close(old.m);
	mem_close(new.m);
	return (beyond);
}
