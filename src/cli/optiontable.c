/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The options there are.
 */
#include <string.h>
#include <unistd.h>

#include "base/num.h"
#include "cli/optionoutput.h"

static const struct err_where nowhere;

static int
take_policy(struct options *o, const char *value, struct err *err)
{
	return (words_selections(
	    &o->policies, o->m, value, &nowhere, ERR_USAGE, err));
}

static int
take_memory(struct options *o, const char *value, struct err *err)
{
	return (words_memories(
	    &o->memories, o->m, value, &nowhere, ERR_USAGE, err));
}

static int
take_device(struct options *o, const char *value, struct err *err)
{
	return (words_selections(
	    &o->devices, o->m, value, &nowhere, ERR_USAGE, err));
}

static int
take_format(struct options *o, const char *value, struct err *err)
{
	(void)err;
	o->format = value;
	return (0);
}

static int
add_setting(struct setting *list, size_t *n, const char *name,
    const char *value, struct err *err)
{
	if (*n == SETTINGS_MAX)
		return (err_set(err, ERR_USAGE,
		    "more than %d settings on the command line", SETTINGS_MAX));
	list[(*n)++] = (struct setting){ .name = name, .value = value };
	return (0);
}

/* "KEY=VALUE" as a setting. */
static int
take_pair(struct options *o, struct setting *list, size_t *n,
    const char *option, const char *text, struct err *err)
{
	char *key = mem_strdup(o->m, text), *equals = strchr(key, '=');

	if (equals == NULL || equals == key)
		return (err_set(err, ERR_USAGE,
		    "bad --%s '%.60s' (KEY=VALUE would be right)", option,
		    text));
	*equals = '\0';
	return (add_setting(list, n, key, equals + 1, err));
}

static int
take_set(struct options *o, const char *value, struct err *err)
{
	return (take_pair(o, o->setting, &o->nsetting, "set", value, err));
}

static int
take_limit(struct options *o, const char *value, struct err *err)
{
	return (take_pair(o, o->limit, &o->nlimit, "limit", value, err));
}

static int
take_page_size(struct options *o, const char *value, struct err *err)
{
	return (add_setting(o->setting, &o->nsetting, "page_size", value, err));
}

static int
take_strict(struct options *o, const char *value, struct err *err)
{
	(void)value;
	return (add_setting(o->setting, &o->nsetting, "strict", "yes", err));
}

static int
take_word(int *out, const char *const *words, const char *option,
    const char *choices, const char *value, struct err *err)
{
	for (*out = 0; words[*out] != NULL; ++*out)
		if (strcmp(value, words[*out]) == 0)
			return (0);
	return (err_set(
	    err, ERR_USAGE, "bad --%s '%.60s' (%s)", option, value, choices));
}

static int
take_machine(struct options *o, const char *value, struct err *err)
{
	(void)err;
	o->machine = value;
	return (0);
}

static int
take_figures(struct options *o, const char *value, struct err *err)
{
	(void)err;
	o->figures = value;
	return (0);
}

static int
take_baseline(struct options *o, const char *value, struct err *err)
{
	(void)err;
	o->baseline = value;
	return (0);
}

static int
take_update_baseline(struct options *o, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	o->update_baseline = true;
	return (0);
}

static int
take_allow_new(struct options *o, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	o->allow_new = true;
	return (0);
}

static int
take_law(struct options *o, const char *value, struct err *err)
{
	if (o->nlaw == LAWS_MAX)
		return (err_set(err, ERR_USAGE, "more than %d laws", LAWS_MAX));
	o->laws[o->nlaw++] = value;
	return (0);
}

static int
take_number(uint64_t *out, bool *given, const char *option, uint64_t most,
    const char *value, struct err *err)
{
	const char *why;

	if (num_count(value, out, &why) != 0 || *out > most)
		return (err_set(err, ERR_USAGE,
		    "bad --%s '%.60s' (a number from 0 to %ju)", option, value,
		    (uintmax_t)most));
	*given = true;
	return (0);
}

static int
take_runs(struct options *o, const char *value, struct err *err)
{
	return (
	    take_number(&o->runs, &o->runs_given, "runs", 1000000, value, err));
}

static int
take_long(struct options *o, const char *value, struct err *err)
{
	return (take_number(
	    &o->turns, &o->turns_given, "long", 10000000, value, err));
}

static int
take_bundled(struct options *o, const char *value, struct err *err)
{
	if (strcmp(value, "all") != 0)
		return (take_number(&o->bundled, &o->bundled_given, "bundled",
		    UINT32_MAX, value, err));
	o->bundled = UINT64_MAX;
	o->bundled_given = true;
	return (0);
}

static int
take_stack(struct options *o, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	o->stack = true;
	return (0);
}

static int
take_trace_out(struct options *o, const char *value, struct err *err)
{
	(void)err;
	o->trace_out = value;
	return (0);
}

static int
take_plan(struct options *o, const char *value, struct err *err)
{
	o->show_plan = true;
	if (value != NULL && strcmp(value, "plain") == 0)
		o->plain = true;
	else if (value != NULL && strcmp(value, "auto") != 0)
		return (err_set(err, ERR_USAGE,
		    "bad --plan '%.60s' (auto or plain)", value));
	return (0);
}

static int
take_explain(struct options *o, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	o->explain = true;
	return (0);
}

static int
take_progress(struct options *o, const char *value, struct err *err)
{
	static const char *const modes[] = { "auto", "always", "never", NULL };

	return (take_word(&o->progress, modes, "progress",
	    "auto, always or never", value, err));
}

static int
take_quiet(struct options *o, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	o->quiet = true;
	return (0);
}

