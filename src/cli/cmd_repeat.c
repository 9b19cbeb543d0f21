/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pagerace repeat: makes what a result document holds again, and compares.
 *
 * Each study is made from its run keys, with the memories as they were given.
 * What a document has only a digest of is named on the command line: traces,
 * plug-ins, the file of figures, that of declared areas.
 */
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/save.h"
#include "cli/cmd.h"
#include "cli/experiment.h"
#include "cli/file_digest.h"
#include "cli/supervised.h"
#include "cli/trace_find.h"
#include "config/settings.h"
#include "model/run_key.h"
#include "policy/choose.h"
#include "policy/plugin.h"
#include "result/document.h"
#include "result/label.h"
#include "result/study_equal.h"
#include "study/curves.h"

#define DIFFERENCES_SHOWN 20 /* of one study */

struct repetition {
	const struct options *o;
	struct err_where at; /* the document */
	struct trace_candidates traces;
	const struct study *old;
	const struct run_key *key; /* of its runs */
	struct options own;        /* o with what the document says */
	struct experiment experiment;
	FILE *to; /* NULL: --quiet */
};

/* "name:k=2,lazy=yes" as a selection. */
static int
select_text(const struct repetition *r, struct selection *out, const char *name,
    const char *params, struct err *err)
{
	size_t size = strlen(name) + strlen(params) + 2;
	char *text = mem_alloc(r->o->m, size);

	snprintf(
	    text, size, "%s%s%s", name, params[0] != '\0' ? ":" : "", params);
	return (selection_read(out, r->o->m, text, &r->at, ERR_RESULT, err));
}

/* Tells that a plug-in is another file: a run may differ for that. */
static int
check_plugin(
    const char *path, const char *name, const char *digest, struct err *err)
{
	char here[FILE_DIGEST_SIZE];

	if (file_digest(path, here, err) != 0)
		return (-1);
	if (study_has_text(digest) && strcmp(digest, here) != 0)
		label_say(stderr,
		    "pagerace: %s: policy %s was another file (%s, here %s)\n",
		    path, name, digest, here);
	return (0);
}

/* Gives the selection of a policy that is not built in the path of a plug-in
 * that has it. */
static int
find_plugin(const struct repetition *r, struct selection *sel,
    const char *digest, struct err *err)
{
	for (const struct policy *const *p = policy_list; *p != NULL; p++)
		if (strcmp((*p)->name, sel->name) == 0)
			return (0);
	for (size_t i = 1; i < r->o->nword; i++) {
		const struct selection word = { .name = r->o->word[i] };
		const struct policy *p;

		if (!plugin_is_path(word.name))
			continue;
		p = supervised_choose(&word, err);
		if (p == NULL)
			return (-1);
		if (strcmp(p->name, sel->name) != 0)
			continue;
		if (check_plugin(word.name, sel->name, digest, err) != 0)
			return (-1);
		sel->name = word.name;
		return (0);
	}
	return (err_at(err, ERR_PLUGIN, &r->at,
	    "the policy '%.60s' is not built in (name its plug-in's file, "
	    "which ends in .so)",
	    sel->name));
}

/* "page_size=4096,seed=7". */
static int
read_settings(const struct repetition *r, const char *text,
    struct settings *out, struct err *err)
{
	struct setting item[SETTINGS_MAX];
	char *all = mem_strdup(r->o->m, text), *rest = NULL;
	size_t n = 0;

	for (char *pair = strtok_r(all, ",", &rest); pair != NULL;
	     pair = strtok_r(NULL, ",", &rest)) {
		char *equals = strchr(pair, '=');

		if (equals == NULL || n == SETTINGS_MAX)
			return (err_at(err, ERR_RESULT, &r->at,
			    "bad setting of the model '%.60s'", pair));
		*equals = '\0';
		item[n++] =
		    (struct setting){ .name = pair, .value = equals + 1 };
	}
	if (settings_read(out, item, n, err) != 0 ||
	    settings_check(out, err) != 0)
		return (err_at(err, ERR_RESULT, &r->at, "%s",
		    mem_strdup(r->o->m, err->msg)));
	return (0);
}

/* The runs as they are in the document. */
static int
give_runs(struct repetition *r, struct err *err)
{
	struct given_run *given =
	    mem_array(r->o->m, r->old->nrun, sizeof(*given));

	for (size_t i = 0; i < r->old->nrun; i++) {
		struct given_run *g = &given[i];
		const struct run *run = &r->old->run[i];

		if (select_text(r, &g->policy, r->key[i].policy,
			r->key[i].params, err) != 0 ||
		    find_plugin(r, &g->policy, run->plugin, err) != 0 ||
		    select_text(r, &g->device, r->key[i].device,
			r->key[i].device_params, err) != 0)
			return (-1);
		g->memory = run->memory;
		g->memory.at = r->at;
	}
	r->experiment.given = given;
	r->experiment.ngiven = r->old->nrun;
	return (0);
}

