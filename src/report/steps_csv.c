/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Steps as CSV: a row for each reference.  After the reference come the page
 * and its marks of each frame, then the rows of the policy's state.  A list is
 * one field, separated by blanks.
 */
#include <inttypes.h>
#include <string.h>

#include "report/csv.h"
#include "report/csv_field.h"
#include "report/steps_text.h"

static void
put_list(const struct steps_text *t, const struct step_list *l, struct mem *m,
    FILE *to)
{
	const size_t most = 128; /* of an item and the blank after it */
	char *text = mem_array(m, l->n + 1, most), *end = text;

	for (size_t i = 0; i < l->n; i++) {
		if (i > 0)
			*end++ = ' ';
		end += strlen(steps_item(t, &l->item[i], end, most - 1));
	}
	fputc(',', to);
	csv_field(text, to);
	mem_free(m, text);
}

static void
put_head(const struct steps_text *t, const frame_t *frame, size_t nframe,
    const struct step_row *const *row, size_t nrow, FILE *to)
{
	char name[64];

	fputs("reference,process,page,write,result,tlb,evicted,written", to);
	for (size_t i = 0; i < nframe; i++)
		fprintf(to, ",frame_%" PRIu32 ",frame_%" PRIu32 "_marks",
		    frame[i], frame[i]);
	for (size_t i = 0; i < nrow; i++) {
		fputc(',', to);
		csv_field(steps_row_name(t, row[i], name, sizeof(name)), to);
	}
	fputc('\n', to);
}

static void
put_frame(const struct steps_text *t, const struct step_item *item, FILE *to)
{
	char text[128];

	if (item == NULL) {
		fputs(",,", to);
		return;
	}
	fprintf(to, ",%s", steps_item(t, item, text, sizeof(text)));
	fputc(',', to);
	csv_field(steps_marks(t, item, text, sizeof(text)), to);
}

void
csv_write_steps(const struct study *s, const struct run *r, FILE *to)
{
	static const char *const result[] = {
		[STEP_HIT] = "hit",
		[STEP_FAULT] = "fault",
		[STEP_COW] = "cow",
		[STEP_NO_FRAME] = "no_frame",
	};
	static const char *const tlb[] = { "", "hit", "miss" };
	struct steps_text t = steps_text_of(s, r->steps, false);
	struct mem *m = mem_open();
	size_t nframe, nrow;
	frame_t *frame = steps_frames(&t, m, &nframe);
	const struct step_row **row = steps_rows(&t, m, &nrow);

	put_head(&t, frame, nframe, row, nrow, to);
	for (const struct run_step *p = t.step; p < t.step + t.n; p++) {
		fprintf(to, "%" PRIu64 ",%" PRIu32 ",%" PRIu64 ",%s,%s,%s",
		    p->reference, s->trace.process[p->page.process].pid,
		    p->page.number, p->write ? "yes" : "no", result[p->result],
		    tlb[p->tlb]);
		put_list(&t, &p->evicted, m, to);
		put_list(&t, &p->written, m, to);
		for (size_t i = 0; i < nframe; i++)
			put_frame(&t, steps_frame(p, frame[i]), to);
		for (size_t i = 0; i < nrow; i++)
			put_list(&t, steps_state(p, row[i]), m, to);
		fputc('\n', to);
	}
	mem_close(m);
}
