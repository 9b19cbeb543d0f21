/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Steps as text.
 */
#include "report/steps_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "result/label.h"

static bool
lacks_accessed(const struct run_step *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < s[i].frames.n; k++)
			if ((s[i].frames.item[k].bits & STEP_ACCESSED) == 0)
				return (true);
	return (false);
}

struct steps_text
steps_text_of(const struct study *s, const struct steps *steps, bool end)
{
	const struct run_step *step = end ? steps->end : steps->step;
	size_t n = end ? 1 : steps->n;

	return ((struct steps_text){
	    .study = s,
	    .steps = steps,
	    .step = step,
	    .n = n,
	    .processes = s->trace.nprocess > 1,
	    .accessed = end || lacks_accessed(step, n),
	});
}

char *
steps_item(const struct steps_text *t, const struct step_item *item, char *buf,
    size_t size)
{
	char process[16] = "", remark[STEP_REMARK_SIZE] = "";

	if (item->kind == STEP_PAGE && t->processes)
		snprintf(process, sizeof(process), "%" PRIu32 ":",
		    t->study->trace.process[item->process].pid);
	if (item->remark != NULL)
		label_clean(remark, sizeof(remark), item->remark);
	snprintf(buf, size, "%s%" PRIu64 "%s", process, item->number, remark);
	return (buf);
}

char *
steps_marks(const struct steps_text *t, const struct step_item *item, char *buf,
    size_t size)
{
	char sharers[16] = "";

	if (item->sharers > 0)
		snprintf(sharers, sizeof(sharers), "+%" PRIu32, item->sharers);
	snprintf(buf, size, "%s%s%s%s",
	    t->accessed && (item->bits & STEP_ACCESSED) != 0 ? "*" : "",
	    (item->bits & STEP_DIRTY) != 0 ? "d" : "",
	    (item->bits & STEP_PINNED) != 0 ? "p" : "", sharers);
	return (buf);
}

const char *
steps_result(const struct run_step *s)
{
	static const char *const word[] = {
		[STEP_HIT] = "H",
		[STEP_FAULT] = "F",
		[STEP_COW] = "C",
		[STEP_NO_FRAME] = "-",
	};

	return (word[s->result]);
}

static int
compare_frames(const void *a, const void *b)
{
	const frame_t *x = a, *y = b;

	return ((*x > *y) - (*x < *y));
}

frame_t *
steps_frames(const struct steps_text *t, struct mem *m, size_t *n)
{
	size_t all = 0, kept = 0;
	frame_t *frame;

	for (size_t i = 0; i < t->n; i++)
		all += t->step[i].frames.n;
	frame = mem_array(m, all, sizeof(*frame));
	all = 0;
	for (size_t i = 0; i < t->n; i++)
		for (size_t k = 0; k < t->step[i].frames.n; k++)
			frame[all++] = t->step[i].frames.item[k].frame;
	if (all > 0)
		qsort(frame, all, sizeof(*frame), compare_frames);
	for (size_t i = 0; i < all; i++)
		if (kept == 0 || frame[kept - 1] != frame[i])
			frame[kept++] = frame[i];
	*n = kept;
	return (frame);
}

const struct step_item *
steps_frame(const struct run_step *s, frame_t f)
{
	const struct step_list *l = &s->frames;
	size_t low = 0, high = l->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (l->item[middle].frame < f)
			low = middle + 1;
		else
			high = middle;
	}
	return (low < l->n && l->item[low].frame == f ? &l->item[low] : NULL);
}

static bool
same_row(const struct step_row *a, const struct step_row *b)
{
	return (a->process == b->process && strcmp(a->name, b->name) == 0);
}

const struct step_row **
steps_rows(const struct steps_text *t, struct mem *m, size_t *n)
{
	const struct step_row **row = NULL;
	size_t cap = 0, at;

	*n = 0;
	for (size_t i = 0; i < t->n; i++)
		for (size_t k = 0; k < t->step[i].nrow; k++) {
			const struct step_row *r = &t->step[i].row[k];

			for (at = 0; at < *n && !same_row(row[at], r);)
				at++;
			if (at < *n)
				continue;
			row = mem_grow(m, row, *n, &cap, sizeof(*row));
			row[(*n)++] = r;
		}
	return (row);
}

char *
steps_row_name(const struct steps_text *t, const struct step_row *row,
    char *buf, size_t size)
{
	char name[STEP_NAME_SIZE];

	label_clean(name, sizeof(name), row->name);
	if (t->steps->local && row->process < t->study->trace.nprocess)
		snprintf(buf, size, "%s of %" PRIu32, name,
		    t->study->trace.process[row->process].pid);
	else
		snprintf(buf, size, "%s", name);
	return (buf);
}

const struct step_list *
steps_evicted(const struct run_step *s, not_used const struct step_row *like)
{
	return (&s->evicted);
}

const struct step_list *
steps_written(const struct run_step *s, not_used const struct step_row *like)
{
	return (&s->written);
}

const struct step_list *
steps_state(const struct run_step *s, const struct step_row *like)
{
	static const struct step_list empty;

	for (size_t i = 0; i < s->nrow; i++)
		if (same_row(&s->row[i], like))
			return (&s->row[i].list);
	return (&empty);
}

size_t
steps_longest(
    const struct steps_text *t, steps_list_f *list, const struct step_row *like)
{
	size_t longest = 0;

	for (size_t i = 0; i < t->n; i++)
		if (list(&t->step[i], like)->n > longest)
			longest = list(&t->step[i], like)->n;
	return (longest);
}