static int
give_curves(struct repetition *r, struct err *err)
{
	struct study s = { .nrun = r->old->ncurve };
	const struct run_key *key;
	struct selection sel;

	/* The keys of runs with the policies of the curves. */
	s.run = mem_array(r->o->m, s.nrun, sizeof(*s.run));
	for (size_t i = 0; i < s.nrun; i++) {
		const struct curve *c = &r->old->curve[i];

		s.run[i].policy = c->policy;
		s.run[i].policy_params = c->policy_params;
		s.run[i].policy_values = c->policy_values;
		s.run[i].device = "";
		if (c->asked > 0)
			r->own.points = c->asked;
	}
	key = run_keys_make(r->o->m, &s);
	r->own.policies = (struct selections){ .n = 0 };
	for (size_t i = 0; i < s.nrun; i++)
		if (select_text(r, &sel, key[i].policy, key[i].params, err) !=
			0 ||
		    find_plugin(r, &sel, NULL, err) != 0 ||
		    selections_add(
			&r->own.policies, r->o->m, &sel, ERR_RESULT, err) != 0)
			return (-1);
	return (0);
}

/* What options of the command line asked for. */
static void
give_options(struct repetition *r)
{
	const struct study *s = r->old;
	const struct run *first = s->nrun > 0 ? &s->run[0] : NULL;
	r->own = *r->o;
	r->own.points = CURVE_POINTS;
	r->own.seeds = study_seeds(s);
	r->own.band = study_has_band(s);
	r->own.explain = first != NULL && first->explanation != NULL;
	r->own.optimum = s->noptimum > 0;
	r->own.sample = sample_spec_of(&s->trace.sampling);
	r->own.parts = first != NULL && first->outcome.by_area != NULL;
}

/* The areas of the trace of this name in the file of --machine, which may be a
 * suite, or those of all its traces. */
static struct area_list
declared_areas(const struct suite *s, const char *name)
{
	for (size_t i = 0; i < s->ntrace; i++)
		if (s->trace[i].name != NULL &&
		    strcmp(s->trace[i].name, name) == 0)
			return (s->trace[i].areas);
	return (s->areas);
}

/* The trace, its settings and areas. */
static int
give_trace(struct repetition *r, struct suite_trace *out, struct err *err)
{
	const struct trace_facts *t = &r->old->trace;
	const struct run_key common = run_key_of_study(r->o->m, r->old);
	const struct trace_candidate *found;
	struct selection *format = NULL;

	if (!path_is_pattern(t->name) && study_has_text(t->format)) {
		format = mem_alloc(r->o->m, sizeof(*format));
		if (selection_read(format, r->o->m, t->format, &r->at,
			ERR_RESULT, err) != 0)
			return (-1);
	}
	found = trace_find(&r->traces, r->o, t, format, err);
	if (found == NULL)
		return (-1);
	*out = (struct suite_trace){
		.path = found->path,
		.text = found->text,
		.name = t->name,
		.format = format,
		.areas = study_has_text(t->declared)
			     ? declared_areas(&r->experiment.suite, t->name)
			     : (struct area_list){ .n = 0 },
	};
	if (!study_has_text(t->declared))
		r->experiment.suite.quotas.n = 0;
	return (read_settings(r, common.settings, &out->settings, err));
}

static int
check_figures(const struct repetition *r, struct err *err)
{
	const char *was = r->old->nrun > 0 ? r->old->run[0].figures : NULL;

	if (was != NULL && strcmp(r->old->run[0].policy, "kernel") == 0)
		return (err_at(err, ERR_RESULT, &r->at,
		    "a real kernel made these runs ('pagerace oracle')"));
	if (!study_has_text(was) ||
	    strcmp(was, r->experiment.figures.digest) == 0)
		return (0);
	return (err_at(err, ERR_RESULT, &r->at,
	    "was made with figures %.40s, and here they are %s (name their "
	    "file by --figures)",
	    was, r->experiment.figures.digest));
}

static int
check_declared(
    const struct repetition *r, const struct study *new, struct err *err)
{
	const char *was = r->old->trace.declared, *is = new->trace.declared;

	if (!study_has_text(was) || (is != NULL && strcmp(was, is) == 0))
		return (0);
	return (err_at(err, ERR_RESULT, &r->at,
	    "was made with areas and quotas %.40s, and here they are %s (name "
	    "the file that declares them by --machine)",
	    was, is != NULL ? is : "none"));
}

