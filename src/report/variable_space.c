/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Policies that vary their memory.  They stand in the grid at the memory they
 * may use; here is what they used, and what policies that keep all they get
 * fault in as much.
 */
#include <string.h>

#include "base/num.h"
#include "report/sheet.h"
#include "report/view.h"
#include "result/label.h"
#include "result/ratio.h"

static const char TITLE[] =
    "At equal mean memory: page faults of policies that give frames back, "
    "marked ~ above, and of others in as many frames as these used on the mean";

bool
variable_space_any(const struct study *s)
{
	for (size_t i = 0; i < s->nrun; i++)
		if (s->run[i].varies)
			return (true);
	return (false);
}

/* The first run with peers, from i on. */
static const struct run *
next(const struct study *s, size_t *i)
{
	for (; *i < s->nrun; (*i)++)
		if (s->run[*i].nequal_memory > 0)
			return (&s->run[(*i)++]);
	return (NULL);
}

/* Page faults do not depend on the device: the first one's runs are shown. */
static bool
repeated(const struct study *s, const struct run *r)
{
	char a[LABEL_SIZE], b[LABEL_SIZE];

	label_device(a, sizeof(a), &s->run[0]);
	return (strcmp(a, label_device(b, sizeof(b), r)) != 0);
}

static void
count(struct sheet *t, enum sheet_style style, uint64_t n)
{
	char buf[40];

	sheet_cell(t, style, "%s", num_print_count(buf, sizeof(buf), n));
}

static struct sheet *
make(const struct study *s, struct mem *m)
{
	static const char *const head[] = { "policy", "may use", "at most",
		"on the mean", "page faults" };
	struct sheet *t = NULL;
	const struct run *r;
	char name[LABEL_SIZE], mean[40];

	for (size_t i = 0; (r = next(s, &i)) != NULL;) {
		const struct outcome *o = &r->outcome;

		if (repeated(s, r))
			continue;
		if (t == NULL) {
			t = sheet_open(m, 5 + r->nequal_memory);
			sheet_row(t);
			for (size_t k = 0; k < 5; k++)
				sheet_cell(t, SHEET_DIM, "%s", head[k]);
			for (size_t k = 0; k < r->nequal_memory; k++)
				sheet_cell(t, SHEET_DIM, "%s",
				    r->equal_memory[k].policy);
		}
		sheet_row(t);
		sheet_cell(
		    t, SHEET_PLAIN, "%s", label_policy(name, sizeof(name), r));
		count(t, SHEET_DIM, r->frames);
		count(t, SHEET_PLAIN, o->resident_peak);
		sheet_cell(t, SHEET_PLAIN, "%s",
		    ratio_print(mean, sizeof(mean), o->resident_sum,
			o->references, 1, 1));
		count(t, SHEET_BOLD, outcome_page_faults(o));
		for (size_t k = 0; k < r->nequal_memory; k++)
			count(t, SHEET_PLAIN, r->equal_memory[k].faults);
	}
	return (t);
}

void
variable_space_write(const struct study *s, struct mem *m,
    const struct report_view *view, FILE *to)
{
	struct sheet *t = make(s, m);

	if (t == NULL)
		return;
	fputs(sheet_on(view, SHEET_BOLD), to);
	sheet_text(view, 0, 2, to, TITLE);
	fputs(sheet_off(view, SHEET_BOLD), to);
	sheet_write(t, view, 2, to);
	fputc('\n', to);
}

void
variable_space_markdown(const struct study *s, struct mem *m, FILE *to)
{
	struct sheet *t = make(s, m);

	if (t == NULL)
		return;
	fprintf(to, "### %s\n\n", TITLE);
	sheet_markdown(t, to);
	fputc('\n', to);
}

const char spaceview_note[] =
    "Policies marked ~ give frames back and use less than they may; they are "
    "not ranked among the others, but held against them at equal mean memory.";
