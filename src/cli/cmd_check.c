/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pagerace check: holds a policy to the laws.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/save.h"
#include "check/laws.h"
#include "cli/bundled.h"
#include "cli/check_json.h"
#include "cli/cmd.h"
#include "cli/experiment.h"
#include "cli/gen_source.h"
#include "cli/option_files.h"
#include "cli/progress.h"
#include "cli/study_output.h"
#include "cli/supervised.h"
#include "policy/choose.h"
#include "policy/plugin.h"
#include "result/label.h"

/* Enough for more than 2^16 evictions and page numbers. */
#define TURNS_DEFAULT 300000

/* References of each bundled trace but the first, which is used whole: with all
 * of the others a check would take minutes. */
#define BUNDLED_DEFAULT 200000

/* The memory sizes for traces that are read, without -m: a small one, so that
 * every policy evicts pages that are needed again, and one that is large enough
 * for the working set. */
static const char default_memories[] = "5%,25%";

struct check {
	const struct options *o;
	const struct settings *settings;
	const struct policy *policy;
	const char *asked;        /* the policy as it was asked for */
	struct laws_trace *trace; /* read ones, each with every memory */
	size_t ntrace, ngiven, nbundled;
	struct meter meter;
	struct json_text json; /* to NULL: not asked for */
	size_t broken;
	bool failed;
	struct err *err;
};

/* The last part of a path, without its ending; policies have no dots. */
static void
trace_path(const struct check *c, const char *law, char *buf, size_t size)
{
	if (c->o->trace_out != NULL && c->broken == 1)
		snprintf(buf, size, "%s", c->o->trace_out);
	else if (c->o->trace_out != NULL)
		snprintf(buf, size, "%s.%s", c->o->trace_out, law);
	else
		snprintf(buf, size, "%.80s-%s.trace", c->policy->name, law);
	for (char *p = buf; c->o->trace_out == NULL && *p != '\0'; p++)
		if (*p == '/')
			*p = '_';
}

static int
write_trace(const struct check *c, const struct laws_result *r,
    const char *path, struct err *err)
{
	struct save save;

	if (options_protect_words(c->o, path, err) != 0 ||
	    save_open(&save, path, err) != 0)
		return (-1);
	return (save_close(&save,
	    testtrace_write(&r->steps, c->settings->page_size, save.to, err) ==
		0,
	    err));
}

/* The settings of this run, as options. */
static void
tell_settings(const struct check *c)
{
	for (size_t i = 0; i < c->o->settings.n; i++)
		label_say(stdout, " --set %s=%s", c->o->settings.item[i].name,
		    c->o->settings.item[i].value);
}

/* The commands that show the failure again. */
static void
tell_command(
    const struct check *c, const struct laws_result *r, const char *path)
{
	const char *law = laws_name(r->law);

	label_say(stdout,
	    "           pagerace check '%s' %s -m %ju --runs 0 --law %s",
	    c->asked, path, (uintmax_t)r->nframes, law);
	tell_settings(c);
	label_say(stdout, "%s\n", c->o->stack ? " --stack" : "");
	if (strcmp(law, "victim") != 0 && strcmp(law, "returns") != 0)
		return;
	label_say(stdout, "           pagerace replay %s -p '%s' -m %ju", path,
	    c->asked, (uintmax_t)r->nframes);
	tell_settings(c);
	putchar('\n');
}

static void
tell_trace(struct check *c, const struct laws_result *r)
{
	char path[4096];

	label_say(stdout, "           %s", r->said);
	if (r->at != 0)
		label_say(stdout, ", at reference %" PRIu64, r->at);
	label_say(stdout, " (%s", r->steps.name);
	if (r->steps.seed != 0)
		label_say(stdout, " trace of seed %" PRIu64, r->steps.seed);
	label_say(stdout, ", %ju frame%s)\n", (uintmax_t)r->nframes,
	    r->nframes == 1 ? "" : "s");
	if (!r->shrunk)
		puts("           by itself the trace does not break it again: "
		     "the policy does not behave the same each time");
	if (!testtrace_writable(&r->steps)) {
		puts("           its processes share more pages than there may "
		     "be processes, so it is not written as a trace");
		return;
	}
	trace_path(c, laws_name(r->law), path, sizeof(path));
	if (write_trace(c, r, path, c->err) != 0) {
		c->failed = true;
		return;
	}
	label_say(stdout, "           %zu step%s, of %" PRIu64 ", in %s:\n",
	    r->steps.n, r->steps.n == 1 ? "" : "s", r->before, path);
	tell_command(c, r, path);
}

