/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The texts and the rows of a table of steps, for the view and for CSV.
 */
#ifndef REPORT_STEPS_TEXT_H
#define REPORT_STEPS_TEXT_H

#include "base/inline.h"
#include "base/mem.h"
#include "model/study.h"

/* Which steps of which run, and what is written of a page. */
struct steps_text {
	const struct study *study;
	const struct steps *steps;
	const struct run_step
	    *step; /* n of them: all steps, or the end alone */
	size_t n;
	bool processes; /* there are several: "7:12" is page 12 of process 7 */
	bool accessed;  /* not every page always has its accessed bit set */
};

struct steps_text steps_text_of(
    const struct study *s, const struct steps *steps, bool end);

/* The page, frame or number of an item, into buf; returns buf. */
char *steps_item(const struct steps_text *t, const struct step_item *item,
    char *buf, size_t size);
/* The marks of a page in a frame: "*" accessed, "d" dirty, "p" pinned, "+2" two
 * others share it. */
char *steps_marks(const struct steps_text *t, const struct step_item *item,
    char *buf, size_t size);
/* "H", "F", "C" or "-". */
const char *steps_result(const struct run_step *s);

/* The frames that are in use at a step, ascending; *n: how many. */
frame_t *steps_frames(const struct steps_text *t, struct mem *m, size_t *n);
const struct step_item *steps_frame(const struct run_step *s, frame_t f);

/* The rows of the policy's state, each once; *n: how many. */
const struct step_row **steps_rows(
    const struct steps_text *t, struct mem *m, size_t *n);
char *steps_row_name(const struct steps_text *t, const struct step_row *row,
    char *buf, size_t size);

/* A list of a step: its pages evicted, written, or the items of the row like
 * this one, which may be empty. */
typedef const struct step_list *steps_list_f(
    const struct run_step *s, const struct step_row *like);
steps_list_f steps_evicted, steps_written, steps_state;
/* The longest of such lists. */
size_t steps_longest(const struct steps_text *t, steps_list_f *list,
    const struct step_row *like);

#endif
