/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the faults of one run came from: by process, and the areas that faulted
 * most.  A single process, or a single area, is the whole and says nothing.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/num.h"
#include "report/sheet.h"
#include "report/view.h"
#include "result/label.h"
#include "result/ratio.h"

/* Areas, and processes, shown: of the rest it is said how many they are. */
#define PARTS_SHOWN 10

static uint64_t
absent(const struct tally *t)
{
	return (t->faults[FAULT_ZERO] + t->faults[FAULT_SWAP_IN]);
}

static uint64_t
copied(const struct tally *t)
{
	return (t->faults[FAULT_COW] + t->faults[FAULT_COW_LAST]);
}

static void
count(struct sheet *t, uint64_t n)
{
	char buf[40];

	sheet_cell(t, SHEET_PLAIN, "%s", num_print_count(buf, sizeof(buf), n));
}

static void
counts(struct sheet *t, const struct tally *part, uint64_t whole)
{
	char buf[40];

	count(t, absent(part));
	sheet_cell(t, SHEET_PLAIN, "%s",
	    ratio_print(buf, sizeof(buf), absent(part), whole, 100, 1));
	count(t, part->faults[FAULT_SWAP_IN]);
	count(t, copied(part));
	count(t, part->evictions);
}

static struct sheet *
open_sheet(struct mem *m, const char *const *head, size_t n)
{
	struct sheet *t = sheet_open(m, n);

	sheet_row(t);
	for (size_t i = 0; i < n; i++)
		sheet_cell(t, SHEET_DIM, "%s", head[i]);
	return (t);
}

static void
write_processes(const struct study *s, const struct run *r, struct mem *m,
    const struct report_view *view, FILE *to)
{
	static const char *const head[] = { "process", "pages", "page faults",
		"%", "from swap", "copied", "evicted" };
	const struct outcome *o = &r->outcome;
	struct sheet *t = open_sheet(m, head, 7);

	for (size_t i = 0; i < s->trace.nprocess && i < PARTS_SHOWN; i++) {
		sheet_row(t);
		sheet_cell(t, SHEET_PLAIN, "%" PRIu32, s->trace.process[i].pid);
		count(t, s->trace.process[i].pages);
		counts(t, &o->by_process[i], outcome_page_faults(o));
	}
	if (s->trace.nprocess > PARTS_SHOWN)
		sheet_span(t, "%zu more", s->trace.nprocess - PARTS_SHOWN);
	sheet_write(t, view, 2, to);
	fputc('\n', to);
}

/* An area and where it stands, to be put in order. */
struct ranked {
	const struct tally *tally;
	size_t area;
};

static int
most_first(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	uint64_t fx = absent(x->tally), fy = absent(y->tally);

	if (fx != fy)
		return (fx < fy ? 1 : -1);
	return (x->area < y->area ? -1 : 1);
}

static void
name_area(struct sheet *t, const struct study *s, size_t i)
{
	const struct area_fact *a = &s->trace.area[i];
	char name[LABEL_SIZE];

	if (a->name[0] != '\0')
		sheet_cell(t, SHEET_PLAIN, "%s",
		    label_clean(name, sizeof(name), a->name));
	else
		sheet_cell(t, SHEET_PLAIN, "0x%" PRIx64, a->start);
}

static void
write_rest(struct sheet *t, const struct ranked *rest, size_t n, uint64_t whole)
{
	struct tally sum = { .evictions = 0 };

	for (size_t i = 0; i < n; i++) {
		for (int k = 0; k < FAULT_KINDS; k++)
			sum.faults[k] += rest[i].tally->faults[k];
		sum.evictions += rest[i].tally->evictions;
	}
	sheet_row(t);
	sheet_cell(t, SHEET_DIM, "%zu more", n);
	sheet_cell(t, SHEET_PLAIN, "%s", "");
	sheet_cell(t, SHEET_PLAIN, "%s", "");
	counts(t, &sum, whole);
}

static void
write_areas(const struct study *s, const struct run *r, struct mem *m,
    const struct report_view *view, FILE *to)
{
	static const char *const head[] = { "area", "process", "pages",
		"page faults", "%", "from swap", "copied", "evicted" };
	const struct outcome *o = &r->outcome;
	struct ranked *rank = mem_array(m, s->trace.narea, sizeof(*rank));
	struct sheet *t = open_sheet(m, head, 8);
	size_t n = s->trace.narea;

	sheet_spare(t);
	for (size_t i = 0; i < n; i++)
		rank[i] = (struct ranked){ &o->by_area[i], i };
	qsort(rank, n, sizeof(*rank), most_first);
	for (size_t i = 0; i < n && i < PARTS_SHOWN; i++) {
		const struct area_fact *a = &s->trace.area[rank[i].area];

		sheet_row(t);
		name_area(t, s, rank[i].area);
		sheet_cell(t, SHEET_PLAIN, "%" PRIu32,
		    s->trace.process[a->process].pid);
		count(t, a->pages);
		counts(t, rank[i].tally, outcome_page_faults(o));
	}
	if (n > PARTS_SHOWN)
		write_rest(t, rank + PARTS_SHOWN, n - PARTS_SHOWN,
		    outcome_page_faults(o));
	sheet_write(t, view, 2, to);
	fputc('\n', to);
}

void
part_view_write(const struct study *s, const struct run *r, struct mem *m,
    const struct report_view *view, FILE *to)
{
	if (r->outcome.by_process != NULL && s->trace.nprocess > 1)
		write_processes(s, r, m, view, to);
	if (r->outcome.by_area != NULL && s->trace.narea > 1)
		write_areas(s, r, m, view, to);
}
