/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Figures: one chart of a study, or its map, as a file of its own.
 */
#ifndef REPORT_FIGURE_H
#define REPORT_FIGURE_H

#include "report/report.h"

/* What --figure can name; a chart of the second device and those after it has
 * "-2" and so on behind it.  NULL-ended. */
struct figure_kind {
	const char *name;
	const char *summary;
};
extern const struct figure_kind figure_kinds[];

/* An error where there is no figure of that name in any study. */
int figure_check(const char *name, struct err *err);

/* As SVG, and as a table whose head has the commands that make the study.
 * name NULL: the first that the study has. */
int figure_svg(const struct study *s, const char *name, bool caption, FILE *to,
    struct err *err);
int figure_tsv(
    const struct study *s, const char *name, FILE *to, struct err *err);

#endif
