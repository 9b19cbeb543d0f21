/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Studies out of options.
 */
#include "cli/experiment.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/progress.h"
#include "config/figurefile.h"
#include "config/settings.h"
#include "policy/choose.h"

/* What a newcomer is shown: what kernels did, what they do, what they might,
 * and the bounds; at memories from scarce to plenty. */
static const char default_policies[] =
    "fifo,clock,sieve,lru,2q,s3fifo,arc,lirs,opt";
static const char default_memories[] = "2%,5%,10%,20%,30%,50%,75%,100%";
static const char default_device[] = "nvme";

static const struct err_where nowhere;

int
experiment_figures(struct experiment *r, struct err *err)
{
	const char *path = r->options->figures;

	return (figures_load(&r->figures, r->options->m,
	    path != NULL ? path : r->machine.figures, err));
}

int
experiment_open(struct experiment *r, const struct options *o, struct err *err)
{
	*r = (struct experiment){ .options = o };
	if (o->machine != NULL) {
		if (suite_load(&r->machine, o->m, o->machine, o->settings.item,
			o->settings.n, err) != 0)
			return (-1);
	} else {
		param_defaults(settings_table, &r->machine.settings);
		for (size_t i = 0; i < o->settings.n; i++)
			if (settings_set(&r->machine.settings,
				&o->settings.item[i], ERR_USAGE, err) != 0)
				return (-1);
		if (settings_check(&r->machine.settings, err) != 0)
			return (-1);
	}
	return (experiment_figures(r, err));
}

int
experiment_defaults(struct options *o, struct err *err)
{
	if (o->policies.n == 0 &&
	    words_selections(&o->policies, o->m, default_policies, &nowhere,
		ERR_USAGE, err) != 0)
		return (-1);
	if (o->memories.n == 0 &&
	    words_memories(&o->memories, o->m, default_memories, &nowhere,
		ERR_USAGE, err) != 0)
		return (-1);
	return (0);
}

/* The list with every 'all' in it spelled out. */
static void
spell_out(struct mem *m, const struct selections *given, struct selections *out)
{
	*out = (struct selections){ 0 };
	for (size_t i = 0; i < given->n; i++) {
		bool all = strcmp(given->item[i].name, "all") == 0;
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
settle_devices(const struct experiment *r, const struct selections *devices,
    size_t *n, struct err *err)
{
	struct mem *m = r->options->m;
	struct run_spec *spec = mem_array(m, devices->n, sizeof(*spec));

	for (size_t i = 0; i < devices->n; i++) {
		const struct selection *s = &devices->item[i];
		struct device_figures *f = mem_alloc(m, sizeof(*f));

		if (figures_select(f, &r->figures, s,
			s->file == NULL ? ERR_USAGE : ERR_CONFIG, err) != 0)
			return (NULL);
		spec[i].device = f;
		spec[i].device_params =
		    s->nvalue > 0 ? figures_device_table : NULL;
	}
	*n = devices->n;
	return (spec);
}

static int
lay_out(const struct experiment *r, const struct experiment_grid *g,
    struct engine_spec *plan, struct err *err)
{
	struct mem *m = r->options->m;
	struct selections policies, devices = *g->devices;
	struct run_spec *device, *run;
	size_t ndevice, at = 0;

	spell_out(m, g->policies, &policies);
	if (devices.n == 0 && words_selections(&devices, m, default_device,
				  &nowhere, ERR_USAGE, err) != 0)
		return (-1);
	device = settle_devices(r, &devices, &ndevice, err);
	if (device == NULL)
		return (-1);
	run = mem_array(m, ndevice * policies.n * g->memories->n, sizeof(*run));
	for (size_t d = 0; d < ndevice; d++)
		for (size_t p = 0; p < policies.n; p++)
			for (size_t i = 0; i < g->memories->n; i++) {
				run[at] = device[d];
				run[at].policy = policies.item[p];
				run[at++].memory = g->memories->item[i];
			}
	for (size_t p = 0; p < policies.n && g->comparison; p++)
		if (strcmp(policies.item[p].name, "opt") == 0)
			plan->optimum = true;
	plan->run = run;
	plan->nrun = at;
	return (0);
}

static struct engine_spec
plan_of(const struct experiment *r, const struct experiment_grid *g)
{
	const struct options *o = r->options;
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	return ((struct engine_spec){
	    .trace = { .path = g->path,
		.format = g->format,
		.settings = g->settings },
	    .settings_table = settings_table,
	    .settings = g->settings,
	    .area = g->areas->item,
	    .narea = g->areas->n,
	    .quota = r->machine.quotas.item,
	    .nquota = r->machine.quotas.n,
	    .figures = &r->figures,
	    .policies = policy_list,
	    .explain = o->explain,
	    .optimum = g->optimum || o->explain,
	    .equal_memory = g->comparison || o->explain,
	    .jobs = o->jobs != 0     ? (unsigned)o->jobs
		    : processors > 0 ? (unsigned)processors
				     : 1,
	    .observer = g->observer,
	    .plain = o->engine == ENGINE_PLAIN,
	});
}

static void
tell_timing(const struct study *s)
{
	fprintf(stderr,
	    "%s: %.3f s, %zu run%s, %.1f million references a second\n",
	    s->trace.name, (double)s->wall_ns / 1e9, s->nrun,
	    s->nrun == 1 ? "" : "s",
	    (double)study_references(s) / ((double)s->wall_ns / 1e3));
}

int
experiment_run(const struct experiment *r, const struct experiment_grid *g,
    struct study *study, struct err *err)
{
	struct engine_spec plan = plan_of(r, g);
	struct meter meter;
	uint64_t start = meter_clock_ns();
	int failed;

	if (lay_out(r, g, &plan, err) != 0)
		return (-1);
	plan.progress = meter_start(&meter, r->options);
	failed = engine_run(&plan, r->options->m, study, err);
	meter_stop(&meter);
	if (failed != 0)
		return (-1);
	study->comparison = g->comparison;
	if (g->name != NULL)
		study->trace.name = g->name;
	if (r->options->show_engine)
		engine_tell(&plan, study, stderr);
	if (r->options->timing) {
		study->wall_ns = meter_clock_ns() - start;
		tell_timing(study);
	}
	return (0);
}

int
experiment_survey(const struct experiment *r, const struct experiment_grid *g,
    struct trace_facts *facts, struct err *err)
{
	struct engine_spec plan = plan_of(r, g);
	struct meter meter;
	int failed;

	plan.progress = meter_start(&meter, r->options);
	failed = engine_survey(&plan, r->options->m, facts, err);
	meter_stop(&meter);
	return (failed);
}
