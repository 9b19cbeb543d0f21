/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The faults of one run by process, and of the areas with most faults.  A table
 * with one row would repeat the totals of the run and is left out.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/view.h"
#include "result/label.h"
#include "result/ratio.h"

/* Areas, and processes, shown; the others are counted. */
#define PARTS_SHOWN 10

static uint64_t
page_faults(const struct tally *t)
{
	return (t->faults[FAULT_ZERO] + t->faults[FAULT_SWAP_IN]);
}

/* The cells of a part: its faults and evictions. */
static void
put_tally(struct table *t, const struct tally *part, uint64_t whole)
{
	char buf[40];

	table_count(t, STYLE_PLAIN, page_faults(part));
	table_cell(t, STYLE_PLAIN, "%s",
	    ratio_print(buf, sizeof(buf), page_faults(part), whole, 100, 1));
	table_count(t, STYLE_PLAIN, part->faults[FAULT_SWAP_IN]);
	table_count(t, STYLE_PLAIN,
	    part->faults[FAULT_COW] + part->faults[FAULT_COW_LAST]);
	table_count(t, STYLE_PLAIN, part->evictions);
}

static void
write_processes(struct sheet *out, const struct study *s, const struct run *r)
{
	static const char *const head[] = { "process", "pages", "page faults",
		"%", "swap-in", "copy-on-write", "evicted" };
	const struct outcome *o = &r->outcome;
	struct table *t = table_headed(out->m, head, 7);

	for (size_t i = 0; i < s->trace.nprocess && i < PARTS_SHOWN; i++) {
		table_row(t);
		table_cell(t, STYLE_PLAIN, "%" PRIu32, s->trace.process[i].pid);
		table_count(t, STYLE_PLAIN, s->trace.process[i].pages);
		put_tally(t, &o->by_process[i], outcome_page_faults(o));
	}
	if (s->trace.nprocess > PARTS_SHOWN)
		table_span(t, "%zu more", s->trace.nprocess - PARTS_SHOWN);
	sheet_table(out, t);
}

/* An area, for sorting. */
struct ranked {
	const struct tally *tally;
	size_t area;
};

static int
most_first(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	uint64_t fx = page_faults(x->tally), fy = page_faults(y->tally);

	if (fx != fy)
		return (fx < fy ? 1 : -1);
	return (x->area < y->area ? -1 : 1);
}

static bool
has_namesake(const struct study *s, size_t area)
{
	for (size_t i = 0; i < s->trace.narea; i++)
		if (i != area && strcmp(s->trace.area[i].name,
				     s->trace.area[area].name) == 0)
			return (true);
	return (false);
}

char *
view_area(char *buf, size_t size, const struct study *s, size_t area)
{
	const struct area_fact *a = &s->trace.area[area];
	char name[LABEL_SIZE];

	label_clean(name, sizeof(name), a->name);
	if (a->name[0] == '\0')
		snprintf(buf, size, "0x%" PRIx64, a->start);
	else if (has_namesake(s, area))
		snprintf(buf, size, "%s 0x%" PRIx64, name, a->start);
	else
		snprintf(buf, size, "%s", name);
	return (buf);
}

static void
write_rest(struct table *t, const struct ranked *rest, size_t n, uint64_t whole)
{
	struct tally sum = { .evictions = 0 };

	for (size_t i = 0; i < n; i++) {
		for (int k = 0; k < FAULT_KINDS; k++)
			sum.faults[k] += rest[i].tally->faults[k];
		sum.evictions += rest[i].tally->evictions;
	}
	table_row(t);
	table_cell(t, STYLE_DIM, "%zu more", n);
	table_cell(t, STYLE_PLAIN, "%s", "");
	table_cell(t, STYLE_PLAIN, "%s", "");
	put_tally(t, &sum, whole);
}

static void
write_areas(struct sheet *out, const struct study *s, const struct run *r)
{
	static const char *const head[] = { "area", "process", "pages",
		"page faults", "%", "swap-in", "copy-on-write", "evicted" };
	const struct outcome *o = &r->outcome;
	struct ranked *rank = mem_array(out->m, s->trace.narea, sizeof(*rank));
	struct table *t = table_headed(out->m, head, 8);
	size_t n = s->trace.narea;
	char name[LABEL_SIZE];

	t->spare = true;
	for (size_t i = 0; i < n; i++)
		rank[i] = (struct ranked){ &o->by_area[i], i };
	qsort(rank, n, sizeof(*rank), most_first);
	for (size_t i = 0; i < n && i < PARTS_SHOWN; i++) {
		const struct area_fact *a = &s->trace.area[rank[i].area];

		table_row(t);
		table_cell(t, STYLE_PLAIN, "%s",
		    view_area(name, sizeof(name), s, rank[i].area));
		table_cell(t, STYLE_PLAIN, "%" PRIu32,
		    s->trace.process[a->process].pid);
		table_count(t, STYLE_PLAIN, a->pages);
		put_tally(t, rank[i].tally, outcome_page_faults(o));
	}
	if (n > PARTS_SHOWN)
		write_rest(t, rank + PARTS_SHOWN, n - PARTS_SHOWN,
		    outcome_page_faults(o));
	sheet_table(out, t);
}

void
part_view_write(struct sheet *out, const struct study *s, const struct run *r)
{
	if (r->outcome.by_process != NULL && s->trace.nprocess > 1)
		write_processes(out, s, r);
	if (r->outcome.by_area != NULL && s->trace.narea > 1)
		write_areas(out, s, r);
}
