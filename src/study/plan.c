/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Decisions made before a run: its policy, device and frames, and whether the
 * reference string is recorded.
 */
#include "study/plan.h"

#include <stdio.h>
#include <string.h>

#include "base/num.h"
#include "model/level.h"
#include "model/run_key.h"
#include "policy/choose.h"
#include "policy/plugin.h"
#include "study/unit.h"

int
engine_frames(const struct memory_size *memory, uint64_t pages,
    uint64_t page_size, uint64_t *frames, struct err *err)
{
	enum err_kind kind = err_kind_at(&memory->at);

	*frames = memory_frames(memory, pages, page_size);
	if (*frames == 0)
		return (err_at(err, kind, &memory->at,
		    "a memory of %ju bytes holds no page of %ju bytes",
		    (uintmax_t)memory->n, (uintmax_t)page_size));
	if (*frames > FRAMES_MAX)
		return (err_at(err, kind, &memory->at,
		    "a memory of %ju frames is more than the model's %ju",
		    (uintmax_t)*frames, (uintmax_t)FRAMES_MAX));
	return (0);
}

/* Can the policy run at the level of the model that was asked for? */
static int
check_level(const struct settings *s, const struct policy *p,
    const struct selection *sel, struct err *err)
{
	unsigned level = settings_level(s);
	const char *why = NULL;

	if (s->level == LEVEL_AUTO)
		return (0);
	if (p->kernel_swap && level < 3)
		why = "it reclaims as a kernel does and brings level 3 with it";
	else if (level >= 2 && p->sight == SEES_FUTURE)
		why = "it knows when a page is used next, and not when it is "
		      "read ahead";
	else if (level >= 2 && p->varies_space)
		why = "it decides itself how much memory it uses, and pages "
		      "that are read ahead are not its own decision";
	if (why == NULL)
		return (0);
	return (err_at(err, err_kind_at(&sel->at), &sel->at,
	    "policy %.40s does not run at level %u of the model: %s (name "
	    "others with -p, or run it without a level)",
	    p->name, level, why));
}

/* Fills in run i and the job that makes it, except for the memory. */
static int
choose(struct engine *e, size_t i, struct err *err)
{
	const struct run_spec *ask = &e->spec->run[i];
	struct run *run = &e->study->run[i];
	struct job *job = &e->job[i];
	const struct policy *p =
	    choose_policy(e->spec->policies, &ask->policy, err);

	if (p == NULL ||
	    check_level(e->spec->settings, p, &ask->policy, err) != 0)
		return (-1);
	run->policy = p->name;
	run->sight = policy_sight_name(p->sight);
	run->varies = p->varies_space;
	run->counts_references = p->counts_references;
	run->kernel_reclaim = p->kernel_swap;
	run->policy_params = p->params;
	run->policy_values = choose_values(e->keep, p, &ask->policy, err);
	if (run->policy_values == NULL)
		return (-1);
	run->device = ask->device->name;
	run->device_params = ask->device_params;
	run->device_values = ask->device;
	run->compressed_pool = strcmp(ask->device->kind, "memory") == 0;
	run->figures = e->spec->figures->digest;
	run->memory = ask->memory;
	*job = (struct job){
		.setup = { .policy = p,
		    .params = run->policy_values,
		    .settings = e->spec->settings,
		    .device = ask->device,
		    .kernel = &e->spec->figures->kernel },
		.tallies = e->spec->parts,
		.keep = e->keep,
	};
	return (0);
}

/* Reports and gates identify a policy by its name, so different plug-ins must
 * have different names. */
static int
refuse_namesake(const struct engine *e, size_t i, struct err *err)
{
	const struct selection *sel = &e->spec->run[i].policy;
	const struct policy *p = e->job[i].setup.policy;

	if (!plugin_is_path(sel->name) ||
	    (i > 0 && e->job[i - 1].setup.policy == p))
		return (0);
	for (size_t j = 0; j < i; j++) {
		const struct policy *q = e->job[j].setup.policy;

		if (q != p && strcmp(q->name, p->name) == 0)
			return (err_at(err, ERR_PLUGIN, &sel->at,
			    "the policies in %.100s and %.100s have the same "
			    "name '%.40s' (give one another name)",
			    e->spec->run[j].policy.name, sel->name, p->name));
	}
	return (0);
}

/* Compares devices by their figures and not by the position where they were
 * given: from member 'servers' up to 'at' there are only figures, without
 * padding. */
static bool
same_device(const struct device_figures *a, const struct device_figures *b)
{
	const size_t from = offsetof(struct device_figures, servers);
	const size_t to = offsetof(struct device_figures, at);

	return (
	    strcmp(a->name, b->name) == 0 && strcmp(a->kind, b->kind) == 0 &&
	    memcmp((const char *)a + from, (const char *)b + from, to - from) ==
		0);
}

/* Compares the keys of two runs, and the figures of their devices: a figure
 * that was given with the name may be equal to the device's own. */
static bool
same_run(const struct job *job, const struct run_key *key, size_t i, size_t j)
{
	return (key[i].frames == key[j].frames &&
		run_key_compare(&key[i], &key[j]) == 0 &&
		same_device(job[i].setup.device, job[j].setup.device));
}

int
plan_runs(struct engine *e, struct err *err)
{
	for (size_t i = 0; i < e->njob; i++)
		if (choose(e, i, err) != 0 || refuse_namesake(e, i, err) != 0)
			return (-1);
	return (0);
}

