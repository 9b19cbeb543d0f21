/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pagerace list: prints the names of a kind, or the description of one of them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/choice.h"
#include "base/save.h"
#include "cli/catalog.h"
#include "cli/cmd.h"
#include "cli/prose.h"
#include "cli/supervised.h"
#include "config/figurefile.h"
#include "generate/gentrace.h"
#include "policy/choose.h"
#include "policy/plugin.h"
#include "policy/policy.h"
#include "result/label.h"
#include "result/metric.h"
#include "trace/format.h"

static void
put_line(FILE *to, const void *row)
{
	const struct choice *c = row;

	label_say(to, "%-14s %s\n", c->name, c->summary);
}

static void
put_wrapped(FILE *to, const void *row)
{
	const struct choice *c = row;
	char name[LABEL_SIZE];
	int len =
	    fprintf(to, "%-14s ", label_clean(name, sizeof(name), c->name));

	prose_put(to, (size_t)len, (size_t)len, c->summary);
}

static void
put_name(FILE *to, const void *row)
{
	fprintf(to, "%s\n", catalog_name(row));
}

/* A row with its default, or with its value in "values". */
static void
put_row(FILE *to, const struct param *p, const void *values)
{
	struct param row = *p;
	char value[64], *text;
	struct mem_text lines;

	mem_text_open(&lines);
	if (values != NULL)
		row.dflt = param_print(p, values, value, sizeof(value));
	param_help(&row, lines.to);
	text = mem_text_close(&lines);
	prose_put_lines(to, text);
	free(text);
}

static void
put_table(FILE *to, const struct param *table)
{
	for (const struct param *p = table; p != NULL && p->name != NULL; p++)
		put_row(to, p, NULL);
}

static void
put_params(FILE *to, const char *title, const struct param *table)
{
	fprintf(to, "\n%s\n", title);
	if (table == NULL || table->name == NULL)
		fputs("  none\n", to);
	put_table(to, table);
}

static void
put_setting(FILE *to, const void *row)
{
	put_row(to, row, NULL);
}

static void
put_words(FILE *to, const char *title, const char *text)
{
	if (text == NULL)
		return;
	fprintf(to, "\n%s\n", title);
	prose_put(to, 0, 2, text);
}

static const char *const seen[] = {
	[SEES_FAULTS] =
	    "which pages are loaded and evicted; any kernel sees that",
	[SEES_BITS] = "also accessed and dirty bits, as a kernel sees them",
	[SEES_ACCESSES] = "every access in order, which no kernel sees",
	[SEES_FUTURE] = "the next use of every page, which no real system sees",
};

static void
put_policy_line(FILE *to, const void *row)
{
	const struct policy *p = row;

	label_say(to, "%-14s  %-8s  %s\n", p->name, policy_sight_name(p->sight),
	    p->summary);
}

static void
put_policy(FILE *to, const void *row)
{
	const struct policy *p = row;

	label_say(to, "%s - %s\n", p->name, p->summary);
	put_words(to, "What it does", p->about);
	put_words(to, "Source", p->source);
	fprintf(to, "\nSees\n  %s: %s\n", policy_sight_name(p->sight),
	    seen[p->sight]);
	if (p->varies_space)
		put_words(to, "Memory",
		    "releases frames: -m is its upper bound, and its faults "
		    "are "
		    "comparable with those of other policies at the memory it "
		    "used");
	put_params(to, "Parameters", p->params);
	put_words(to, "Time and memory", p->complexity);
	put_words(to, "Weakness", p->weakness);
}

static void
put_format_line(FILE *to, const void *row)
{
	const struct trace_format *f = row;
	char carries[FORMAT_CARRIES_MAX];

	fprintf(to, "%-14s %s (%s)\n", f->name, f->summary,
	    format_carries(f, carries));
}

static void
put_format(FILE *to, const void *row)
{
	const struct trace_format *f = row;
	char carries[FORMAT_CARRIES_MAX];

	fprintf(to, "%s - %s\n", f->name, f->summary);
	put_words(to, "Carries", format_carries(f, carries));
	put_words(to, "Written", f->encoder != NULL ? "yes" : "no, only read");
	put_params(to, "Parameters", f->params);
	if (f->encoder != NULL && f->encoder->params != NULL)
		put_params(to, "Parameters of --to", f->encoder->params);
}

