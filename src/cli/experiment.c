/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Making studies from options.
 */
#include "cli/experiment.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/num.h"
#include "cli/dry_plan.h"
#include "cli/gen_source.h"
#include "cli/option_files.h"
#include "cli/progress.h"
#include "cli/study_origin.h"
#include "cli/study_output.h"
#include "cli/supervised.h"
#include "config/figurefile.h"
#include "config/settings.h"
#include "device/device.h"
#include "policy/choose.h"
#include "result/label.h"
#include "study/curves.h"

/* For a trace alone: policies that kernels used or use, policies of
 * research, and OPT as the bound; memories from little to everything. */
static const char default_policies[] =
    "fifo,clock,sieve,lru,2q,s3fifo,arc,lirs,opt";
static const char default_memories[] = "2%,5%,10%,20%,30%,50%,75%,100%";
static const char default_device[] = "nvme";
static const char default_curves[] = "lru";

/* The format of --refs, unless another one is named. */
static const struct selection refs_format = { .name = "refs" };

static const struct err_where nowhere;

int
experiment_figures(struct experiment *e, struct err *err)
{
	const struct options *o = e->options;
	const char *path = o->figures != NULL ? o->figures : e->suite.figures;

	if (options_protect(o, path, err) != 0)
		return (-1);
	return (figures_load(&e->figures, o->m, path, err));
}

int
experiment_settings(
    struct experiment *e, const struct options *o, struct err *err)
{
	int failed;

	*e = (struct experiment){ .options = o };
	failed = o->machine != NULL ? suite_load(&e->suite, o->m, o->machine,
					  o->settings.item, o->settings.n, err)
				    : settings_read(&e->suite.settings,
					  o->settings.item, o->settings.n, err);
	return (failed != 0 ? -1 : experiment_figures(e, err));
}

int
experiment_open(struct experiment *e, const struct options *o, struct err *err)
{
	struct suite *s = &e->suite;

	if (experiment_settings(e, o, err) != 0)
		return (-1);
	s->policies = o->policies;
	s->devices = o->devices;
	s->ntrace = 1;
	s->trace = mem_alloc(o->m, sizeof(*s->trace));
	*s->trace = (struct suite_trace){
		.path = o->refs != NULL ? "--refs" : o->word[0],
		.text = o->refs,
		.format = o->refs != NULL && o->format == NULL ? &refs_format
							       : o->format,
		.settings = s->settings,
		.memories = o->memories,
		.areas = s->areas,
	};
	return (0);
}

int
experiment_defaults(struct options *o, struct err *err)
{
	if (o->policies.n == 0 &&
	    selections_read(&o->policies, o->m, default_policies, &nowhere,
		ERR_USAGE, err) != 0)
		return (-1);
	if (o->memories.n == 0 &&
	    memories_read(&o->memories, o->m, default_memories, &nowhere,
		ERR_USAGE, err) != 0)
		return (-1);
	return (0);
}

/* The list with 'all' replaced by every policy. */
void
experiment_policies(
    struct mem *m, const struct selections *given, struct selections *out)
{
	*out = (struct selections){ 0 };
	for (size_t i = 0; i < given->n; i++) {
		bool all = strcasecmp(given->item[i].name, "all") == 0;
		size_t n = 1;

		if (all)
			for (n = 0; policy_list[n] != NULL;)
				n++;
		for (size_t k = 0; k < n; k++) {
			out->item = mem_grow(m, out->item, out->n, &out->cap,
			    sizeof(*out->item));
			out->item[out->n] = given->item[i];
			if (all)
				out->item[out->n].name = policy_list[k]->name;
			out->n++;
		}
	}
}

/* Devices with the values that came with their names. */
static struct run_spec *
settle_devices(const struct experiment *e, const struct selections *devices,
    size_t *n, struct err *err)
{
	struct mem *m = e->options->m;
	struct run_spec *spec = mem_array(m, devices->n, sizeof(*spec));

	for (size_t i = 0; i < devices->n; i++) {
		const struct selection *s = &devices->item[i];
		struct device_figures *f = mem_alloc(m, sizeof(*f));

		if (figures_select(
			f, &e->figures, s, err_kind_at(&s->at), err) != 0)
			return (NULL);
		spec[i].device = f;
		spec[i].device_params =
		    s->nvalue > 0 ? figures_device_table : NULL;
	}
	*n = devices->n;
	return (spec);
}

