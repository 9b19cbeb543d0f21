/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writing blocks of a sheet: the parts that every renderer has in common.
 */
#include "report/sheet.h"

#include <stdarg.h>

void
sheet_open(struct sheet *out, const struct renderer *r,
    const struct report_view *view, FILE *to)
{
	*out = (struct sheet){ .renderer = r, .view = view, .to = to };
	out->m = mem_open();
	if (r->begin != NULL)
		r->begin(out);
}

static void
end_list(struct sheet *out)
{
	if (out->listing)
		out->renderer->list_end(out);
	out->listing = false;
}

void
sheet_close(struct sheet *out)
{
	end_list(out);
	if (out->renderer->end != NULL)
		out->renderer->end(out);
	mem_close(out->m);
}

void
sheet_heading(
    struct sheet *out, unsigned level, const char *title, const char *aside)
{
	end_list(out);
	out->renderer->heading(out, level, title, aside);
	out->level = level;
}

void
sheet_item(struct sheet *out, enum style style, const char *fmt, ...)
{
	char text[4096];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	out->listing = true;
	out->renderer->item(out, style, text);
}

void
sheet_table(struct sheet *out, const struct table *t)
{
	end_list(out);
	out->renderer->table(out, t);
}

void
sheet_bars(struct sheet *out, struct table *t, const uint64_t *value)
{
	end_list(out);
	out->renderer->bars(out, t, value);
}

void
sheet_map(struct sheet *out, const struct trace_facts *t)
{
	end_list(out);
	out->renderer->map(out, t);
}

void
sheet_plot(struct sheet *out, const struct curve *c)
{
	end_list(out);
	out->renderer->plot(out, c);
}

bool
sheet_has_charts(const struct sheet *out)
{
	return (out->renderer->chart != NULL);
}

void
sheet_chart(struct sheet *out, const struct chart *c)
{
	if (c == NULL || !sheet_has_charts(out))
		return;
	end_list(out);
	out->renderer->chart(out, c);
}

void
sheet_note(struct sheet *out, const char *kind, const char *text)
{
	end_list(out);
	out->renderer->note(out, kind, text);
}

void
sheet_command(struct sheet *out, const char *text)
{
	end_list(out);
	if (out->renderer->command != NULL)
		out->renderer->command(out, text);
}

void
sheet_summary(struct sheet *out, bool good, const char *text)
{
	end_list(out);
	out->renderer->summary(out, good, text);
}

bool
sheet_fold(struct sheet *out, const char *title)
{
	if (out->renderer->fold == NULL)
		return (false);
	end_list(out);
	out->renderer->fold(out, title);
	return (true);
}

void
sheet_unfold(struct sheet *out)
{
	end_list(out);
	out->renderer->unfold(out);
}