static void
tell(void *self, const struct laws_result *r)
{
	static const char *const words[] = {
		[VERDICT_HOLDS] = "ok",
		[VERDICT_BROKEN] = "BROKEN",
		[VERDICT_NOT_JUDGED] = "-",
	};
	struct check *c = self;

	c->broken += r->verdict == VERDICT_BROKEN;
	meter_stop(&c->meter);
	if (c->json.to != NULL)
		check_json_law(&c->json, r);
	if (c->o->quiet || options_use_stdout(c->o) || c->failed)
		return;
	label_say(stdout, "  %-10s %-7s %s%s\n", laws_name(r->law),
	    words[r->verdict],
	    r->verdict == VERDICT_NOT_JUDGED ? "not judged: " : "",
	    r->verdict == VERDICT_NOT_JUDGED ? r->said : laws_sentence(r->law));
	if (r->verdict == VERDICT_BROKEN)
		tell_trace(c, r);
	fflush(stdout);
}

/* The trace, or the first part of it, with every memory. */
static int
read_trace(struct check *c, const char *path, const struct selection *format,
    uint64_t enough, struct err *err)
{
	const struct options *o = c->o;
	struct trace_spec trace = {
		.path = path, .format = format, .settings = c->settings
	};
	struct testtrace steps;
	struct trace_facts facts;
	uint64_t frames;

	if (gen_source(&trace, o, err) != 0 ||
	    testtrace_read(o->m, &trace, enough, &steps, &facts, err) != 0)
		return (-1);
	output_warn(&(const struct study){ .trace = facts }, false);
	for (size_t i = 0; i < o->memories.n; i++) {
		if (engine_frames(&o->memories.item[i], steps.npages,
			c->settings->page_size, &frames, err) != 0)
			return (-1);
		c->trace[c->ntrace++] =
		    (struct laws_trace){ steps, (frame_t)frames };
	}
	return (0);
}

static int
read_bundled(struct check *c, struct err *err)
{
	const struct options *o = c->o;
	char *directory, path[4096];

	if (o->bundled == OPTION_UNSET ? o->nword > 1 : o->bundled == 0)
		return (0);
	directory = bundled_directory(o->m);
	if (directory == NULL) {
		fprintf(stderr, "bundled traces: not found, skipped "
				"(PAGERACE_TRACES names their directory)\n");
		return (0);
	}
	for (size_t i = 0; bundled_names[i] != NULL; i++) {
		snprintf(
		    path, sizeof(path), "%s/%s", directory, bundled_names[i]);
		if (read_trace(c, mem_strdup(o->m, path), NULL,
			o->bundled != OPTION_UNSET ? o->bundled
			: i == 0                   ? UINT64_MAX
						   : BUNDLED_DEFAULT,
			err) != 0)
			return (-1);
		c->nbundled++;
	}
	return (0);
}

/* Those that are given first. */
static int
read_traces(struct check *c, struct err *err)
{
	static const struct err_where nowhere;
	struct options *o = (struct options *)c->o;
	size_t most = o->nword;

	if (o->memories.n == 0 &&
	    memories_read(&o->memories, o->m, default_memories, &nowhere,
		ERR_USAGE, err) != 0)
		return (-1);
	for (size_t i = 0; bundled_names[i] != NULL; i++)
		most++;
	c->trace = mem_array(o->m, most * o->memories.n, sizeof(*c->trace));
	for (size_t i = 1; i < o->nword; i++) {
		if (read_trace(c, o->word[i], o->format, UINT64_MAX, err) != 0)
			return (-1);
		c->ngiven++;
	}
	return (read_bundled(c, err));
}

static const struct policy *
find_policy(const char *name)
{
	for (size_t i = 0; policy_list[i] != NULL; i++)
		if (strcmp(policy_list[i]->name, name) == 0)
			return (policy_list[i]);
	return (NULL);
}

/* Built-in policies whose sources prove it. */
static bool
is_stack(const struct policy *p)
{
	return (p == find_policy("lru") || p == find_policy("opt"));
}

