/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The number of runs of each study, one a line.
 */
#include "report/report.h"

static int
write_report(const struct study *const *s, size_t n,
    const struct report_view *view, FILE *to, struct err *err)
{
	(void)view;
	(void)err;
	for (size_t i = 0; i < n; i++)
		fprintf(to, "%zu runs\n", s[i]->nrun);
	return (0);
}

const struct report_format runcount_format = {
	.name = "runcount",
	.summary = "how many runs there are, to be removed again",
	.write = write_report,
};
