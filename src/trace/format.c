/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Formats by name, with their parameters and state.
 */
#include "trace/format.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/choice.h"

static const struct {
	enum format_carries flag;
	const char *word;
} carried[] = {
	{ CARRIES_WRITES, "writes" },
	{ CARRIES_FETCHES, "fetches" },
	{ CARRIES_SIZES, "sizes" },
	{ CARRIES_PAGES, "page numbers" },
	{ CARRIES_PIDS, "processes" },
	{ CARRIES_EVENTS, "events" },
	{ CARRIES_TIME, "time" },
	{ CARRIES_SAMPLED, "samples" },
};

char *
format_carries(const struct trace_format *f, char buf[FORMAT_CARRIES_MAX])
{
	size_t len = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < sizeof(carried) / sizeof(carried[0]); i++)
		if ((f->carries & carried[i].flag) != 0)
			len += (size_t)snprintf(buf + len,
			    FORMAT_CARRIES_MAX - len, "%s%s",
			    len == 0 ? "" : ", ", carried[i].word);
	if (len == 0)
		snprintf(buf, FORMAT_CARRIES_MAX, "addresses only");
	return (buf);
}

/* The format that other words mean, or NULL. */
static const char *
other_name(const char *name)
{
	static const char *const names[][2] = {
		{ "csv", "columns" },
		{ "tsv", "columns" },
		{ "table", "columns" },
		{ "valgrind", "lackey" },
		{ "dinero", "din" },
		{ "dineroiv", "din" },
		{ "pin", "pinatrace" },
		{ "drcachesim", "drmemview" },
		{ "belady", "refs" },
		{ "string", "refs" },
		{ "perf", "perfscript" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcasecmp(names[i][0], name) == 0)
			return (names[i][1]);
	return (NULL);
}

const char *
trace_partial_named(const char *name, size_t n)
{
	static const char *const names[] = { "page entries", "page faults",
		"samples", "regions", "cache misses" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i]) == n && strncmp(names[i], name, n) == 0)
			return (names[i]);
	return (NULL);
}

const struct trace_format *
format_find(const struct trace_format *const *list, const struct selection *sel,
    struct err *err)
{
	const char *other = other_name(sel->name);

	if (other != NULL) {
		err_at(err, err_kind_at(&sel->at), &sel->at,
		    "unknown trace format '%.60s'; here it is called '%s'%s",
		    sel->name, other,
		    strcmp(other, "columns") == 0
			? " (columns:addr=N,op=N says which fields)"
			: "");
		return (NULL);
	}
	return (choice_find((const void *const *)list, "trace format",
	    sel->name, err_kind_at(&sel->at), &sel->at, err));
}

static int
set_params(struct format_use *use, const struct selection *sel, struct err *err)
{
	char what[80];

	param_defaults(use->format->params, use->params);
	snprintf(what, sizeof(what), "trace format %.60s", use->format->name);
	for (size_t i = 0; sel != NULL && i < sel->nvalue; i++)
		if (param_set(use->format->params, what, use->params,
			&sel->value[i], err_kind_at(&sel->value[i].at),
			err) != 0)
			return (-1);
	return (0);
}

int
format_open(struct format_use *use, const struct trace_format *f,
    const struct selection *sel, struct err *err)
{
	/* At least one byte, so that NULL always means a failure. */
	struct format_use new = {
		.given = sel,
		.params = calloc(1, f->params_size + 1),
		.state = calloc(1, f->state_size + 1),
	};

	*use = new;
	if (new.params == NULL || new.state == NULL) {
		err_sys(err, "opening a trace");
	} else {
		use->format = f;
		if (set_params(use, sel, err) == 0 &&
		    (f->open == NULL ||
			f->open(use->state, use->params, err) == 0))
			return (0);
	}
	/* close() is not called for a state whose open() failed. */
	use->format = NULL;
	format_close(use);
	return (-1);
}

int
format_check(const struct trace_format *const *list,
    const struct selection *sel, struct err *err)
{
	const struct trace_format *f = format_find(list, sel, err);
	struct format_use use;

	if (f == NULL || format_open(&use, f, sel, err) != 0)
		return (-1);
	format_close(&use);
	return (0);
}

void
format_close(struct format_use *use)
{
	if (use->format != NULL && use->format->close != NULL)
		use->format->close(use->state);
	free(use->state);
	free(use->params);
	*use = (struct format_use){ .format = NULL };
}

bool
format_given(const struct format_use *use, const char *param)
{
	for (size_t i = 0; use->given != NULL && i < use->given->nvalue; i++)
		if (strcmp(use->given->value[i].name, param) == 0)
			return (true);
	return (false);
}

char *
format_label(const struct format_use *use, char *buf, size_t size)
{
	size_t len = (size_t)snprintf(buf, size, "%s", use->format->name);
	char value[200], dflt[200], separator = ':';
	void *defaults = calloc(1, use->format->params_size + 1);

	if (defaults == NULL)
		return (buf);
	param_defaults(use->format->params, defaults);
	for (const struct param *p = use->format->params;
	     p != NULL && p->name != NULL && len < size; p++) {
		param_print(p, use->params, value, sizeof(value));
		if (strcmp(value,
			param_print(p, defaults, dflt, sizeof(dflt))) == 0)
			continue;
		len += (size_t)snprintf(buf + len, size - len, "%c%s=%s",
		    separator, p->name, value);
		separator = ',';
	}
	free(defaults);
	return (buf);
}