int
plan_kernel_pages(const struct engine *e, size_t i, struct err *err)
{
	const struct replay_setup *job = &e->job[i].setup;
	const struct settings *s = e->spec->settings;
	const struct frame_division *d = job->division;
	const struct err_where *at = &e->study->run[i].memory.at;
	uint64_t least = job->nframes;

	if (settings_machine_memory(s) ||
	    (!job->policy->kernel_swap && settings_level(s) < 3))
		return (0);
	for (size_t k = 0; d != NULL && k < d->n; k++)
		if (d->frames[k] < least)
			least = d->frames[k];
	/* As many as a kernel has by itself are beyond a limit that is less. */
	if (s->kernel_pages <= KERNEL_PAGES || s->kernel_pages < least)
		return (0);
	return (err_at(err, err_kind_at(at), at,
	    "kernel_pages: the kernel's own %ju pages leave none of the %ju "
	    "frames of a group (use more memory, or fewer kernel_pages)",
	    (uintmax_t)s->kernel_pages, (uintmax_t)least));
}

int
plan_memories(struct engine *e, struct err *err)
{
	struct study *s = e->study;
	struct run_key *key;
	struct mem *m;
	size_t kept = 0;

	for (size_t i = 0; i < s->nrun; i++) {
		struct run *run = &s->run[i];

		if (engine_frames(&run->memory, s->trace.pages,
			s->trace.page_size, &run->frames, err) != 0)
			return (-1);
		e->job[i].setup.nframes = (frame_t)run->frames;
	}
	m = mem_open();
	key = run_keys_make(m, s);
	for (size_t i = 0; i < s->nrun; i++) {
		size_t j = 0;

		e->job[kept] = e->job[i];
		key[kept] = key[i];
		key[kept].device_params = "";
		while (j < kept && !same_run(e->job, key, kept, j))
			j++;
		if (j == kept)
			s->run[kept++] = s->run[i];
	}
	mem_close(m);
	s->nrun = e->njob = kept;
	for (size_t i = 0; i < kept; i++)
		e->job[i].outcome = &s->run[i].outcome;
	return (0);
}

unsigned
engine_workers(const struct engine_spec *spec)
{
	return (spec->plain ? 1 : spec->jobs);
}

const struct way *
engine_only(const struct engine_spec *spec)
{
	return (spec->plain ? &way_machine : spec->only);
}

/* Is there a run that is to be compared at equal memory? */
static bool
varies(const struct engine_spec *spec, const struct study *s)
{
	for (size_t i = 0; i < s->nrun && spec->equal_memory; i++)
		if (s->run[i].varies)
			return (true);
	return (false);
}

/* Address space that a run takes, at most about, while it is not known how many
 * pages there are. */
#define RUN_ADDRESSES ((uint64_t)PAGES_MAX * 128)

const char *
engine_records_for(const struct engine_spec *spec, const struct study *s)
{
	if (spec->sample.ppm != 0 || spec->sample.pages != 0)
		return ("a sample of the pages is taken");
	if (spec->plain)
		return ("one machine at a time is run");
	if (spec->explain)
		return ("faults are explained by OPT's");
	if (spec->optimum)
		return ("OPT's faults are needed");
	if (spec->seeds > 1)
		return ("runs are made again with other seeds");
	if (spec->band)
		return ("runs are made again with other memory");
	for (size_t i = 0; i < s->nrun; i++)
		if (strcmp(s->run[i].sight, "future") == 0)
			return ("a policy sees the future");
	for (size_t i = 0; i < s->nrun; i++)
		if (s->run[i].memory.unit == MEMORY_SHARE)
			return ("a memory is a share of the footprint");
	if (s->settings.scope == SCOPE_LOCAL)
		return ("scope=local divides memory among the processes");
	if (varies(spec, s))
		return ("a policy varies its memory, and others are to be run "
			"with the mean of it");
	if (mem_addresses() / RUN_ADDRESSES < s->nrun)
		return ("'ulimit -v' allows no arrays for every page that "
			"there may be");
	return (NULL);
}

/* Are runs i and j of one policy and made in the same way? */
static bool
told_together(const struct study *s, size_t i, size_t j)
{
	return (s->run[i].way == s->run[j].way &&
		strcmp(s->run[i].policy, s->run[j].policy) == 0);
}

/* How the runs of each policy were made. */
static void
tell_ways(const struct study *s, FILE *to)
{
	for (size_t i = 0; i < s->nrun; i++) {
		const struct way *w = s->run[i].way;
		const char *before = " with ";
		size_t first = 0;

		while (!told_together(s, first, i))
			first++;
		if (w == NULL || first < i)
			continue;
		fprintf(to, "engine: %s", s->run[i].policy);
		for (size_t j = i; j < s->nrun; j++) {
			if (!told_together(s, i, j))
				continue;
			fprintf(
			    to, "%s%ju", before, (uintmax_t)s->run[j].frames);
			before = ", ";
		}
		fprintf(to, " frames: %s (%s)\n", w->name, w->text);
	}
}

void
engine_tell(const struct engine_spec *spec, const struct study *s, FILE *to)
{
	const char *why = engine_records_for(spec, s);
	unsigned jobs = engine_workers(spec);

	if (why == NULL) {
		fprintf(to,
		    "engine: %zu run%s, fed as the trace is read, by up to %u "
		    "worker%s",
		    s->nrun, num_plural(s->nrun), jobs, num_plural(jobs));
		if (s->readings > 1)
			fprintf(to, ", in %u readings of it", s->readings);
		fprintf(to, "\n");
		tell_ways(s, to);
		return;
	}
	fprintf(to,
	    "engine: %zu run%s from a recorded string of %ju references, by up "
	    "to %u worker%s",
	    s->nrun, num_plural(s->nrun), (uintmax_t)s->trace.references, jobs,
	    num_plural(jobs));
	if (s->noptimum > 0)
		fprintf(to, ", and OPT at %zu memor%s", s->noptimum,
		    s->noptimum == 1 ? "y" : "ies");
	fprintf(to, "; recorded because %s\n", why);
	tell_ways(s, to);
}
