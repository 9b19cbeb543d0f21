/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The values of a chart: as JSON for the script of a page, and as a table.
 *
 * JSON stands within an element <script>, whose content ends at the first
 * "</", so every '<', '>' and '&' is written as an escape.  Names have been
 * cleaned of control characters.
 */
#include <inttypes.h>

#include "report/chart.h"

static void
put_string(const char *text, FILE *to)
{
	fputc('"', to);
	for (; *text != '\0'; text++)
		if (*text == '"' || *text == '\\')
			fprintf(to, "\\%c", *text);
		else if (*text == '<' || *text == '>' || *text == '&' ||
			 (unsigned char)*text < 0x20)
			fprintf(to, "\\u%04x", (unsigned)*text);
		else
			fputc(*text, to);
	fputc('"', to);
}

static void
put_member(const char *key, const char *text, FILE *to)
{
	fprintf(to, "\"%s\":", key);
	put_string(text, to);
	fputc(',', to);
}

static void
put_points(const struct chart_series *s, FILE *to)
{
	fputc('[', to);
	for (size_t i = 0; i < s->n; i++)
		fprintf(to, "%s[%" PRIu64 ",%" PRIu64 "]", i > 0 ? "," : "",
		    s->point[i].x, s->point[i].y);
	fputc(']', to);
}

static void
put_axis(const char *key, const struct chart_axis *a, FILE *to)
{
	static const char *const unit[] = { "count", "time", "ratio", "tail" };

	fprintf(to, "\"%s\":{", key);
	put_member("name", a->name, to);
	fprintf(to, "\"unit\":\"%s\",\"log\":%s},", unit[a->unit],
	    a->log ? "true" : "false");
}

void
chart_json(const struct chart *c, FILE *to)
{
	static const char *const kind[] = { "lines", "steps", "stacks" };

	fputc('{', to);
	put_member("id", c->id, to);
	put_member("title", c->title, to);
	put_member("kind", kind[c->kind], to);
	put_axis("x", &c->x, to);
	put_axis("y", &c->y, to);
	fputs("\"categories\":[", to);
	for (size_t i = 0; i < c->ncategory; i++) {
		fputs(i > 0 ? "," : "", to);
		put_string(c->category[i], to);
	}
	fputs("],\"edge\":", to);
	put_points(&c->edge, to);
	fputs(",\"series\":[", to);
	for (size_t i = 0; i < c->nseries; i++) {
		fputs(i > 0 ? ",\n{" : "\n{", to);
		put_member("name", c->series[i].name, to);
		fprintf(to, "\"sight\":%d,\"markers\":%s,\"points\":",
		    (int)c->series[i].sight,
		    c->series[i].markers ? "true" : "false");
		put_points(&c->series[i], to);
		fputc('}', to);
	}
	fputs("]}", to);
}

/* What a number of the table is. */
static const char *
unit_name(enum chart_unit unit)
{
	static const char *const name[] = { "", " in ns", " in ppm",
		" as 1/(1-p)" };

	return (name[unit]);
}

void
chart_tsv(const struct chart *c, FILE *to)
{
	bool stacks = c->kind == CHART_STACKS;

	fprintf(to, "# %s\n%s\t%s%s\t%s%s\n", c->title,
	    stacks ? "cause" : "policy", stacks ? "of" : c->x.name,
	    unit_name(c->x.unit), c->y.name, unit_name(c->y.unit));
	for (size_t i = 0; i < c->nseries; i++)
		for (size_t k = 0; k < c->series[i].n; k++) {
			const struct chart_point *at = &c->series[i].point[k];

			fprintf(to, "%s\t", c->series[i].name);
			if (stacks)
				fputs(c->category[at->x], to);
			else
				fprintf(to, "%" PRIu64, at->x);
			fprintf(to, "\t%" PRIu64 "\n", at->y);
		}
}