static int
take_timing(struct options *o, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	o->timing = true;
	return (0);
}

static int
take_jobs(struct options *o, const char *value, struct err *err)
{
	const char *why;
	uint64_t n;

	if (num_count(value, &n, &why) != 0 || n < 1 || n > 1024)
		return (err_set(err, ERR_USAGE,
		    "bad --jobs '%.60s' (a number from 1 to 1024)", value));
	o->jobs = (unsigned)n;
	return (0);
}

static int
take_help(struct options *o, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	o->help = true;
	return (0);
}

static int
take_version(struct options *o, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	o->version = true;
	return (0);
}

const struct option option_table[] = {
	{ 'p', "policy", "NAME[:key=value,...]", FOR_RUNS | FOR_SPACE,
	    "a policy, or several by comma; 'all'; a plug-in's path (.so)",
	    take_policy },
	{ 'm', "memory", "SIZE", FOR_RUNS | FOR_CHECK | FOR_SPACE,
	    "frames (64), bytes (256MiB), a share of the footprint (25%); "
	    "lists by comma, ranges 1%..100%/20 and 16..65536*2",
	    take_memory },
	{ 'd', "device", "NAME[:key=value,...]", FOR_RUNS, "what swap lives on",
	    take_device },
	{ 'f', "format", "NAME", FOR_READING, "trace format; default: detected",
	    take_format },
	{ 0, "page-size", "SIZE", FOR_READING | FOR_SPACE,
	    "a power of two; default 4KiB", take_page_size },
	{ 0, "set", "KEY=VALUE", FOR_READING | FOR_SPACE,
	    "a setting of the model ('list settings')", take_set },
	{ 0, "strict", NULL, FOR_TRACE,
	    "denied references and malformed records end the run",
	    take_strict },
	{ 0, "machine", "FILE", FOR_REPLAY | FOR_COMPARE | FOR_INFO,
	    "settings, figures and areas from YAML", take_machine },
	{ 0, "figures", "FILE", FOR_RUNS | FOR_LIST,
	    "YAML with other figures for devices and kernel", take_figures },
	{ 0, "json", "FILE", FOR_RUNS | FOR_DIFF | FOR_INFO,
	    "the result document; '-' is standard output", option_json },
	{ 0, "csv", "FILE", FOR_RUNS, "a line per run", option_csv },
	{ 0, "markdown", "FILE", FOR_RUNS | FOR_DIFF,
	    "tables for a pull request", option_markdown },
	{ 0, "hgrm", "FILE", FOR_RUNS,
	    "latency by percentile, for the HdrHistogram plotter",
	    option_hgrm },
	{ 0, "junit", "FILE", FOR_BENCH | FOR_DIFF,
	    "the gate's verdict, for a CI server", option_junit },
	{ 0, "events", "FILE", FOR_REPLAY | FOR_SPACE,
	    "a line per fault, tab-separated", option_events },
	{ 0, "events-format", "NAME", FOR_REPLAY | FOR_SPACE,
	    "tsv (default), or ucore: the lines that uCore's lab 3 prints",
	    option_events_format },
	{ 0, "baseline", "FILE", FOR_BENCH,
	    "hold the results to this document: a CI gate", take_baseline },
	{ 0, "update-baseline", NULL, FOR_BENCH,
	    "write the results to the baseline instead", take_update_baseline },
	{ 0, "allow-new", NULL, FOR_BENCH | FOR_DIFF,
	    "a run without a baseline is no failure", take_allow_new },
	{ 0, "limit", "METRIC=AMOUNT", FOR_BENCH | FOR_DIFF,
	    "how much a metric may grow: a count, or a share such as 1%",
	    take_limit },
	{ 0, "law", "NAME", FOR_CHECK, "this law alone; may be repeated",
	    take_law },
	{ 0, "runs", "N", FOR_CHECK,
	    "short random traces; default: 28; 0: no random trace at all",
	    take_runs },
	{ 0, "long", "N", FOR_CHECK,
	    "turns of the long random trace; default: 300000; 0: none",
	    take_long },
	{ 0, "bundled", "N|all", FOR_CHECK,
	    "references of each bundled trace; default: all of the shortest "
	    "and 200000 of the others, but none where traces are named",
	    take_bundled },
	{ 0, "stack", NULL, FOR_CHECK,
	    "it is a stack algorithm: hold it to that too", take_stack },
	{ 0, "trace-out", "FILE", FOR_CHECK,
	    "where to write the trace that breaks a law; default: "
	    "POLICY-LAW.trace",
	    take_trace_out },
	{ 'j', "jobs", "N", FOR_RUNS,
	    "workers; default: the processors there are; never changes a "
	    "result",
	    take_jobs },
	{ 0, "explain", NULL, FOR_RUNS,
	    "where each policy's faults came from: cold, capacity, policy",
	    take_explain },
	{ 0, "plan", "[=auto|plain]", FOR_RUNS,
	    "show the way chosen to compute; plain: one machine at a time",
	    take_plan },
	{ 0, "timing", NULL, FOR_RUNS,
	    "tell the time the program itself took, on standard error and in "
	    "the result document",
	    take_timing },
	{ 'q', "quiet", NULL, FOR_TRACE | FOR_DIFF | FOR_CHECK,
	    "no report on the terminal, no progress", take_quiet },
	{ 0, "progress", "WHEN", FOR_TRACE | FOR_CHECK,
	    "auto (default), always or never, on standard error",
	    take_progress },
	{ 'h', "help", NULL, ~0u, "this help", take_help },
	{ 'V', "version", NULL, ~0u, "the version", take_version },
	{ .name = NULL },
};
