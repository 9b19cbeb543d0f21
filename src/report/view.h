/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The views: each writes one subject as blocks of a sheet, for every renderer.
 */
#ifndef REPORT_VIEW_H
#define REPORT_VIEW_H

#include "report/enough.h"
#include "report/grid.h"
#include "report/sheet.h"

struct gate;

/* The size of so many pages in bytes, at most UINT64_MAX. */
static inline uint64_t
view_bytes(uint64_t pages, uint64_t page_size)
{
	uint64_t n;

	return (__builtin_mul_overflow(pages, page_size, &n) ? UINT64_MAX : n);
}

/* The name of an area, and its address where that is not the only one of the
 * name, or has none; returns buf. */
char *view_area(char *buf, size_t size, const struct study *s, size_t area);

/* Whole sheets: a study; a trace without a run; the verdict of a gate; why
 * there is no verdict. */
void study_view_write(struct sheet *out, const struct study *s);
void trace_view_write(struct sheet *out, const struct study *s);
void gate_view_write(struct sheet *out, const struct gate *g);
void gate_view_refuse(struct sheet *out, const struct err *why);

/* The commands that make a study again; nothing where it is empty. */
void command_view_write(struct sheet *out, const struct study *s);
/* The survey of a trace; nothing where it was not made. */
void survey_view_write(struct sheet *out, const struct trace_facts *t);
/* Its map alone. */
void survey_view_map(struct sheet *out, const struct trace_facts *t);
/* Which trace, and the settings of the model that are not the default. */
void trace_view_heading(struct sheet *out, const struct study *s);
/* One run in full. */
void run_view_write(
    struct sheet *out, const struct study *s, const struct run *r);
/* Its faults by process and by area. */
void part_view_write(
    struct sheet *out, const struct study *s, const struct run *r);
/* Is it the run of a real kernel, or of a policy that reclaims as one? */
bool kernel_view_is_kernels(const struct run *r);
/* The level of the model and what a kernel counts; nothing at level 0. */
void kernel_view_level(
    struct sheet *out, const struct study *s, const struct run *r);
void kernel_view_write(
    struct sheet *out, const struct study *s, const struct run *r);
/* In a comparison, beside the best other policies and OPT; nothing where there
 * is none. */
void kernel_comparison_write(struct sheet *out, const struct grid *g);
/* Its frames step by step and at the end; nothing where they were not asked
 * for. */
void steps_view_write(
    struct sheet *out, const struct study *s, const struct run *r);
/* The causes of its page faults; nothing where they were not asked for. */
void explain_view_write(
    struct sheet *out, const struct study *s, const struct run *r);
/* Whether the causes of a run are shown: not where an earlier run of the same
 * policy and memory on another device has the same ones. */
bool explain_view_shows(const struct study *s, size_t run);
/* The policy of such a run, and its device where it is not the first. */
char *explain_view_label(
    char *buf, size_t size, const struct study *s, size_t run);
/* The same of every run, a row for each. */
void explain_view_table(struct sheet *out, const struct study *s);
/* Every policy with every memory size. */
void comparison_table_write(struct sheet *out, const struct grid *g);
/* Policies that vary their memory, at equal mean memory; nothing where there
 * are none. */
void variable_space_write(struct sheet *out, const struct study *s);
bool variable_space_any(const struct study *s);
/* The spread of page faults over seeds; nothing where it was not asked for. */
void seed_view_write(struct sheet *out, const struct study *s);
/* Every run with its most important figures; settings and digests. */
void run_table_write(struct sheet *out, const struct study *s);
/* The curves of a study; and their knees alone. */
void curve_view_write(struct sheet *out, const struct study *s);
void curve_view_brief(struct sheet *out, const struct study *s);
/* Which policy is best, and how much memory it needs. */
void recommendation_write(struct sheet *out, const struct grid *g);

#endif
