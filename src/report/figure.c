/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Choosing a figure, and writing it.
 */
#include "report/figure.h"

#include <inttypes.h>
#include <string.h>

#include "model/survey.h"
#include "report/chart.h"
#include "report/map.h"
#include "result/study_command.h"

static const char map_name[] = "map";

const struct figure_kind figure_kinds[] = {
	{ "faults", "page faults against memory, for each policy" },
	{ "ratio", "page faults relative to OPT" },
	{ "time", "modelled time lost to faults against memory" },
	{ "swap", "pages read from swap and written to it, against memory" },
	{ "latency", "latency of faults by percentile" },
	{ "histogram", "histogram of the latency of faults" },
	{ "causes", "causes of page faults by run (--explain)" },
	{ "phases", "causes of a run's page faults by part of the trace" },
	{ "areas", "causes of a run's page faults by area" },
	{ "curve", "page faults at every memory size (curve)" },
	{ map_name, "references over time and address (--map)" },
	{ NULL, NULL },
};

int
figure_check(const char *name, struct err *err)
{
	char list[200] = "";
	size_t len = 0;

	for (const struct figure_kind *k = figure_kinds; k->name != NULL; k++) {
		size_t n = strlen(k->name);

		if (strncmp(k->name, name, n) == 0 &&
		    (name[n] == '\0' ||
			(name[n] == '-' && name[n + 1] != '\0' &&
			    name[n + 1 + strspn(name + n + 1, "0123456789")] ==
				'\0')))
			return (0);
		len += (size_t)snprintf(list + len, sizeof(list) - len, "%s%s",
		    len > 0 ? ", " : "", k->name);
	}
	return (err_set(
	    err, ERR_USAGE, "unknown figure '%.40s' (known: %s)", name, list));
}

static bool
has_map(const struct study *s)
{
	return (s->trace.survey != NULL && s->trace.survey->references > 0);
}

/* The study has no such figure. */
static int
refuse(const struct study *s, const struct charts *all, const char *name,
    struct err *err)
{
	char list[400] = "";
	size_t len = 0;

	for (size_t i = 0; i < all->n && len < sizeof(list); i++)
		len += (size_t)snprintf(list + len, sizeof(list) - len, "%s%s",
		    len > 0 ? ", " : "", all->item[i].id);
	if (has_map(s) && len < sizeof(list))
		snprintf(list + len, sizeof(list) - len, "%s%s",
		    len > 0 ? ", " : "", map_name);
	if (name == NULL)
		return (err_set(err, ERR_USAGE,
		    "%.60s: there is nothing to draw", s->trace.name));
	return (err_set(err, ERR_USAGE,
	    "%.60s: there is no figure '%.40s' in these results (%s%s)",
	    s->trace.name, name, list[0] != '\0' ? "there: " : "there is none",
	    list));
}

/* *chart NULL: the map. */
static int
choose(struct mem *m, const struct study *s, const char *name,
    const struct chart **chart, struct err *err)
{
	struct charts *all = mem_alloc(m, sizeof(*all));
	bool map = name != NULL && strcmp(name, map_name) == 0;

	charts_make(all, m, s);
	*chart = name == NULL && all->n > 0 ? &all->item[0]
		 : name == NULL             ? NULL
					    : charts_find(all, name);
	if (*chart != NULL || (has_map(s) && (map || name == NULL)))
		return (0);
	return (refuse(s, all, name, err));
}

int
figure_svg(const struct study *s, const char *name, bool caption, FILE *to,
    struct err *err)
{
	const struct chart_drawing how = { .caption = caption };
	struct mem *m = mem_open();
	const struct chart *chart;
	int failed = choose(m, s, name, &chart, err);

	if (failed == 0 && chart != NULL)
		chart_svg(chart, &how, to);
	else if (failed == 0)
		map_svg(&s->trace, false, to);
	mem_close(m);
	return (failed);
}

/* Lines of the head. */
static void
put_commands(struct mem *m, const struct study *s, FILE *to)
{
	const char *text = command_text(m, s);

	fprintf(to, "# pagerace " VERSION_TEXT "; %s\n", command_digests(m, s));
	while (*text != '\0') {
		size_t n = strcspn(text, "\n");

		fprintf(to, "# %.*s\n", (int)n, text);
		text += n + (text[n] == '\n');
	}
}

static void
put_map(const struct trace_facts *t, FILE *to)
{
	const struct survey *s = t->survey;

	fprintf(to,
	    "# References over time and address: columns of %" PRIu64
	    " references, blocks of %" PRIu64 " pages\n"
	    "process\taddress\tcolumn\treferences\n",
	    s->column_references, s->block_pages);
	for (size_t i = 0; i < s->nblock; i++)
		for (size_t c = 0; c < s->ncolumn; c++)
			if (s->block[i].count[c] > 0)
				fprintf(to,
				    "%" PRIu32 "\t0x%" PRIx64 "\t%zu\t%" PRIu64
				    "\n",
				    s->block[i].process, s->block[i].start, c,
				    s->block[i].count[c]);
}

int
figure_tsv(const struct study *s, const char *name, FILE *to, struct err *err)
{
	struct mem *m = mem_open();
	const struct chart *chart;
	int failed = choose(m, s, name, &chart, err);

	if (failed == 0) {
		put_commands(m, s, to);
		if (chart != NULL)
			chart_tsv(chart, to);
		else
			put_map(&s->trace, to);
	}
	mem_close(m);
	return (failed);
}

static int
write_studies(const struct study *const *s, size_t n,
    const struct report_view *view, FILE *to, struct err *err)
{
	if (n != 1)
		return (err_set(err, ERR_USAGE,
		    "--svg draws the results of one trace, and these are of "
		    "%zu",
		    n));
	return (figure_svg(s[0], view->figure, !view->no_caption, to, err));
}

static int
write_facts(const struct trace_facts *t, FILE *to, struct err *err)
{
	if (t->survey == NULL || t->survey->references == 0)
		return (err_set(err, ERR_TRACE,
		    "%.60s: there is no reference to draw", t->name));
	map_svg(t, false, to);
	return (0);
}

const struct report_format svg_format = {
	.name = "svg",
	.summary = "one figure as a picture; of info, the map of the trace",
	.map = true,
	.one_study = true,
	.write = write_studies,
	.write_facts = write_facts,
};