/* The runs that are given one by one. */
static int
lay_out_given(
    const struct experiment *e, struct engine_spec *plan, struct err *err)
{
	struct run_spec *run =
	    mem_array(e->options->m, e->ngiven, sizeof(*run));

	for (size_t i = 0; i < e->ngiven; i++) {
		const struct given_run *g = &e->given[i];
		struct selection device = g->device;
		const struct selections devices = { .item = &device, .n = 1 };
		struct run_spec *settled;
		size_t n;

		settled = settle_devices(e, &devices, &n, err);
		if (settled == NULL)
			return (-1);
		run[i] = *settled;
		run[i].policy = g->policy;
		run[i].memory = g->memory;
		plan->optimum |=
		    e->comparison && strcasecmp(g->policy.name, "opt") == 0;
	}
	plan->run = run;
	plan->nrun = e->ngiven;
	return (0);
}

static int
lay_out(const struct experiment *e, const struct suite_trace *t,
    struct engine_spec *plan, struct err *err)
{
	struct mem *m = e->options->m;
	struct selections policies, devices = e->suite.devices;
	struct run_spec *device, *run;
	size_t ndevice, at = 0;

	if (e->given != NULL)
		return (lay_out_given(e, plan, err));
	experiment_policies(m, &e->suite.policies, &policies);
	if (devices.n == 0 && selections_read(&devices, m, default_device,
				  &nowhere, ERR_USAGE, err) != 0)
		return (-1);
	device = settle_devices(e, &devices, &ndevice, err);
	if (device == NULL)
		return (-1);
	run = mem_array(m, ndevice * policies.n * t->memories.n, sizeof(*run));
	for (size_t d = 0; d < ndevice; d++)
		for (size_t p = 0; p < policies.n; p++)
			for (size_t i = 0; i < t->memories.n; i++) {
				run[at] = device[d];
				run[at].policy = policies.item[p];
				run[at++].memory = t->memories.item[i];
			}
	for (size_t p = 0; p < policies.n && e->comparison; p++)
		if (strcasecmp(policies.item[p].name, "opt") == 0)
			plan->optimum = true;
	plan->run = run;
	plan->nrun = at;
	return (0);
}

/* Is the map asked for, or has a report it?  A sample has none. */
static bool
wants_map(const struct options *o)
{
	bool sampled = o->sample.ppm != 0 || o->sample.pages != 0;
	bool wanted = o->map;
	struct err unused;

	for (size_t i = 0; !sampled && i < o->noutput; i++) {
		const struct report_format *f =
		    output_format(o->output[i].format, &unused);

		wanted |= f != NULL && f->map;
	}
	return (wanted);
}

static struct engine_spec
plan_of(const struct experiment *e, const struct suite_trace *t)
{
	const struct options *o = e->options;
	unsigned workers = options_workers(o);

	return ((struct engine_spec){
	    .trace = { .path = t->path,
		.text = t->text,
		.format = t->format,
		.settings = &t->settings,
		.ahead = workers > 1 && o->engine != ENGINE_PLAIN,
		.watch = o->reading },
	    .settings_table = settings_table,
	    .settings = &t->settings,
	    .area = t->areas.item,
	    .narea = t->areas.n,
	    .quota = e->suite.quotas.item,
	    .nquota = e->suite.quotas.n,
	    .figures = &e->figures,
	    .policies = policy_list,
	    .parts = o->parts || !e->comparison,
	    .explain = o->explain,
	    .map = wants_map(o),
	    .optimum = o->optimum || o->explain,
	    .curve = o->curve,
	    .sample = o->sample,
	    .equal_memory = e->comparison || o->explain,
	    .seeds = o->seeds,
	    .band = o->band,
	    .jobs = workers,
	    .memory = options_memory(o),
	    .observer = e->observer,
	    .plain = o->engine == ENGINE_PLAIN,
	});
}

static void
print_timing(const struct study *s)
{
	label_say(stderr,
	    "%s: %.3f s, %zu run%s, %.1f million references a second\n",
	    s->trace.name, (double)s->wall_ns / 1e9, s->nrun,
	    s->nrun == 1 ? "" : "s",
	    (double)study_references(s) / ((double)s->wall_ns / 1e3));
}