static int
run_again(struct repetition *r, struct study *runs, struct study *curves,
    struct err *err)
{
	struct experiment *e = &r->experiment;
	struct suite_trace trace;

	if (r->old->nrun + r->old->ncurve == 0)
		return (err_at(
		    err, ERR_RESULT, &r->at, "has neither runs nor curves"));
	give_options(r);
	if (experiment_settings(e, &r->own, err) != 0 ||
	    check_figures(r, err) != 0 || give_trace(r, &trace, err) != 0)
		return (-1);
	e->comparison = r->old->comparison;
	e->suite.trace = &trace;
	e->suite.ntrace = 1;
	*runs = *curves = (struct study){ .nrun = 0 };
	if (r->old->nrun > 0 &&
	    (give_runs(r, err) != 0 || experiment_run(e, &trace, runs, err) ||
		check_declared(r, runs, err) != 0))
		return (-1);
	if (r->old->ncurve == 0)
		return (0);
	if (give_curves(r, err) != 0 ||
	    experiment_curves(e, curves, err) != 0 ||
	    check_declared(r, curves, err) != 0)
		return (-1);
	if (r->old->nrun == 0)
		*runs = *curves;
	runs->curve = curves->curve;
	runs->ncurve = curves->ncurve;
	return (0);
}

/* Says whether one study is the same. */
static bool
tell(const struct repetition *r, const struct study *new)
{
	const struct study *old = r->old;
	char name[LABEL_SIZE], runs[40], curves[40];
	struct mem_text text;
	char *lines;
	size_t n;

	mem_text_open(&text);
	n = study_differences(r->o->m, old, new, DIFFERENCES_SHOWN, text.to);
	lines = mem_text_close(&text);
	label_clean(name, sizeof(name), old->trace.name);
	if (r->to != NULL && n == 0)
		fprintf(r->to, "%s: equal: %s%s%s\n", name,
		    old->nrun > 0
			? num_print_things(runs, sizeof(runs), old->nrun, "run")
			: "",
		    old->nrun > 0 && old->ncurve > 0 ? ", " : "",
		    old->ncurve > 0 ? num_print_things(curves, sizeof(curves),
					  old->ncurve, "curve")
				    : "");
	else if (r->to != NULL)
		fprintf(r->to, "%s: differs:\n%s", name, lines);
	if (r->to != NULL && n > 0 && old->build != NULL &&
	    new->build != NULL &&strcmp(old->build, new->build) != 0)
		fprintf(r->to, "  the document is of build %s, this is %s\n",
		    old->build, new->build);
	free(lines);
	return (n == 0);
}

static int
repeat_all(struct repetition *r, const struct document *d, int *status,
    struct err *err)
{
	for (size_t i = 0; i < d->nstudy; i++) {
		struct study runs, curves;

		r->old = d->study[i];
		r->key = run_keys_make(r->o->m, r->old);
		if (run_again(r, &runs, &curves, err) != 0)
			return (-1);
		if (!tell(r, &runs))
			*status = 1;
	}
	return (0);
}

static int
repeat(struct options *o, int *status, struct err *err)
{
	struct repetition *r = mem_alloc(o->m, sizeof(*r));
	struct document d;
	struct save save;
	int failed;

	if (o->nword == 0)
		return (err_set(err, ERR_USAGE,
		    "repeat needs a result document, and its traces"));
	r->o = o;
	r->at.file = o->word[0];
	trace_candidates(&r->traces, o, 1);
	if (cmd_open_document(o, &d, o->word[0], true, err) != 0)
		return (-1);
	if (!o->quiet && save_open(&save, "-", err) != 0) {
		document_close(&d);
		return (-1);
	}
	r->to = o->quiet ? NULL : save.to;
	failed = repeat_all(r, &d, status, err);
	if (!o->quiet && save_close(&save, failed == 0, err) != 0)
		failed = -1;
	document_close(&d);
	return (failed);
}

const struct cmd cmd_repeat = {
	.name = "repeat",
	.summary = "makes what a result document holds again, and compares",
	.usage = "RESULT.json [TRACE...] [PLUGIN.so...] [OPTION...]",
	.words = "files",
	.option = FOR_REPEAT,
	.about = "Makes every run and curve of a document again and compares "
		 "each count: exit status 0 where all are equal, 1 where one "
		 "differs, 3 where a trace is missing or is another one. "
		 "Traces are found by their digest among the files that are "
		 "named, or by their name where none is.",
	.run = repeat,
};