static int
settle(struct check *c, struct laws_spec *spec, struct err *err)
{
	static const struct err_where nowhere;
	const struct options *o = c->o;
	struct selection sel;

	if (o->nword == 0)
		return (err_set(err, ERR_USAGE,
		    "no policy is given (a name, or the path of a plug-in)"));
	for (size_t i = 0; i < o->nlaw; i++)
		if (laws_find(o->laws[i], err) == NULL)
			return (-1);
	c->asked = o->word[0];
	if (selection_read(&sel, o->m, c->asked, &nowhere, ERR_USAGE, err) != 0)
		return (-1);
	c->policy = supervised_choose(&sel, err);
	if (c->policy == NULL)
		return (-1);
	*spec = (struct laws_spec){
		.policy = c->policy,
		.params = choose_values(o->m, c->policy, &sel, err),
		.settings = c->settings,
		.opt = find_policy("opt"),
		.only = o->nlaw > 0 ? o->laws : NULL,
		.stack = o->stack || is_stack(c->policy),
		.plugin = plugin_is_path(sel.name),
		.runs = o->runs,
		.turns = o->turns != OPTION_UNSET ? o->turns
			 : o->runs == 0           ? 0
						  : TURNS_DEFAULT,
	};
	if (spec->params == NULL || read_traces(c, err) != 0)
		return (-1);
	spec->trace = c->trace;
	spec->ntrace = c->ntrace;
	return (0);
}

static void
tell_traces(const struct check *c, const struct laws_spec *spec)
{
	label_say(stdout,
	    "%s: %" PRIu64 " random trace%s and %d long one%s of seed "
	    "%" PRIu64 ", %zu bundled, %zu given\n",
	    c->policy->name, spec->runs, spec->runs == 1 ? "" : "s",
	    spec->turns > 0, spec->turns > 0 ? "" : "s", c->settings->seed,
	    c->nbundled, c->ngiven);
	fflush(stdout);
}

static int
hold(struct check *c, struct laws_spec *spec, struct err *err)
{
	struct laws_listener listener = { tell, c };

	if (!c->o->quiet && !options_use_stdout(c->o))
		tell_traces(c, spec);
	spec->progress = meter_start(&c->meter, c->o);
	laws_check(spec, c->o->m, &listener);
	meter_stop(&c->meter);
	if (c->failed)
		return (-1);
	return (save_stdout(err));
}

/* The same, and writes a document of the verdicts. */
static int
hold_with_json(struct check *c, struct laws_spec *spec, struct err *err)
{
	struct save save;
	int failed;

	if (save_open(&save, c->o->output[0].path, err) != 0)
		return (-1);
	c->json.to = save.to;
	check_json_begin(&c->json, c->policy->name, c->settings->seed);
	failed = hold(c, spec, err);
	if (failed == 0)
		failed = check_json_end(&c->json, c->broken == 0, err);
	return (save_close(&save, failed == 0, err));
}

static int
check(struct options *o, int *status, struct err *err)
{
	struct laws_spec spec;
	struct experiment experiment;
	struct check c = { .o = o, .err = err };

	if (o->noutput > 1)
		return (err_set(err, ERR_USAGE, "more than one --json"));
	if (experiment_settings(&experiment, o, err) != 0)
		return (-1);
	c.settings = &experiment.suite.settings;
	if (c.settings->warmup.count != 0 || c.settings->warmup.ppm != 0)
		return (err_set(err, ERR_USAGE,
		    "check counts every reference: it takes no warmup"));
	if (c.settings->tlb_accessed != TLB_ACCESSED_ALWAYS)
		return (err_set(err, ERR_USAGE,
		    "check needs tlb_accessed=always: with walk the accessed "
		    "bits depend on the TLB, so the order of hits matters"));
	if (settle(&c, &spec, err) != 0)
		return (-1);
	if ((o->noutput > 0 ? hold_with_json : hold)(&c, &spec, err) != 0)
		return (-1);
	*status = c.broken > 0;
	return (0);
}

const struct cmd cmd_check = {
	.name = "check",
	.summary = "holds any policy, built-in or plug-in, to the laws",
	.usage = "POLICY [TRACE...] [-m LIST] [--runs N] [--law NAME] "
		 "[OPTION...]",
	.words = "policies",
	.option = FOR_CHECK,
	.about = "Runs the policy on random traces and on the bundled ones, or "
		 "on those given, and says which law of the contract it "
		 "breaks.  Each trace that is read is run with each memory of "
		 "-m (default: 5%,25%).  The policy runs in a process of its "
		 "own.  A trace that breaks a law is reduced to a few lines "
		 "and written to a file.  Exit status 1 where a law is broken.",
	.run = check,
};
