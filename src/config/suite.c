/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading a suite.
 *
 * Settings are read first, whatever the order in the file, because the rest
 * is checked against them; the areas and memory sizes of the suite are read
 * before its traces, which inherit them.  Policies and their values stay
 * texts with positions until study/ knows which policy they belong to.
 */
#include "config/suite.h"

#include <errno.h>
#include <glob.h>
#include <string.h>
#include <unistd.h>

#include "config/areas.h"
#include "config/settings.h"
#include "config/suite_entry.h"
#include "config/yaml.h"

static const char *const SUITE_KEYS[] = { "name", "settings", "figures",
	"traces", "policies", "memories", "devices", "areas", "gate", "limits",
	"quotas", NULL };
static const char *const TRACE_KEYS[] = { "path", "name", "format", "settings",
	"memories", "areas", NULL };

/* The state of the reader. */
struct reader {
	struct entry_reader entry;
	struct suite *s;
	const struct node *areas; /* the suite's; NULL: none */
};

/* A trace that is a mapping. */
static int
read_trace_map(
    const struct reader *r, const struct node *n, struct suite_trace *t)
{
	const struct node *path = node_find(n, "path");
	const struct node *format = node_find(n, "format");
	const struct node *memories = node_find(n, "memories");
	const struct node *areas = node_find(n, "areas");
	const struct node *settings = node_find(n, "settings");

	if (node_keys(n, "a trace", TRACE_KEYS, r->entry.err) != 0)
		return (-1);
	if (path == NULL)
		return (err_at(r->entry.err, ERR_CONFIG, &n->at,
		    "a trace needs a 'path'"));
	if (entry_path(&r->entry, path, &t->path) != 0 ||
	    entry_word(&r->entry, node_find(n, "name"), &t->name) != 0 ||
	    entry_selection(&r->entry, format, &t->format) != 0)
		return (-1);
	if (settings != NULL &&
	    entry_settings(&r->entry, settings, &t->settings) != 0)
		return (-1);
	if (memories != NULL &&
	    entry_memories(&r->entry, memories, &t->memories) != 0)
		return (-1);
	/* The suite's areas were checked with the suite's page size. */
	if (areas == NULL && t->settings.page_size != r->s->settings.page_size)
		areas = r->areas;
	return (areas == NULL ? 0
			      : areas_read(&t->areas, r->entry.m, areas,
				    t->settings.page_size, r->entry.err));
}

static int
read_trace(const struct reader *r, const struct node *n, struct suite_trace *t)
{
	*t = (struct suite_trace){ .settings = r->s->settings,
		.memories = r->s->memories,
		.areas = r->s->areas,
		.at = n->at };
	return (n->kind == NODE_MAPPING ? read_trace_map(r, n, t)
					: entry_path(&r->entry, n, &t->path));
}

/* Adds the trace at this path; what t has is its own. */
static int
add_trace(const struct reader *r, const struct suite_trace *t, const char *path)
{
	struct suite *s = r->s;
	struct suite_trace *to;
	const char *slash = strrchr(path, '/');

	if (s->ntrace == SUITE_TRACES_MAX)
		return (err_at(r->entry.err, ERR_LIMIT, &t->at,
		    "too many traces (at most %d)", SUITE_TRACES_MAX));
	s->trace = mem_grow(
	    r->entry.m, s->trace, s->ntrace, &s->trace_cap, sizeof(*s->trace));
	to = &s->trace[s->ntrace];
	*to = *t;
	to->path = path;
	if (to->name == NULL)
		to->name = slash != NULL ? slash + 1 : path;
	/* A gate finds a run in the baseline by its trace's name. */
	for (size_t i = 0; i < s->ntrace; i++)
		if (strcmp(s->trace[i].name, to->name) == 0)
			return (err_at(r->entry.err, ERR_CONFIG, &t->at,
			    "a second trace '%.60s' (give one of them another "
			    "'name')",
			    to->name));
	s->ntrace++;
	return (0);
}

/* A path with wildcards that names no file is a pattern: every file that it
 * matches, by name. */
static int
add_traces(const struct reader *r, const struct suite_trace *t)
{
	glob_t found;
	int bad, rc = 0;

	if (path_is_pattern(t->path) ||
	    t->path[strcspn(t->path, "*?[")] == '\0' ||
	    access(t->path, F_OK) == 0)
		return (add_trace(r, t, t->path));
	errno = 0;
	bad = glob(t->path, GLOB_ERR, NULL, &found);
	if (bad == GLOB_NOSPACE)
		mem_die("out of memory");
	if (bad != 0)
		return (bad == GLOB_NOMATCH
			    ? err_at(r->entry.err, ERR_CONFIG, &t->at,
				  "no file matches '%.100s'", t->path)
			    : err_input(r->entry.err, ERR_CONFIG, &t->at,
				  "the folder of the pattern cannot be read"));
	if (t->name != NULL && found.gl_pathc > 1)
		rc = err_at(r->entry.err, ERR_CONFIG, &t->at,
		    "'%.100s' matches %zu files, and one 'name' is for one "
		    "trace",
		    t->path, found.gl_pathc);
	for (size_t i = 0; rc == 0 && i < found.gl_pathc; i++)
		rc = add_trace(r, t, mem_strdup(r->entry.m, found.gl_pathv[i]));
	globfree(&found);
	return (rc);
}