int
experiment_run(const struct experiment *e, const struct suite_trace *t,
    struct study *study, struct err *err)
{
	struct engine_spec plan = plan_of(e, t);
	struct dry_run dry;
	struct meter meter;
	struct plugins_state state;
	uint64_t start = meter_clock_ns();
	int failed;

	if (dry_plan_begin(e->options, &plan, &dry, err) != 0 ||
	    gen_source(&plan.trace, e->options, err) != 0 ||
	    lay_out(e, t, &plan, err) != 0)
		return (-1);
	plan.progress = meter_start(&meter, e->options);
	plugins_begin(&state);
	failed = engine_run(&plan, e->options->m, study, err);
	meter_stop(&meter);
	if (plugins_end(&state, failed, err) != 0 ||
	    study_origin(e, &plan, study, err) != 0)
		return (-1);
	if (t->name != NULL)
		study->trace.name = t->name;
	if (e->options->dry_run) {
		dry_plan_print(&plan, study, &dry);
		return (0);
	}
	if (e->options->show_engine)
		engine_tell(&plan, study, stderr);
	if (e->options->timing) {
		study->wall_ns = meter_clock_ns() - start;
		print_timing(study);
	}
	return (0);
}

/* One run for each policy, whose memory has no meaning. */
static int
lay_out_curves(
    const struct experiment *e, struct engine_spec *plan, struct err *err)
{
	struct mem *m = e->options->m;
	struct selections policies, given = e->options->policies;
	struct run_spec *run;

	if (given.n == 0 && selections_read(&given, m, default_curves, &nowhere,
				ERR_USAGE, err) != 0)
		return (-1);
	experiment_policies(m, &given, &policies);
	run = mem_array(m, policies.n, sizeof(*run));
	for (size_t i = 0; i < policies.n; i++)
		run[i] = (struct run_spec){
			.policy = policies.item[i],
			.device = &device_free,
			.memory = { MEMORY_FRAMES, 1, nowhere },
		};
	plan->run = run;
	plan->nrun = policies.n;
	plan->parts = false;
	return (0);
}

int
experiment_curves(
    const struct experiment *e, struct study *study, struct err *err)
{
	const struct options *o = e->options;
	struct engine_spec plan = plan_of(e, e->suite.trace);
	struct dry_run dry;
	struct meter meter;
	struct plugins_state state;
	uint64_t start = meter_clock_ns();
	int failed;

	if (dry_plan_begin(o, &plan, &dry, err) != 0 ||
	    gen_source(&plan.trace, o, err) != 0 ||
	    lay_out_curves(e, &plan, err) != 0)
		return (-1);
	plan.progress = meter_start(&meter, o);
	plugins_begin(&state);
	failed = engine_curves(&plan, o->points, o->m, study, err);
	meter_stop(&meter);
	if (plugins_end(&state, failed, err) != 0 ||
	    study_origin(e, &plan, study, err) != 0)
		return (-1);
	if (o->dry_run) {
		dry_plan_print(&plan, study, &dry);
		return (0);
	}
	study->curve = study_asked_points(o, study);
	if (o->show_engine)
		engine_tell_curves(&plan, study, stderr);
	if (o->timing) {
		study->wall_ns = meter_clock_ns() - start;
		label_say(stderr, "%s: %.3f s, %zu curve%s\n",
		    study->trace.name, (double)study->wall_ns / 1e9,
		    study->ncurve, num_plural(study->ncurve));
	}
	return (0);
}

int
experiment_survey(
    const struct experiment *e, struct study *study, struct err *err)
{
	const struct survey_spec survey = {
		.exact_pages = e->options->exact_pages,
		.map_in_document = e->options->map,
	};
	struct engine_spec plan = plan_of(e, e->suite.trace);
	struct meter meter;
	int failed;

	*study = (struct study){ .settings_table = settings_table,
		.settings = e->suite.trace->settings };
	if (gen_source(&plan.trace, e->options, err) != 0)
		return (-1);
	plan.progress = meter_start(&meter, e->options);
	failed =
	    engine_survey(&plan, &survey, e->options->m, &study->trace, err);
	meter_stop(&meter);
	return (failed != 0 ? -1 : study_origin(e, &plan, study, err));
}
