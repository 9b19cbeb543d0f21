/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parts of what is shown on a terminal, from top to bottom.
 */
#ifndef REPORT_VIEW_H
#define REPORT_VIEW_H

#include "report/grid.h"
#include "report/report.h"

/* Pages in bytes, as much as 64 bits hold. */
static inline uint64_t
view_bytes(uint64_t pages, uint64_t page_size)
{
	uint64_t n;

	return (__builtin_mul_overflow(pages, page_size, &n) ? UINT64_MAX : n);
}

/* What the trace is. */
void heading_write(
    const struct study *s, const struct report_view *view, FILE *to);

/* One run, in full. */
void run_view_write(const struct study *s, const struct run *r,
    const struct report_view *view, FILE *to);

/* Where its faults came from: processes, and the areas that faulted most. */
void part_view_write(const struct study *s, const struct run *r, struct mem *m,
    const struct report_view *view, FILE *to);

/* Why its pages faulted; nothing where that was not asked for. */
void explain_view_write(const struct study *s, const struct run *r,
    struct mem *m, const struct report_view *view, FILE *to);

/* The same of every run, a line each. */
void explain_view_table(const struct study *s, struct mem *m,
    const struct report_view *view, FILE *to);

/* Every policy at every memory. */
void comparison_table_write(const struct grid *g, struct mem *m,
    const struct report_view *view, FILE *to);
/* The same as Markdown. */
void comparison_table_markdown(const struct grid *g, struct mem *m, FILE *to);

/* Policies that vary their memory, at equal mean memory; nothing where there
 * are none. */
bool variable_space_any(const struct study *s);
void variable_space_write(const struct study *s, struct mem *m,
    const struct report_view *view, FILE *to);
void variable_space_markdown(const struct study *s, struct mem *m, FILE *to);
extern const char spaceview_note[];

/*
 * Which policy is best, and how much memory it needs: sentences, one after
 * another, each handed to say() as a paragraph.
 */
typedef void recommendation_say_f(void *to, const char *paragraph);
void recommendation_give(
    const struct grid *g, recommendation_say_f *say, void *to);
/* How it was found, in one paragraph. */
extern const char answer_rule[];

#endif
