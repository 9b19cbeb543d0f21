/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The head of a report on the terminal: which trace this is about, and which
 * choices of the model are not the usual ones.
 */
#include "base/num.h"
#include "report/sheet.h"
#include "report/view.h"
#include "result/label.h"

void
heading_write(const struct study *s, const struct report_view *view, FILE *to)
{
	const struct trace_facts *t = &s->trace;
	char name[LABEL_SIZE], a[40], b[40], c[40], d[40], e[40], f[40];
	char text[1024];

	fprintf(to, "%s%s%s (%s)\n", sheet_on(view, SHEET_BOLD),
	    label_clean(name, sizeof(name), t->name),
	    sheet_off(view, SHEET_BOLD), t->format);
	snprintf(text, sizeof(text),
	    "%s references: %s reads, %s writes, %s fetches",
	    num_print_count(a, sizeof(a), t->references),
	    num_print_count(b, sizeof(b), t->reads),
	    num_print_count(c, sizeof(c), t->writes),
	    num_print_count(d, sizeof(d), t->fetches));
	sheet_text(view, 2, 4, to, text);
	snprintf(text, sizeof(text), "%s pages of %s: a footprint of %s",
	    num_print_count(a, sizeof(a), t->pages),
	    num_print_size(e, sizeof(e), t->page_size),
	    num_print_size(f, sizeof(f), view_bytes(t->pages, t->page_size)));
	sheet_text(view, 2, 4, to, text);
	label_params(
	    name, sizeof(name), s->settings_table, &s->settings, false);
	if (name[0] != '\0') {
		snprintf(text, sizeof(text), "model: %s", name);
		sheet_text(view, 2, 4, to, text);
	}
	fputc('\n', to);
}
