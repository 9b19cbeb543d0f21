/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A run step by step, as classes draw it: a column for each reference, a row
 * for each frame.
 *
 *	reference	1	2	3	4	5
 *	page		7	0	1	2	0
 *			F	F	F	F	H
 *	frame 0		7	7	7	2	2
 *	frame 1			0	0	0	0
 *	frame 2				1	1	1
 *	evicted					7
 *	order		7	7	7	0	0
 *				0	0	1	1
 *					1	2	2
 *
 * The order is a list of the policy: the page that goes first is on top.
 * Rows in which nothing would stand are left out.  A page is bold where it has
 * just come in.
 */
#include <inttypes.h>
#include <string.h>

#include "report/steps_text.h"
#include "report/view.h"

/* References of a table in a format that does not know the reader's width. */
#define FOLD 20

static void
put_page(
    struct table *t, const struct steps_text *s, const struct step_item *item)
{
	char text[128], marks[24];

	table_cell(t,
	    (item->bits & STEP_LOADED) != 0 ? STYLE_BOLD : STYLE_PLAIN, "%s%s",
	    steps_item(s, item, text, sizeof(text)),
	    steps_marks(s, item, marks, sizeof(marks)));
}

static void
begin_row(struct table *t, const char *name)
{
	table_row(t);
	table_cell(t, STYLE_PLAIN, "%s", name);
}

static void
write_references(struct table *t, const struct steps_text *s)
{
	char text[128];

	table_row(t);
	table_cell(t, STYLE_DIM, "reference");
	for (size_t i = 0; i < s->n; i++)
		table_cell(t, STYLE_DIM, "%" PRIu64, s->step[i].reference);
	begin_row(t, "page");
	for (size_t i = 0; i < s->n; i++)
		table_cell(t, STYLE_PLAIN, "%s%s",
		    steps_item(s, &s->step[i].page, text, sizeof(text)),
		    s->step[i].write ? "w" : "");
	begin_row(t, "");
	for (size_t i = 0; i < s->n; i++)
		table_cell(t,
		    s->step[i].result == STEP_HIT ? STYLE_PLAIN : STYLE_BOLD,
		    "%s", steps_result(&s->step[i]));
}

static void
write_frames(struct table *t, const struct steps_text *s)
{
	char name[32];
	size_t n;
	frame_t *frame = steps_frames(s, t->m, &n);

	for (size_t k = 0; k < n; k++) {
		snprintf(name, sizeof(name), "frame %" PRIu32, frame[k]);
		begin_row(t, name);
		for (size_t i = 0; i < s->n; i++) {
			const struct step_item *item =
			    steps_frame(&s->step[i], frame[k]);

			if (item != NULL)
				put_page(t, s, item);
			else
				table_cell(t, STYLE_PLAIN, "%s", "");
		}
	}
}

/* Lists from top to bottom, in as many rows as the longest has. */
static void
write_lists(struct table *t, const struct steps_text *s, const char *name,
    steps_list_f *list, const struct step_row *like)
{
	size_t longest = steps_longest(s, list, like);

	for (size_t k = 0; k < longest; k++) {
		begin_row(t, k == 0 ? name : "");
		for (size_t i = 0; i < s->n; i++) {
			const struct step_list *l = list(&s->step[i], like);

			if (k < l->n)
				put_page(t, s, &l->item[k]);
			else
				table_cell(t, STYLE_PLAIN, "%s", "");
		}
	}
}

static void
write_tlb(struct table *t, const struct steps_text *s)
{
	if (s->n == 0 || s->step[0].tlb == STEP_NO_TLB)
		return;
	begin_row(t, "TLB");
	for (size_t i = 0; i < s->n; i++)
		table_cell(t, STYLE_PLAIN, "%s",
		    s->step[i].tlb == STEP_TLB_HIT ? "H" : "M");
}

