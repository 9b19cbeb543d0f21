/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pagerace bench: a suite of experiments; with a baseline, a gate.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "cli/experiment.h"
#include "cli/option_files.h"
#include "cli/study_output.h"
#include "cli/supervised.h"
#include "cli/verdict.h"
#include "trace/format.h"

static int
run_suite(
    const struct experiment *e, const struct study ***out, struct err *err)
{
	const struct suite *s = &e->suite;
	struct mem *m = e->options->m;
	struct study *study = mem_array(m, s->ntrace, sizeof(*study));
	const struct study **list = mem_array(m, s->ntrace, sizeof(*list));

	for (size_t i = 0; i < s->ntrace; i++) {
		list[i] = &study[i];
		if (experiment_run(e, &s->trace[i], &study[i], err) != 0)
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
		    output_write(s, n, out->format, out->path, err) != 0)
			return (-1);
	}
	view = output_view();
	return (output_show(o, s, n, &view, err));
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

		if (access(t->path, R_OK) != 0)
			return (err_at(err, ERR_CONFIG, &t->at,
			    "%.100s: cannot be opened: %s", t->path,
			    strerror(errno)));
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
	if (options_protect(o, e->suite.figures, err) != 0 ||
	    suite_complete(&e->suite, err) != 0 ||
	    check_formats(&e->suite, err) != 0 ||
	    check_there(&e->suite, err) != 0)
		return (-1);
	return (experiment_figures(e, err));
}

/* What is run, and judged. */
struct gated {
	struct experiment *experiment;
	const struct gate_limits *limits;
	const struct document *old; /* the baseline; NULL: none */
};

static int
run_and_judge(void *arg, int *status, struct err *err)
{
	const struct gated *gated = arg;
	struct experiment *e = gated->experiment;
	const struct document *old = gated->old;
	const struct options *o = e->options;
	const struct study **list;
	size_t n = e->suite.ntrace;
	struct document new = { .path = "the results" };

	if (run_suite(e, &list, err) != 0 ||
	    report(e, list, old != NULL, err) != 0) {
		if (old != NULL)
			verdict_refuse(o, false, err);
		return (-1);
	}
	if (o->update_baseline)
		return (
		    output_write(list, n, json_format.name, o->baseline, err));
	if (old == NULL)
		return (0);
	new.study = list;
	new.nstudy = n;
	return (verdict_give(o, gated->limits, old, &new, false, status, err));
}

/* Errors of the baseline and of limits are reported before the work. */
static int
bench(struct options *o, int *status, struct err *err)
{
	struct experiment experiment = { .options = o, .comparison = true };
	struct gate_limits limits;
	struct document old;
	struct gated gated = { &experiment, &limits, NULL };
	bool gate;
	int failed;

	if (cmd_one_word(o, "suite", "a YAML file", err) != 0)
		return (-1);
	if (o->update_baseline && o->baseline == NULL)
		return (err_set(err, ERR_USAGE,
		    "--update-baseline needs --baseline FILE, which it "
		    "writes"));
	gate = o->baseline != NULL && !o->update_baseline;
	if (open_suite(&experiment, err) != 0 ||
	    gate_limits_read(&limits, o, &experiment.suite, err) != 0 ||
	    (gate && document_open(&old, o->baseline, err) != 0)) {
		if (gate)
			verdict_refuse(o, false, err);
		return (-1);
	}
	if (o->limits.n > 0 && !gate)
		return (err_set(err, ERR_USAGE,
		    "--limit needs --baseline FILE to compare with"));
	if (gate)
		gated.old = &old;
	failed =
	    supervised_run(o, supervised_plugins(&experiment.suite.policies),
		run_and_judge, &gated, status, err);
	if (gate)
		document_close(&old);
	return (failed);
}

const struct cmd cmd_bench = {
	.name = "bench",
	.summary =
	    "a suite of experiments from YAML; with a baseline, a CI gate",
	.usage = "SUITE.yaml [--baseline FILE [--update-baseline]] [OPTION...]",
	.words = "files",
	.option = FOR_BENCH,
	.about = "Runs every policy of the suite at every memory size on every "
		 "trace.  With --baseline the results are compared with an "
		 "earlier document: exit status 1 where one is worse by more "
		 "than its limit.",
	.run = bench,
};
