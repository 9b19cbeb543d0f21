/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A cache of results.
 *
 * An entry is a file of the directory.  It has the runs of one policy of a
 * suite over one trace: a line with a digest, then a result document.  Its name
 * is a digest of all that decides the document: the build, the bytes of the
 * trace or what a pattern is computed from, format, settings, areas, figures,
 * devices, memories, options, the policy with its values, and the file of a
 * plug-in.
 *
 * Policies that are missing are run together, in one pass over the trace.  The
 * whole is then merged from the parts, as 'merge' does, which gives the bytes
 * of a document that was made at once.  Entries are renamed when they are
 * complete, so several programs can use a directory at the same time.
 */
#include "cli/bench_cache.h"

#include <sys/stat.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/save.h"
#include "cli/cache_entry.h"
#include "cli/file_digest.h"
#include "config/settings.h"
#include "model/run_key.h"
#include "policy/plugin.h"
#include "result/label.h"
#include "result/merge.h"
#include "study/declared.h"

/* One policy of the suite over the trace. */
struct unit {
	const struct selection *policy;
	char name[CACHE_NAME_SIZE];
	const struct study *study; /* NULL: it has to be computed */
};

int
bench_cache_open(
    struct bench_cache *c, const struct options *o, struct err *err)
{
	*c = (struct bench_cache){ .o = o };
	if (o->cache == NULL || mkdir(o->cache, 0777) == 0 || errno == EEXIST)
		return (0);
	return (err_sys(err, "cannot make the directory %.200s", o->cache));
}

void
bench_cache_close(struct bench_cache *c)
{
	while (c->n > 0)
		document_close(&c->open[--c->n]);
}

static void
put_selection(FILE *to, const char *what, const struct selection *s)
{
	fprintf(to, "%s %s", what, s->name);
	for (size_t i = 0; i < s->nvalue; i++)
		fprintf(to, ":%s=%s", s->value[i].name, s->value[i].value);
	fputc('\n', to);
}

static bool
has_optimum(const struct experiment *e, const struct selections *policies)
{
	bool any = e->options->optimum || e->options->explain;

	for (size_t i = 0; i < policies->n; i++)
		any |= strcasecmp(policies->item[i].name, "opt") == 0;
	return (any);
}

/* What all policies have in common, as text. */
static int
put_common(const struct experiment *e, const struct suite_trace *t,
    bool optimum, FILE *to, struct err *err)
{
	const struct options *o = e->options;
	const struct engine_spec declared = { .area = t->areas.item,
		.narea = t->areas.n,
		.quota = e->suite.quotas.item,
		.nquota = e->suite.quotas.n };
	const char *areas = declared_digest(o->m, &declared);
	char text[512];

	if (cache_trace_digest(o, t, text, err) != 0)
		return (-1);
	fprintf(
	    to, "build %s %s\ntrace %s\n", VERSION_TEXT, build_digest, text);
	if (t->format != NULL)
		put_selection(to, "format", t->format);
	for (const struct param *p = settings_table; p->name != NULL; p++)
		fprintf(to, "%s=%s\n", p->name,
		    param_print(p, &t->settings, text, sizeof(text)));
	fprintf(to, "areas %s\nfigures %s\n", areas != NULL ? areas : "none",
	    e->figures.digest);
	for (size_t i = 0; i < e->suite.devices.n; i++)
		put_selection(to, "device", &e->suite.devices.item[i]);
	for (size_t i = 0; i < t->memories.n; i++)
		fprintf(to, "memory %s\n",
		    label_memory(text, sizeof(text), &t->memories.item[i]));
	fprintf(to, "options %d %d %d %d %ju %d %d\n", o->parts, o->explain,
	    optimum, o->map, (uintmax_t)o->seeds, e->comparison, o->band);
	return (0);
}

/* The name of the entry of a policy. */
static int
name_unit(struct unit *u, const char *common, struct err *err)
{
	char digest[FILE_DIGEST_SIZE] = "built in";
	struct mem_text text;
	char *all;

	if (plugin_is_path(u->policy->name) &&
	    file_digest(u->policy->name, digest, err) != 0)
		return (-1);
	mem_text_open(&text);
	put_selection(text.to, common, u->policy);
	fprintf(text.to, "plug-in %s\n", digest);
	all = mem_text_close(&text);
	cache_name(u->name, all);
	free(all);
	return (0);
}

/* Takes from the cache what it has; returns how many policies that are. */
static size_t
read_units(
    struct bench_cache *c, const char *trace, struct unit *unit, size_t n)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		struct document d;
		struct study *s;

		if (!cache_read(c->o->cache, unit[i].name, &d))
			continue;
		c->open =
		    mem_grow(c->o->m, c->open, c->n, &c->cap, sizeof(*c->open));
		c->open[c->n++] = d;
		/* The name is not part of what is computed. */
		s = mem_alloc(c->o->m, sizeof(*s));
		*s = *d.study[0];
		s->trace.name = trace;
		unit[i].study = s;
		found++;
	}
	return (found);
}

/* Of a study of so many policies, the runs of one of them, which are together
 * for each device; NULL: they are not, because some are the same. */
