/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Making a grid.  Not every policy needs to have a run with every memory.  Two
 * runs may have the same cell: 1% and 2% of a small footprint can be the same
 * number of frames.  Such runs have equal results, and the first is used.
 */
#include "report/grid.h"

#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "result/label.h"
#include "result/metric.h"
#include "result/ratio.h"

enum sight
grid_sight(const char *sight)
{
	static const char *const names[] = { "faults", "bits", "accesses",
		"future" };

	for (int i = SIGHT_FAULTS; i < SIGHT_FUTURE; i++)
		if (strcmp(sight, names[i]) == 0)
			return ((enum sight)i);
	return (SIGHT_FUTURE);
}

/* The index of a label; 'count' if it is not in the list. */
static size_t
index_of(const char *const *labels, size_t count, const char *label)
{
	size_t i = 0;

	while (i < count && strcmp(labels[i], label) != 0)
		i++;
	return (i);
}

static int
compare_frames(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return ((*x > *y) - (*x < *y));
}

/* Collects the sizes of memory, each once, ascending. */
static void
make_frames(struct grid *g, struct mem *m, const struct study *s)
{
	size_t n = 0;

	g->frames = mem_array(m, s->nrun, sizeof(*g->frames));
	for (size_t i = 0; i < s->nrun; i++)
		g->frames[i] = s->run[i].frames;
	if (s->nrun > 0)
		qsort(g->frames, s->nrun, sizeof(*g->frames), compare_frames);
	for (size_t i = 0; i < s->nrun; i++)
		if (n == 0 || g->frames[n - 1] != g->frames[i])
			g->frames[n++] = g->frames[i];
	g->nframes = n;
}

/* Collects the policies, each once, those that see less first. */
static void
make_policies(struct grid *g, struct mem *m, const struct study *s)
{
	char label[LABEL_SIZE];

	g->policy = mem_array(m, s->nrun, sizeof(*g->policy));
	g->sight = mem_array(m, s->nrun, sizeof(*g->sight));
	g->varies = mem_array(m, s->nrun, sizeof(*g->varies));
	for (int sight = SIGHT_FAULTS; sight <= SIGHT_FUTURE; sight++)
		for (size_t i = 0; i < s->nrun; i++) {
			const struct run *r = &s->run[i];

			if ((int)grid_sight(r->sight) != sight)
				continue;
			label_policy(label, sizeof(label), r);
			if (index_of(g->policy, g->npolicy, label) < g->npolicy)
				continue;
			g->sight[g->npolicy] = (enum sight)sight;
			g->varies[g->npolicy] = r->varies;
			g->policy[g->npolicy++] = mem_strdup(m, label);
		}
}

void
grid_make(struct grid *g, struct mem *m, const struct study *s)
{
	char label[LABEL_SIZE];
	size_t d, p, f;

	*g = (struct grid){ .study = s };
	make_frames(g, m, s);
	make_policies(g, m, s);
	g->device = mem_array(m, s->nrun, sizeof(*g->device));
	for (size_t i = 0; i < s->nrun; i++) {
		label_device(label, sizeof(label), &s->run[i]);
		if (index_of(g->device, g->ndevice, label) == g->ndevice)
			g->device[g->ndevice++] = mem_strdup(m, label);
	}
	g->cell = mem_array(m, g->ndevice,
	    g->npolicy * g->nframes * sizeof(const struct run *));
	for (size_t i = 0; i < s->nrun; i++) {
		const struct run *r = &s->run[i];
		const struct run **cell;
		const uint64_t *at = bsearch(&r->frames, g->frames, g->nframes,
		    sizeof(*g->frames), compare_frames);

		f = (size_t)(at - g->frames);
		label_policy(label, sizeof(label), r);
		p = index_of(g->policy, g->npolicy, label);
		label_device(label, sizeof(label), r);
		d = index_of(g->device, g->ndevice, label);
		cell = &g->cell[(d * g->npolicy + p) * g->nframes + f];
		if (*cell == NULL)
			*cell = r;
	}
}

void
grid_take(struct grid *out, struct mem *m, const struct grid *g,
    const size_t *at, size_t n)
{
	size_t rows = g->ndevice * g->npolicy;

	*out = *g;
	out->nframes = n;
	out->frames = mem_array(m, n, sizeof(*out->frames));
	out->cell = mem_array(m, n, rows * sizeof(const struct run *));
	for (size_t k = 0; k < n; k++) {
		out->frames[k] = g->frames[at[k]];
		for (size_t i = 0; i < rows; i++)
			out->cell[i * n + k] = g->cell[i * g->nframes + at[k]];
	}
}

void
grid_choose(struct grid *out, struct mem *m, const struct grid *g, size_t n)
{
	size_t *chosen = mem_array(m, n, sizeof(*chosen)), f = 0;
	uint64_t low = num_log2(g->frames[0]);
	uint64_t high = num_log2(g->frames[g->nframes - 1]);

	for (size_t k = 0; k < n; k++) {
		uint64_t at = low + (high - low) * k / (n - 1);

		/* Others are left for those that follow. */
		while (f + n - k < g->nframes && num_log2(g->frames[f]) < at)
			f++;
		chosen[k] = f++;
	}
	grid_take(out, m, g, chosen, n);
}

uint64_t
grid_page_faults(const struct run *r)
{
	return (outcome_page_faults(&r->outcome));
}

uint64_t
grid_stall(const struct run *r)
{
	return (r->outcome.stall_ns);
}

bool
grid_least(const struct grid *g, grid_value_f *value, size_t device,
    size_t frames, enum sight most, uint64_t *least)
{
	bool found = false;

	for (size_t p = 0; p < g->npolicy; p++) {
		const struct run *r = grid_at(g, device, p, frames);

		if (r == NULL || g->sight[p] > most || g->varies[p])
			continue;
		if (!found || value(r) < *least)
			*least = value(r);
		found = true;
	}
	return (found);
}

bool
grid_faults(not_used const struct grid *g, const struct run *r, uint64_t *out)
{
	*out = grid_page_faults(r);
	return (true);
}

bool
grid_ratio(const struct grid *g, const struct run *r, uint64_t *out)
{
	uint64_t base;

	if (!metric_optimum(g->study, r->frames, &base) || base == 0)
		return (false);
	*out = ratio_of(grid_page_faults(r), base, NUM_PPM);
	return (true);
}

bool
grid_same_faults(const struct grid *g, size_t a, size_t b)
{
	for (size_t p = 0; p < g->npolicy; p++)
		for (size_t f = 0; f < g->nframes; f++) {
			const struct run *x = grid_at(g, a, p, f);
			const struct run *y = grid_at(g, b, p, f);

			if ((x == NULL) != (y == NULL) ||
			    (x != NULL &&
				grid_page_faults(x) != grid_page_faults(y)))
				return (false);
		}
	return (true);
}