static void
put_pattern(FILE *to, const void *row)
{
	const struct pattern *p = row;

	fprintf(to, "%s - %s\n", p->name, p->summary);
	put_words(to, "Source", p->source);
	fputs("\nParameters\n", to);
	put_table(to, p->params);
	put_table(to, gentrace_params);
}

/* A point of a distribution, as YAML has it: a share, and a time or bytes. */
static const struct param point_share = { .type = PARAM_SHARE,
	.offset = offsetof(struct percentile, ppm) };
static const struct param point_time = { .type = PARAM_TIME,
	.offset = offsetof(struct percentile, ns) };
static const struct param point_bytes = { .type = PARAM_COUNT,
	.offset = offsetof(struct percentile, ns) };

static void
put_points(FILE *to, const char *name, const struct percentile_table *t,
    const struct param *value)
{
	char text[PERCENTILES_MAX * 48] = "", share[24], what[24];
	size_t len = 0;

	if (t->n == 0)
		return;
	for (size_t i = 0; i < t->n; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "%s%s: %s", i > 0 ? ", " : "",
		    param_print(
			&point_share, &t->point[i], share, sizeof(share)),
		    param_print(value, &t->point[i], what, sizeof(what)));
	fprintf(to, "  %s\n", name);
	prose_put(to, 0, 6, text);
}

/* The figures in which the device differs from one that takes no time. */
static void
put_device(FILE *to, const void *row)
{
	const struct device_figures *d = row;
	struct device_figures none;
	char a[64], b[64];

	label_say(to, "%s - %s\n\nKind\n  %s\n", d->name, d->summary, d->kind);
	put_words(to, "Source", d->source);
	if (strcmp(d->kind, "none") == 0)
		return;
	fprintf(to,
	    "\nFigures, of pages of 4 KiB (-d %s:NAME=VALUE changes one)\n",
	    d->name);
	param_defaults(figures_device_table, &none);
	for (const struct param *p = figures_device_table; p->name != NULL; p++)
		if (strcmp(param_print(p, d, a, sizeof(a)),
			param_print(p, &none, b, sizeof(b))) != 0)
			put_row(to, p, d);
	if (d->read.n + d->write.n + d->compressed.n == 0)
		return;
	fputs("\nBy share of the requests (--figures changes them)\n", to);
	put_points(to, "read, ns", &d->read, &point_time);
	put_points(to, "write, ns", &d->write, &point_time);
	put_points(to, "compressed, bytes", &d->compressed, &point_bytes);
}

static void
put_column(FILE *to, const void *row)
{
	const struct catalog_column *c = row;

	fprintf(
	    to, "%-31s %-6s %s\n", c->name, c->metric->unit, c->metric->text);
}

/* How a kind is printed: one line for each name, not wrapped, because scripts
 * read lists by lines; and the description of one name. */
static const struct printer {
	void (*line)(FILE *to, const void *row);
	void (*one)(FILE *to, const void *row);
} printers[CATALOG_KINDS] = {
	[CATALOG_POLICIES] = { put_policy_line, put_policy },
	[CATALOG_FORMATS] = { put_format_line, put_format },
	[CATALOG_DEVICES] = { put_line, put_device },
	[CATALOG_PATTERNS] = { put_line, put_pattern },
	[CATALOG_COLUMNS] = { put_column, put_column },
	[CATALOG_SETTINGS] = { put_setting, put_setting },
	[CATALOG_REPORTS] = { put_line, put_wrapped },
	[CATALOG_METRICS] = { put_name, put_name },
	[CATALOG_LAWS] = { put_line, put_wrapped },
};

static void
put_all(
    FILE *to, const void *const *list, void (*line)(FILE *to, const void *row))
{
	for (; *list != NULL; list++)
		line(to, *list);
}

/* A policy that is a plug-in. */
static int
tell_plugin(const char *path, FILE *to, struct err *err)
{
	const struct policy *plugin;
	struct plugins_state state;

	plugins_begin(&state);
	if (plugins_end(&state, plugin_open(path, &plugin, err), err) != 0)
		return (-1);
	put_policy(to, plugin);
	return (0);
}