static const struct study *
part_of(struct mem *m, const struct study *s, const struct run_key *key,
    size_t policies, size_t devices, size_t policy)
{
	size_t each = s->nrun / (policies * devices), n = 0;
	struct study *part;

	if (each == 0 || each * policies * devices != s->nrun)
		return (NULL);
	part = mem_alloc(m, sizeof(*part));
	*part = *s;
	part->run = mem_array(m, each * devices, sizeof(*part->run));
	part->nrun = each * devices;
	for (size_t d = 0; d < devices; d++)
		for (size_t i = 0; i < each; i++) {
			size_t at = (d * policies + policy) * each + i;
			const struct run_key *a = &key[at];
			const struct run_key *first =
			    &key[(d * policies + policy) * each];

			if (strcmp(a->policy, first->policy) != 0 ||
			    strcmp(a->params, first->params) != 0 ||
			    strcmp(a->device, first->device) != 0 ||
			    strcmp(a->policy, key[policy * each].policy) != 0)
				return (NULL);
			part->run[n++] = s->run[at];
		}
	return (part);
}

/* Runs the policies that are missing, and puts their parts into the cache. */
static int
run_units(const struct bench_cache *c, const struct experiment *e,
    const struct suite_trace *t, bool optimum, struct unit *unit, size_t n,
    struct study *study, struct err *err)
{
	struct mem *m = c->o->m;
	struct options *own = mem_alloc(m, sizeof(*own));
	/* A study refers to the digest of the figures in it. */
	struct experiment *part = mem_alloc(m, sizeof(*part));
	const struct run_key *key;
	size_t missing = 0, devices = e->suite.devices.n, at = 0;

	*own = *e->options;
	own->optimum = optimum;
	*part = *e;
	part->options = own;
	part->suite.policies = (struct selections){ .n = 0 };
	for (size_t i = 0; i < n; i++)
		if (unit[i].study == NULL &&
		    selections_add(&part->suite.policies, m, unit[i].policy,
			ERR_CONFIG, err) != 0)
			return (-1);
	missing = part->suite.policies.n;
	if (missing == 0)
		return (0);
	if (experiment_run(part, t, study, err) != 0)
		return (-1);
	key = run_keys_make(m, study);
	for (size_t i = 0; i < n; i++) {
		if (unit[i].study != NULL)
			continue;
		unit[i].study = part_of(
		    m, study, key, missing, devices > 0 ? devices : 1, at++);
		if (unit[i].study != NULL)
			cache_write(c->o->cache, unit[i].name, unit[i].study);
	}
	return (0);
}

/* Makes the whole from its parts. */
static int
join(const struct bench_cache *c, const struct unit *unit, size_t n,
    struct study *study, struct err *err)
{
	struct document *part = mem_array(c->o->m, n, sizeof(*part));
	struct document whole;

	for (size_t i = 0; i < n; i++) {
		const struct study **one = mem_alloc(c->o->m, sizeof(*one));

		if (unit[i].study == NULL)
			return (-1);
		*one = unit[i].study;
		part[i] = (struct document){
			.path = c->o->cache, .study = one, .nstudy = 1
		};
	}
	if (merge_documents(&whole, c->o->m, part, n, err) != 0)
		return (-1);
	*study = *whole.study[0];
	return (0);
}

static int
name_units(const struct experiment *e, const struct suite_trace *t,
    bool optimum, struct unit *unit, size_t n, struct err *err)
{
	struct mem_text text;
	char *common;
	int failed;

	mem_text_open(&text);
	failed = put_common(e, t, optimum, text.to, err);
	common = mem_text_close(&text);
	for (size_t i = 0; failed == 0 && i < n; i++)
		failed = name_unit(&unit[i], common, err);
	free(common);
	return (failed);
}

int
bench_cache_run(struct bench_cache *c, const struct experiment *e,
    const struct suite_trace *t, struct study *study, struct err *err)
{
	struct selections policies;
	struct unit *unit;
	size_t found;
	bool optimum;

	/* What is timed is computed. */
	if (c->o->cache == NULL || build_digest[0] == '\0' || c->o->timing ||
	    c->o->dry_run)
		return (experiment_run(e, t, study, err));
	experiment_policies(c->o->m, &e->suite.policies, &policies);
	unit = mem_array(c->o->m, policies.n, sizeof(*unit));
	for (size_t i = 0; i < policies.n; i++)
		unit[i].policy = &policies.item[i];
	optimum = has_optimum(e, &policies);
	if (name_units(e, t, optimum, unit, policies.n, err) != 0)
		return (-1);
	found = read_units(
	    c, t->name != NULL ? t->name : t->path, unit, policies.n);
	if (run_units(c, e, t, optimum, unit, policies.n, study, err) != 0)
		return (-1);
	if (!c->o->quiet)
		label_say(stderr,
		    "%s: %zu of %zu policies from the cache, %zu computed\n",
		    t->name != NULL ? t->name : t->path, found, policies.n,
		    policies.n - found);
	if (found == 0 || join(c, unit, policies.n, study, err) == 0)
		return (0);
	/* Policies that are the same twice have no parts of their own. */
	return (experiment_run(e, t, study, err));
}
