/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CSV: a header with the names of the columns, then a row for each run.  Lines
 * end with '\n'.  Numbers have neither separators nor units.  A run whose steps
 * were recorded is written as the table of its steps, and a study of curves
 * alone as a table of their points.
 */
#include "report/csv.h"

#include <stdbool.h>

#include "report/csv_field.h"
#include "report/report.h"
#include "result/metric.h"

/* Are there curves, and no runs? */
static bool
is_curves(const struct study *const *s, size_t n)
{
	size_t runs = 0, curves = 0;

	for (size_t i = 0; i < n; i++) {
		runs += s[i]->nrun;
		curves += s[i]->ncurve;
	}
	return (runs == 0 && curves > 0);
}

static int
write_report(const struct study *const *s, size_t n,
    not_used const struct report_view *view, FILE *to, not_used struct err *err)
{
	const struct metric *c;
	const char *comma = "";
	char text[512];

	if (n == 1 && s[0]->nrun == 1 && s[0]->run->steps != NULL &&
	    s[0]->run->steps->step != NULL) {
		csv_write_steps(s[0], s[0]->run, to);
		return (0);
	}
	if (is_curves(s, n)) {
		csv_write_curves(s, n, to);
		return (0);
	}
	for (c = NULL; (c = metric_next_column(c)) != NULL; comma = ",")
		fprintf(
		    to, "%s%s", comma, metric_column(c, text, sizeof(text)));
	fputc('\n', to);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < s[i]->nrun; k++) {
			comma = "";
			for (c = NULL; (c = metric_next_column(c)) != NULL;) {
				fputs(comma, to);
				csv_field(metric_print(c, s[i], &s[i]->run[k],
					      false, text, sizeof(text)),
				    to);
				comma = ",";
			}
			fputc('\n', to);
		}
	return (0);
}

const struct report_format csv_format = {
	.name = "csv",
	.summary = "a row for each run, for spreadsheets and statistics",
	.write = write_report,
};