static int
tell_one(const struct catalog *c, const struct catalog_kind *k,
    const char *name, FILE *to, struct err *err)
{
	static const struct err_where nowhere;
	bool policy = k == &c->kind[CATALOG_POLICIES];
	const void *row;

	if (policy && plugin_is_path(name))
		return (tell_plugin(name, to, err));
	row = policy
		  ? choose_builtin(policy_list, name, &nowhere, err)
		  : choice_find(k->list, k->noun, name, ERR_USAGE, NULL, err);
	if (row == NULL)
		return (-1);
	printers[k - c->kind].one(to, row);
	return (0);
}

/* The kind of this name: "policies", or "policy". */
static const struct catalog_kind *
find_kind(const struct catalog *c, const char *word)
{
	for (size_t i = 0; i < CATALOG_KINDS; i++)
		if (strcasecmp(c->kind[i].name, word) == 0 ||
		    strcasecmp(c->kind[i].noun, word) == 0)
			return (&c->kind[i]);
	return (NULL);
}

/* Every kind, and every name of any kind. */
static const void *const *
all_names(const struct catalog *c, struct mem *m)
{
	const void **list = NULL;
	size_t n = 0, cap = 0;

	for (size_t i = 0; i < CATALOG_KINDS; i++) {
		list = mem_grow(m, list, n, &cap, sizeof(*list));
		list[n++] = &c->kind[i];
	}
	for (size_t i = 0; i < CATALOG_KINDS; i++)
		for (const void *const *p = c->kind[i].list; *p != NULL; p++) {
			list = mem_grow(m, list, n, &cap, sizeof(*list));
			list[n++] = *p;
		}
	list = mem_grow(m, list, n, &cap, sizeof(*list));
	list[n] = NULL;
	return (list);
}

/* A word that is no kind: everything of that name, of any kind. */
static int
tell_name(const struct catalog *c, struct mem *m, const char *word, FILE *to,
    struct err *err)
{
	bool found = false;

	for (size_t i = 0; i < CATALOG_KINDS; i++)
		for (const void *const *p = c->kind[i].list; *p != NULL; p++)
			if (strcasecmp(catalog_name(*p), word) == 0) {
				fputs(found ? "\n" : "", to);
				printers[i].one(to, *p);
				found = true;
			}
	if (found)
		return (0);
	if (plugin_is_path(word))
		return (tell_plugin(word, to, err));
	if (choose_other_name(policy_list, word) != NULL)
		return (tell_one(c, &c->kind[CATALOG_POLICIES], word, to, err));
	(void)choice_find(all_names(c, m), "name", word, ERR_USAGE, NULL, err);
	return (-1);
}

static int
write_list(struct options *o, FILE *to, struct err *err)
{
	const struct catalog_kind *k;
	struct catalog c;

	if (catalog_open(&c, o->m, o->figures, err) != 0)
		return (-1);
	if (o->nword == 0) {
		put_all(to, c.list, put_line);
		return (0);
	}
	k = find_kind(&c, o->word[0]);
	if (k == NULL && o->nword == 1)
		return (tell_name(&c, o->m, o->word[0], to, err));
	if (k == NULL)
		k = choice_find(
		    c.list, "kind", o->word[0], ERR_USAGE, NULL, err);
	if (k == NULL)
		return (-1);
	if (o->nword > 1)
		return (tell_one(&c, k, o->word[1], to, err));
	put_all(to, k->list, printers[k - c.kind].line);
	return (0);
}

static int
list(struct options *o, not_used int *status, struct err *err)
{
	struct save save;

	if (o->nword > 2)
		return (err_set(
		    err, ERR_USAGE, "list takes a kind and at most one name"));
	if (save_open(&save, "-", err) != 0)
		return (-1);
	return (save_close(&save, write_list(o, save.to, err) == 0, err));
}

const struct cmd cmd_list = {
	.name = "list",
	.summary = "what there is: policies, formats, devices, settings, ...",
	.usage = "[KIND [NAME]]",
	.words = "kinds",
	.option = FOR_LIST,
	.about =
	    "Without a word, the kinds of things there are; with a kind, one "
	    "line for each; with a name, all that is known about that one.  A "
	    "name alone is found in every kind.",
	.run = list,
};