static int
read_one_trace(const struct reader *r, const struct node *n)
{
	struct suite_trace t;

	return (read_trace(r, n, &t) != 0 || add_traces(r, &t) != 0 ? -1 : 0);
}

/* A list of traces, or one. */
static int
read_traces(const struct reader *r, const struct node *n)
{
	if (n == NULL)
		return (0);
	if (n->kind != NODE_SEQUENCE)
		return (read_one_trace(r, n));
	for (const struct node *c = n->first; c != NULL; c = c->next)
		if (read_one_trace(r, c) != 0)
			return (-1);
	return (0);
}

static int
read_limits(const struct reader *r, const struct node *n)
{
	struct suite *s = r->s;

	if (n == NULL)
		return (0);
	if (node_mapping(n, "limits", r->entry.err) != 0)
		return (-1);
	if (n->n > SUITE_LIMITS_MAX)
		return (err_at(r->entry.err, ERR_LIMIT, &n->at,
		    "too many limits (at most %d)", SUITE_LIMITS_MAX));
	s->limit = mem_array(r->entry.m, n->n, sizeof(*s->limit));
	for (const struct node *c = n->first; c != NULL; c = c->next) {
		if (node_scalar(c, c->key, r->entry.err) != 0)
			return (-1);
		s->limit[s->nlimit++] =
		    (struct suite_limit){ { c->key, c->text, c->key_at },
			    c->at };
	}
	return (0);
}

static int
read_suite(const struct reader *r, const struct node *root)
{
	struct suite *s = r->s;
	const struct node *figures = node_find(root, "figures");
	const struct node *memories = node_find(root, "memories");

	if (node_keys(root, "a suite", SUITE_KEYS, r->entry.err) != 0 ||
	    entry_word(&r->entry, node_find(root, "name"), &s->name) != 0 ||
	    entry_settings(
		&r->entry, node_find(root, "settings"), &s->settings) != 0)
		return (-1);
	if (figures != NULL && entry_path(&r->entry, figures, &s->figures) != 0)
		return (-1);
	if (memories != NULL &&
	    entry_memories(&r->entry, memories, &s->memories) != 0)
		return (-1);
	if (r->areas != NULL && areas_read(&s->areas, r->entry.m, r->areas,
				    s->settings.page_size, r->entry.err) != 0)
		return (-1);
	if (entry_selections(&r->entry, node_find(root, "policies"), "a policy",
		&s->policies) != 0 ||
	    entry_selections(&r->entry, node_find(root, "devices"), "a device",
		&s->devices) != 0)
		return (-1);
	return (read_traces(r, node_find(root, "traces")) != 0 ||
			read_limits(r, node_find(root, "limits")) != 0 ||
			entry_words(&r->entry, node_find(root, "gate"),
			    "a metric", &s->gate) != 0 ||
			quotas_read(&r->s->quotas, r->entry.m,
			    node_find(root, "quotas"), r->entry.err) != 0
		    ? -1
		    : 0);
}

static int
load(struct suite *s, struct mem *m, const struct yaml *y,
    const struct setting *given, size_t ngiven, struct err *err)
{
	struct reader r = {
		.entry = { m, y->file, given, ngiven, err },
		.s = s,
		.areas = node_find(y->root, "areas"),
	};

	*s = (struct suite){
		.file = y->file,
		.at = y->root->at,
		.name = "",
	};
	param_defaults(settings_table, &s->settings);
	if (read_suite(&r, y->root) == 0)
		return (0);
	yaml_excerpt(y, err);
	return (-1);
}

int
suite_load(struct suite *s, struct mem *m, const char *path,
    const struct setting *given, size_t ngiven, struct err *err)
{
	struct yaml y;

	if (yaml_read_file(&y, m, path, err) != 0)
		return (-1);
	return (load(s, m, &y, given, ngiven, err));
}

int
suite_load_text(struct suite *s, struct mem *m, const char *file,
    const char *text, size_t len, const struct setting *given, size_t ngiven,
    struct err *err)
{
	struct yaml y;

	if (yaml_read_text(&y, m, file, text, len, err) != 0)
		return (-1);
	return (load(s, m, &y, given, ngiven, err));
}

int
suite_complete(const struct suite *s, struct err *err)
{
	if (s->ntrace == 0)
		return (err_at(err, ERR_CONFIG, &s->at,
		    "no traces (traces: [FILE, ...])"));
	if (s->policies.n == 0)
		return (err_at(err, ERR_CONFIG, &s->at,
		    "no policies (policies: [lru, ...])"));
	for (size_t i = 0; i < s->ntrace; i++)
		if (s->trace[i].memories.n == 0)
			return (err_at(err, ERR_CONFIG, &s->trace[i].at,
			    "no memory sizes for trace '%.60s' (memories: "
			    "[25%%, ...], here or for all)",
			    s->trace[i].name));
	return (0);
}