/* Has a page in a frame one of these bits; is a frame shared? */
static bool
any_frame(const struct steps_text *s, unsigned bits, bool shared)
{
	for (size_t i = 0; i < s->n; i++)
		for (size_t k = 0; k < s->step[i].frames.n; k++) {
			const struct step_item *f = &s->step[i].frames.item[k];

			if ((f->bits & bits) != 0 || (shared && f->sharers > 0))
				return (true);
		}
	return (false);
}

static bool
any_result(const struct steps_text *s, enum step_result result)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->step[i].result == result)
			return (true);
	return (false);
}

static void
explain_marks(struct sheet *out, const struct steps_text *s)
{
	char marks[160];

	snprintf(marks, sizeof(marks), "%s%s%s%s%s",
	    s->accessed ? ", * accessed" : "",
	    any_frame(s, STEP_DIRTY, false) ? ", d dirty" : "",
	    any_frame(s, STEP_PINNED, false) ? ", p pinned" : "",
	    any_frame(s, 0, true) ? ", +N others share its frame" : "",
	    s->processes ? ", before it and ':' its process" : "");
	if (marks[0] != '\0')
		sheet_item(out, STYLE_PLAIN, "behind a page: %s", marks + 2);
}

static void
write_steps(struct sheet *out, const struct steps_text *s)
{
	struct table *t = table_open(out->m, s->n + 1);
	char name[64];
	size_t n;
	const struct step_row **row = steps_rows(s, out->m, &n);

	sheet_heading(out, 3, "step by step", NULL);
	sheet_item(out, STYLE_PLAIN, "F page fault%s, H hit%s",
	    any_result(s, STEP_COW) ? ", C copy-on-write fault" : "",
	    any_result(s, STEP_NO_FRAME) ? ", - every frame is pinned" : "");
	explain_marks(out, s);
	t->fold = FOLD;
	write_references(t, s);
	write_tlb(t, s);
	write_frames(t, s);
	write_lists(t, s, "evicted", steps_evicted, NULL);
	write_lists(t, s, "written", steps_written, NULL);
	for (size_t i = 0; i < n; i++)
		write_lists(t, s, steps_row_name(s, row[i], name, sizeof(name)),
		    steps_state, row[i]);
	sheet_table(out, t);
}

/* A frame a row, then a list of the policy an item. */
static void
write_end(struct sheet *out, const struct steps_text *s)
{
	static const char *const head[] = { "frame", "page", "bits" };
	const struct step_list *l = &s->step->frames;
	struct table *t = table_headed(out->m, head, 3);
	char text[4000], name[64];

	sheet_heading(out, 3, "frames at the end", NULL);
	explain_marks(out, s);
	t->left[2] = true;
	for (size_t i = 0; i < l->n; i++) {
		table_row(t);
		table_cell(t, STYLE_PLAIN, "%" PRIu32, l->item[i].frame);
		table_cell(t, STYLE_PLAIN, "%s",
		    steps_item(s, &l->item[i], text, sizeof(text)));
		table_cell(t, STYLE_PLAIN, "%s",
		    steps_marks(s, &l->item[i], text, sizeof(text)));
	}
	sheet_table(out, t);
	for (size_t i = 0; i < s->step->nrow; i++) {
		const struct step_row *row = &s->step->row[i];
		size_t len = 0;

		text[0] = '\0';
		for (size_t k = 0; k < row->list.n && len < 3800; k++) {
			len += (size_t)snprintf(text + len, 2, " ");
			steps_item(s, &row->list.item[k], text + len, 128);
			len += strlen(text + len);
		}
		sheet_item(out, STYLE_PLAIN, "%s:%s%s",
		    steps_row_name(s, row, name, sizeof(name)), text,
		    len < 3800 ? "" : " ...");
	}
}

void
steps_view_write(struct sheet *out, const struct study *s, const struct run *r)
{
	struct steps_text text;

	if (r->steps == NULL)
		return;
	if (r->steps->n > 0) {
		text = steps_text_of(s, r->steps, false);
		write_steps(out, &text);
	}
	if (r->steps->end != NULL) {
		text = steps_text_of(s, r->steps, true);
		write_end(out, &text);
	}
}
