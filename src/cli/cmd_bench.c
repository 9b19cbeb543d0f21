/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pagerace bench: a suite of experiments; with a baseline, a gate.
 */
#include <sys/stat.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/save.h"
#include "cli/bench_cache.h"
#include "cli/ci_output.h"
#include "cli/cmd.h"
#include "cli/experiment.h"
#include "cli/option_files.h"
#include "cli/study_output.h"
#include "cli/supervised.h"
#include "cli/verdict.h"
#include "result/json.h"
#include "result/label.h"
#include "trace/format.h"

static int
run_suite(const struct experiment *e, struct bench_cache *cache,
    const struct study ***out, struct err *err)
{
	const struct suite *s = &e->suite;
	struct mem *m = e->options->m;
	struct study *study = mem_array(m, s->ntrace, sizeof(*study));
	const struct study **list = mem_array(m, s->ntrace, sizeof(*list));

	for (size_t i = 0; i < s->ntrace; i++) {
		list[i] = &study[i];
		if (e->options->dry_run && s->ntrace > 1)
			label_say(stdout, "%s\n",
			    s->trace[i].name != NULL ? s->trace[i].name
						     : s->trace[i].path);
		if (bench_cache_run(cache, e, &s->trace[i], &study[i], err) !=
		    0)
			return (-1);
	}
	*out = list;
	return (0);
}

/* Reports of each trace on the screen; files for all of them together. */
static int
report(const struct experiment *e, const struct study *const *s, bool gated,
    struct err *err)
{
	const struct options *o = e->options;
	size_t n = e->suite.ntrace;
	struct report_view view;

	for (size_t i = 0; i < o->noutput; i++) {
		const struct output *out = &o->output[i];
		const struct report_format *f = output_format(out->format, err);

		if (f == NULL)
			return (-1);
		if (!(gated && format_reports_verdict(f, false)) &&
		    output_write(o, s, n, out->format, out->path, err) != 0)
			return (-1);
	}
	view = output_view(o);
	if (output_show(o, s, n, &view, err) != 0)
		return (-1);
	return (gated ? 0
		      : ci_output(o,
			    &(const struct report_subject){
				.study = s, .nstudy = n },
			    &view, err));
}

/* The command line overrides the file. */
static void
overrule(struct suite *s, const struct options *o)
{
	if (o->policies.n > 0)
		s->policies = o->policies;
	if (o->devices.n > 0)
		s->devices = o->devices;
	for (size_t i = 0; i < s->ntrace; i++) {
		if (o->memories.n > 0)
			s->trace[i].memories = o->memories;
		if (o->format != NULL)
			s->trace[i].format = o->format;
	}
}

/* Formats and their parameters, which config/ does not know.  Checked before
 * the work, so that a mistake in the last of many traces is found at once. */
static int
check_formats(const struct suite *s, struct err *err)
{
	for (size_t i = 0; i < s->ntrace; i++) {
		const struct selection *sel = s->trace[i].format;

		if (sel != NULL && format_check(trace_formats, sel, err) != 0)
			return (-1);
	}
	return (0);
}

/* A missing trace is reported with its position in the file before any trace
 * is run. */
static int
check_there(const struct suite *s, struct err *err)
{
	for (size_t i = 0; i < s->ntrace; i++) {
		const struct suite_trace *t = &s->trace[i];

		char what[140];

		if (path_is_pattern(t->path) || access(t->path, R_OK) == 0)
			continue;
		snprintf(
		    what, sizeof(what), "%.100s: cannot be opened", t->path);
		return (err_input(err, ERR_CONFIG, &t->at, what));
	}
	return (0);
}

static int
open_suite(struct experiment *e, struct err *err)
{
	const struct options *o = e->options;

	if (suite_load(&e->suite, o->m, o->word[0], o->settings.item,
		o->settings.n, err) != 0)
		return (-1);
	for (size_t i = 0; i < e->suite.ntrace; i++)
		if (options_protect(o, e->suite.trace[i].path, err) != 0)
			return (-1);
	overrule(&e->suite, o);
	if (options_protect_policies(o, &e->suite.policies, err) != 0 ||
	    suite_complete(&e->suite, err) != 0 ||
	    check_formats(&e->suite, err) != 0 ||
	    check_there(&e->suite, err) != 0)
		return (-1);
	return (experiment_figures(e, err));
}

static int
write_baseline(const struct options *o, const struct study *const *s, size_t n,
    struct err *err)
{
	struct save file;
	int failed;

