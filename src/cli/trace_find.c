/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finding traces.
 */
#include "cli/trace_find.h"

#include <stdio.h>
#include <string.h>

#include "cli/gen_source.h"
#include "config/settings.h"
#include "policy/plugin.h"
#include "trace/trace.h"

#define BATCH 4096

void
trace_candidates(
    struct trace_candidates *c, const struct options *o, size_t from)
{
	c->item = mem_array(o->m, o->nword + 1, sizeof(*c->item));
	c->n = 0;
	if (o->refs != NULL)
		c->item[c->n++] = (struct trace_candidate){ .path = "--refs",
			.text = o->refs };
	for (size_t i = from; i < o->nword; i++)
		if (!plugin_is_path(o->word[i]))
			c->item[c->n++] =
			    (struct trace_candidate){ .path = o->word[i] };
}

/* Reads a trace to its end, and tells its digest. */
static int
read_digest(const struct options *o, struct trace_candidate *c,
    const struct selection *format, struct err *err)
{
	struct trace_spec spec = { .path = c->path, .text = c->text };
	struct access *access = mem_array(o->m, BATCH, sizeof(*access));
	struct trace_facts facts;
	struct settings settings;
	struct trace *trace = NULL;
	struct event event;
	size_t n;
	int failed;

	spec.format = path_is_pattern(c->path) ? NULL : format;
	spec.settings = &settings;
	failed = settings_read(&settings, NULL, 0, err) != 0 ||
		 gen_source(&spec, o, err) != 0 ||
		 trace_open(&trace, &spec, err) != 0;
	do {
		n = 0;
		event.kind = EVENT_NONE;
		failed = failed ||
			 trace_next(trace, access, BATCH, &n, &event, err) != 0;
	} while (!failed && (n > 0 || event.kind != EVENT_NONE));
	if (!failed) {
		trace_tell(trace, &facts);
		memcpy(c->digest, facts.digest, sizeof(c->digest));
	}
	trace_close(trace);
	mem_free(o->m, access);
	return (failed ? -1 : 0);
}

static bool
has_name(const struct trace_candidate *c, const char *name)
{
	const char *slash = strrchr(c->path, '/');

	return (strcmp(slash != NULL ? slash + 1 : c->path, name) == 0);
}

/* The candidates of which 'named' says whether they have the trace's name. */
static const struct trace_candidate *
find(struct trace_candidates *c, const struct options *o,
    const struct trace_facts *facts, const struct selection *format, bool named,
    struct err *why)
{
	for (size_t i = 0; i < c->n; i++) {
		struct trace_candidate *t = &c->item[i];
		struct err its;

		if (has_name(t, facts->name) != named)
			continue;
		if (t->digest[0] == '\0' &&
		    read_digest(o, t, format, &its) != 0) {
			*why = its;
			continue;
		}
		if (strcmp(t->digest, facts->digest) == 0)
			return (t);
	}
	return (NULL);
}

/* No candidate is the trace.  Where there was one only, and it could not be
 * read, that is the error. */
static int
not_found(const struct trace_candidates *c, const struct trace_facts *facts,
    const struct err *why, struct err *err)
{
	if (c->item[0].path == facts->name && c->item[0].digest[0] == '\0')
		return (err_set(err, ERR_TRACE,
		    "no trace is given, and none can be read as %.100s here "
		    "(name its file)",
		    facts->name));
	if (c->n == 1 && why->kind != ERR_NONE) {
		*err = *why;
		return (-1);
	}
	if (c->n == 1)
		return (err_set(err, ERR_TRACE,
		    "%.100s has the digest %s, and %.60s had %s (another "
		    "trace)",
		    c->item[0].path, c->item[0].digest, facts->name,
		    facts->digest));
	return (err_set(err, ERR_TRACE,
	    "none of the %zu traces is %.100s, which has the digest %s", c->n,
	    facts->name, facts->digest));
}

const struct trace_candidate *
trace_find(struct trace_candidates *c, const struct options *o,
    const struct trace_facts *facts, const struct selection *format,
    struct err *err)
{
	struct trace_candidate itself = { .path = facts->name };
	struct trace_candidates alone = { &itself, 1 };
	const struct trace_candidate *found;
	struct err why = { .kind = ERR_NONE };

	/* A pattern, or a file of its name where none was named. */
	if (path_is_pattern(facts->name) || c->n == 0)
		c = &alone;
	found = find(c, o, facts, format, true, &why);
	if (found == NULL)
		found = find(c, o, facts, format, false, &why);
	if (found == NULL) {
		not_found(c, facts, &why, err);
		return (NULL);
	}
	if (c == &alone) {
		struct trace_candidate *kept = mem_alloc(o->m, sizeof(*kept));

		*kept = itself;
		return (kept);
	}
	return (found);
}
