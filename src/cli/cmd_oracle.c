/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pagerace oracle: what a real kernel does with a trace.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/choice.h"
#include "base/mem.h"
#include "cli/cmd.h"
#include "cli/experiment.h"
#include "cli/gen_source.h"
#include "cli/progress.h"
#include "cli/study_output.h"
#include "config/settings.h"
#include "oracle/place.h"
#include "oracle/realkernel.h"

/* In place of a version: the kernel that runs. */
static const char here_name[] = "here";

static int
take_kernel(struct oracle_kernel *k, const struct selection *s, bool is_image,
    struct err *err)
{
	*k = (struct oracle_kernel){ .version = s->name, .is_image = is_image };
	if (!is_image && strcmp(s->name, here_name) == 0)
		k->version = NULL;
	param_defaults(oracle_table, &k->conditions);
	for (size_t i = 0; i < s->nvalue; i++) {
		if (strcmp(s->value[i].name, "release") == 0 ||
		    strcmp(s->value[i].name, "here") == 0 ||
		    strcmp(s->value[i].name, "lru") == 0)
			return (err_set(err, ERR_USAGE,
			    "--kernel %.40s: '%s' is no condition (--kernel "
			    "VERSION --lru NAME)",
			    s->name, s->value[i].name));
		if (param_set(oracle_table, "kernel", &k->conditions,
			&s->value[i], ERR_USAGE, err) != 0)
			return (-1);
	}
	return (0);
}

static int
take_kernels(const struct options *o, struct oracle_spec *spec, struct err *err)
{
	const struct selections *const from[] = { &o->kernels,
		&o->kernel_images };
	const struct selection here = { .name = here_name };
	struct oracle_kernel *k =
	    mem_array(o->m, o->kernels.n + o->kernel_images.n + 1, sizeof(*k));

	spec->kernel = k;
	for (size_t l = 0; l < 2; l++)
		for (size_t i = 0; i < from[l]->n; i++)
			if (take_kernel(&k[spec->nkernel++], &from[l]->item[i],
				l == 1, err) != 0)
				return (-1);
	if (o->here && spec->nkernel == 0)
		return (take_kernel(&k[spec->nkernel++], &here, false, err));
	if (spec->nkernel == 0)
		return (err_set(err, ERR_USAGE,
		    "which kernel? (--kernel VERSION, --kernel-image FILE or "
		    "--here)"));
	/* The running kernel is the first, so that it is seen to be alone. */
	for (size_t i = 1; i < spec->nkernel; i++)
		if (k[i].version == NULL)
			k[0].version = NULL;
	if (o->here && k[0].version != NULL)
		return (err_set(err, ERR_USAGE,
		    "--here and --kernel: the kernel that runs is asked "
		    "alone"));
	return (0);
}

/* "classic,mglru". */
static int
take_lru(const struct options *o, struct oracle_spec *spec, struct err *err)
{
	char *names = mem_strdup(o->m, o->lru), *rest = NULL;
	int *lru = mem_array(o->m, strlen(names) + 1, sizeof(*lru));

	spec->lru = lru;
	for (char *name = strtok_r(names, ",", &rest); name != NULL;
	     name = strtok_r(NULL, ",", &rest)) {
		int i = 0;

		while (oracle_lru_names[i] != NULL &&
		       strcmp(oracle_lru_names[i], name) != 0)
			i++;
		if (oracle_lru_names[i] == NULL)
			return (err_set(err, ERR_USAGE,
			    "--lru %.40s: it is classic or mglru", name));
		lru[spec->nlru++] = i;
	}
	return (spec->nlru > 0
		    ? 0
		    : err_set(err, ERR_USAGE, "--lru: it is classic or mglru"));
}

/* An absolute path: apt takes others as parts of a folder of its own. */
static const char *
cache_folder(const struct options *o)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	char here[PATH_MAX];

	if (o->kernel_cache != NULL && o->kernel_cache[0] != '/' &&
	    getcwd(here, sizeof(here)) != NULL)
		return (place_path(o->m, "%s/%s", here, o->kernel_cache));
	if (o->kernel_cache != NULL)
		return (o->kernel_cache);
	if (cache != NULL && cache[0] == '/')
		return (place_path(o->m, "%s/pagerace", cache));
	return (place_path(
	    o->m, "%s/.cache/pagerace", home != NULL ? home : "/var/tmp"));
}

static int
oracle(struct options *o, not_used int *status, struct err *err)
{
	struct oracle_spec spec = { .repeats = o->repeats,
		.modules = o->kernel_modules,
		.settings_table = settings_table };
	struct experiment e;
	struct study study;
	const struct study *all = &study;
	struct meter meter;
	int failed;

	if (cmd_one_trace(o, err) != 0 || experiment_defaults(o, err) != 0 ||
	    experiment_open(&e, o, err) != 0 ||
	    take_kernels(o, &spec, err) != 0 || take_lru(o, &spec, err) != 0)
		return (-1);
	spec.trace = (struct trace_spec){ .path = e.suite.trace->path,
		.text = e.suite.trace->text,
		.format = e.suite.trace->format,
		.settings = &e.suite.settings };
	spec.settings = &e.suite.settings;
	spec.area = e.suite.trace->areas.item;
	spec.narea = e.suite.trace->areas.n;
	spec.quota = e.suite.quotas.item;
	spec.nquota = e.suite.quotas.n;
	spec.memory = o->memories.item;
	spec.nmemory = o->memories.n;
	spec.cache = cache_folder(o);
	if (gen_source(&spec.trace, o, err) != 0)
		return (-1);
	spec.progress = meter_start(&meter, o);
	failed = oracle_run(&spec, o->m, &study, err);
	meter_stop(&meter);
	return (failed != 0 ? -1 : output_report(o, &all, 1, false, err));
}

const struct cmd cmd_oracle = {
	.name = "oracle",
	.summary = "what a real kernel does with a trace",
	.usage = "TRACE|--refs STRING -m LIST (--kernel VERSION|--here) "
		 "[--lru LIST] [OPTION...]",
	.words = "files",
	.option = FOR_ORACLE,
	.about = "Replays a trace against a real Linux kernel, in a memory "
		 "group with a limit and swap, and reports the kernel's own "
		 "counts in a result document as other commands do. An "
		 "emulated kernel does the same each time; it is fetched as a "
		 "package, with an emulator where the system has none that is "
		 "new enough. The kernel that runs is asked with --here.",
	.run = oracle,
};