	if (o->update_baseline == UPDATE_FULL)
		return (
		    output_write(o, s, n, json_format.name, o->baseline, err));
	if (save_open(&file, o->baseline, err) != 0)
		return (-1);
	failed = json_write_slim(s, n, file.to, err);
	return (save_close(&file, failed == 0, err));
}

/* What is run, and judged. */
struct judged {
	struct experiment *experiment;
	const struct gate_spec *spec;
	const struct baselines *old;
};

static int
judge(const struct judged *in, struct bench_cache *cache, int *status,
    struct err *err)
{
	struct experiment *e = in->experiment;
	const struct options *o = e->options;
	const struct study **list;
	size_t n = e->suite.ntrace;
	bool gated = in->old->n > 0 && o->update_baseline == UPDATE_NONE;
	struct document new = { .path = "the results" };

	if (run_suite(e, cache, &list, err) != 0 ||
	    (!o->dry_run && report(e, list, gated, err) != 0)) {
		if (gated)
			verdict_refuse(o, false, err);
		return (-1);
	}
	if (o->dry_run)
		return (0);
	new.study = list;
	new.nstudy = n;
	if (gated)
		return (verdict_give(
		    o, in->spec, in->old, &new, false, status, err));
	if (o->update_baseline == UPDATE_NONE)
		return (0);
	if (write_baseline(o, list, n, err) != 0)
		return (-1);
	return (verdict_update(o, baselines_last(in->old), &new, err));
}

static int
run_and_judge(void *arg, int *status, struct err *err)
{
	const struct judged *in = arg;
	struct bench_cache cache;
	int failed;

	if (bench_cache_open(&cache, in->experiment->options, err) != 0)
		return (-1);
	failed = judge(in, &cache, status, err);
	bench_cache_close(&cache);
	return (failed);
}

/* The baselines.  One that is written for the first time does not exist yet,
 * or is empty, and is none then.  A file that is no baseline is not written
 * over. */
static int
open_baselines(const struct options *o, struct baselines *old, struct err *err)
{
	struct stat st;
	bool there = o->baseline != NULL;

	*old = (struct baselines){ NULL, 0 };
	if (there && o->update_baseline != UPDATE_NONE)
		there = stat(o->baseline, &st) == 0 && S_ISREG(st.st_mode) &&
			st.st_size > 0;
	if (!there)
		return (0);
	if (strcmp(o->baseline, "-") != 0 && stat(o->baseline, &st) != 0 &&
	    errno == ENOENT) {
		struct err_where at = { .file = o->baseline };

		return (err_at(err, ERR_RESULT, &at,
		    "does not exist (--update-baseline writes it)"));
	}
	return (baselines_open(old, o, o->baselines, o->nbaseline, err));
}

/* Errors of the baseline and of limits are reported before the work. */
static int
bench(struct options *o, int *status, struct err *err)
{
	struct experiment experiment = { .options = o, .comparison = true };
	struct gate_spec spec;
	struct baselines old;
	struct judged in = { &experiment, &spec, &old };
	bool gate;
	int failed;

	if (cmd_one_word(o, "suite", "a YAML file", err) != 0)
		return (-1);
	if (o->update_baseline != UPDATE_NONE && o->nbaseline != 1)
		return (err_set(err, ERR_USAGE,
		    "--update-baseline needs --baseline FILE, once, which it "
		    "writes"));
	gate = o->baseline != NULL && o->update_baseline == UPDATE_NONE;
	if (open_suite(&experiment, err) != 0 ||
	    verdict_spec(&spec, o, &experiment.suite, err) != 0 ||
	    open_baselines(o, &old, err) != 0) {
		if (gate)
			verdict_refuse(o, false, err);
		return (-1);
	}
	if (o->limits.n + o->gate.n > 0 && !gate)
		return (err_set(err, ERR_USAGE,
		    "--%s needs --baseline FILE to compare with",
		    o->limits.n > 0 ? "limit" : "gate"));
	failed =
	    supervised_run(o, supervised_plugins(&experiment.suite.policies),
		run_and_judge, &in, status, err);
	baselines_close(&old);
	return (failed);
}

const struct cmd cmd_bench = {
	.name = "bench",
	.summary =
	    "a suite of experiments from YAML; with a baseline, a CI gate",
	.usage =
	    "SUITE.yaml [--baseline FILE... [--update-baseline]] [OPTION...]",
	.words = "files",
	.option = FOR_BENCH,
	.about = "Runs every policy of the suite at every memory size on every "
		 "trace.  With --baseline the results are compared with an "
		 "earlier document: exit status 1 where a judged metric is "
		 "worse by more than its limit.  Of several baselines, oldest "
		 "first, the last one decides.",
	.run = bench,
};
