/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The options: one row for each.  Those of commands that make, change and check
 * traces alone are in option_tools.c.
 */
#include "cli/option_take.h"
#include "report/report.h"

static const char *const UPDATE_MODES[] = {
	[UPDATE_NONE] = "no",
	[UPDATE_SLIM] = "slim",
	[UPDATE_FULL] = "full",
	NULL,
};
static const char *const EVENTS_FORMATS[] = {
	[EVENTS_TSV] = "tsv",
	[EVENTS_UCORE] = "ucore",
	NULL,
};
static const char *const COLOR_MODES[] = {
	[COLOR_AUTO] = "auto",
	[COLOR_ALWAYS] = "always",
	[COLOR_NEVER] = "never",
	NULL,
};
static const char *const PROGRESS_MODES[] = {
	[PROGRESS_AUTO] = "auto",
	[PROGRESS_ALWAYS] = "always",
	[PROGRESS_NEVER] = "never",
	NULL,
};
static const char *const ENGINE_MODES[] = {
	[ENGINE_AUTO] = "auto",
	[ENGINE_PLAIN] = "plain",
	NULL,
};

static const struct option rows_first[] = {
	{ { "policy", PARAM_TEXT, offsetof(struct options, policies), NULL, 0,
	      0, NULL, "NAME[:key=value,...]",
	      "a policy, or several by comma; 'all'; a plug-in's path (.so)" },
	    'p', FOR_RUNS | FOR_CURVE | FOR_SPACE, take_selections, "policies",
	    NULL },
	{ { "memory", PARAM_TEXT, offsetof(struct options, memories), NULL, 0,
	      0, NULL, "SIZE",
	      "frames (64), bytes (256MiB), a share of the footprint (25%); "
	      "lists by comma, ranges 1%..100%/20 and 16..65536*2" },
	    'm', FOR_RUNS | FOR_CHECK | FOR_SPACE | FOR_ORACLE, take_memories,
	    NULL, NULL },
	{ { "device", PARAM_TEXT, offsetof(struct options, devices), NULL, 0, 0,
	      NULL, "NAME[:key=value,...]", "the device that swap is on" },
	    'd', FOR_RUNS, take_selections, "devices", NULL },
	{ { "refs", PARAM_TEXT, offsetof(struct options, refs), NULL, 0, 0,
	      NULL, "STRING",
	      "a reference string in place of TRACE: \"7 0 1 2w 0\"; w: a "
	      "write; p: before a page: its process" },
	    0,
	    FOR_REPLAY | FOR_COMPARE | FOR_CURVE | FOR_INFO | FOR_CONVERT |
		FOR_REPEAT | FOR_ORACLE,
	    NULL, NULL, NULL },
	{ { "format", PARAM_TEXT, offsetof(struct options, format), NULL, 0, 0,
	      NULL, "NAME[:key=value,...]", "trace format; default: detected" },
	    'f', FOR_READING, take_format, "formats", NULL },
	{ { "page-size", PARAM_TEXT, 0, NULL, 0, 0, NULL, "SIZE",
	      "a power of two; default: 4KiB" },
	    0, FOR_READING | FOR_SPACE, take_setting, NULL, NULL },
	{ { "set", PARAM_TEXT, offsetof(struct options, settings), NULL, 0, 0,
	      NULL, "KEY=VALUE", "a setting of the model ('list settings')" },
	    0, FOR_READING | FOR_SPACE, take_pair, "settings", NULL },
	{ { "skip", PARAM_TEXT, 0, NULL, 0, 0, NULL, "N",
	      "leave out the first N references, or a share such as 10%; "
	      "events are applied" },
	    0, FOR_READING | FOR_RECORD, take_setting, NULL, NULL },
	{ { "warmup", PARAM_TEXT, 0, NULL, 0, 0, NULL, "N",
	      "the next N references, or a share, drive the machine and are "
	      "not counted" },
	    0, FOR_TRACE, take_setting, NULL, NULL },
	{ { "take", PARAM_TEXT, 0, NULL, 0, 0, NULL, "N",
	      "count the next N references, or a share, and leave out the "
	      "rest" },
	    0, FOR_READING | FOR_RECORD, take_window, NULL, NULL },
	{ { "strict", PARAM_BOOL, 0, NULL, 0, 0, NULL, NULL,
	      "denied references and malformed records end the run" },
	    0, FOR_TRACE | FOR_CONVERT, take_setting, NULL, NULL },
	{ { "machine", PARAM_TEXT, offsetof(struct options, machine), NULL, 0,
	      0, NULL, "FILE", "settings, figures and areas from YAML" },
	    0,
	    FOR_REPLAY | FOR_COMPARE | FOR_CURVE | FOR_INFO | FOR_REPEAT |
		FOR_ORACLE,
	    NULL, NULL, NULL },
	{ { "figures", PARAM_TEXT, offsetof(struct options, figures), NULL, 0,
	      0, NULL, "FILE",
	      "YAML with other figures for devices and kernel" },
	    0, FOR_RUNS | FOR_LIST | FOR_REPEAT, NULL, NULL, NULL },
	/* In its place, one for each report format. */
	{ .param = { .name = "", .unit = "FILE" }, .take = take_output },
	{ { "output", PARAM_TEXT, offsetof(struct options, merged), NULL, 0, 0,
	      NULL, "FILE", "where to write; '-' is standard output" },
	    'o', FOR_MERGE | FOR_PLOT | FOR_CONVERT | FOR_GEN | FOR_RECORD,
	    NULL, NULL, NULL },
	{ { "events", PARAM_TEXT, offsetof(struct options, events), NULL, 0, 0,
	      NULL, "FILE", "a line per fault, tab-separated" },
	    0, FOR_REPLAY | FOR_SPACE, NULL, NULL, NULL },
	{ { "events-format", PARAM_CHOICE,
	      offsetof(struct options, events_format), "tsv", 0, 0,
	      EVENTS_FORMATS, "NAME",
	      "form of the events; ucore: the lines that uCore's lab 3 "
	      "prints" },
	    0, FOR_REPLAY | FOR_SPACE, NULL, NULL, NULL },
	{ { "baseline", PARAM_TEXT, offsetof(struct options, baseline), NULL, 0,
	      0, NULL, "FILE",
	      "a result document to compare the results with: a CI gate; "
	      "repeated, oldest first: the last one decides, the others show "
	      "how the values came about" },
	    0, FOR_BENCH, take_baseline, NULL, NULL },
	{ { "cache", PARAM_TEXT, offsetof(struct options, cache), NULL, 0, 0,
	      NULL, "DIR",
	      "results that this build has computed before are taken from the "
	      "directory, and others put there" },
	    0, FOR_BENCH, NULL, NULL, NULL },
	{ { "update-baseline", PARAM_CHOICE,
	      offsetof(struct options, update_baseline), "no", 0, 0,
	      UPDATE_MODES, "[=FORM]",
	      "write the results to the baseline instead, and tell what "
	      "changes; slim: what a gate needs; full: as --json" },
	    0, FOR_BENCH, take_update, NULL, NULL },
	{ { "gate", PARAM_TEXT, offsetof(struct options, gate), NULL, 0, 0,
	      NULL, "METRIC,...",
	      "the metrics that the gate judges, or 'all'; default: "
	      "faults.total and time_ns.stall" },
	    0, FOR_BENCH | FOR_DIFF, take_metrics, "metrics", NULL },
	{ { "allow-new", PARAM_BOOL, offsetof(struct options, allow_new), NULL,
	      0, 0, NULL, NULL, "a run without a baseline is no failure" },
	    0, FOR_BENCH | FOR_DIFF, NULL, NULL, NULL },
	{ { "limit", PARAM_TEXT, offsetof(struct options, limits), NULL, 0, 0,
	      NULL, "METRIC=AMOUNT",
	      "how much a metric may grow: a count, a share such as 1%, or "
	      "inf; of 'default', or an amount alone: each without a limit of "
	      "its own" },
	    0, FOR_BENCH | FOR_DIFF, take_limit, "metrics", NULL },
	{ { "figure", PARAM_TEXT, offsetof(struct options, figure), NULL, 0, 0,
	      NULL, "NAME",
	      "what to draw: faults, ratio, time, swap, latency, histogram, "
	      "causes, phases, areas, curve or map; default: the first of "
	      "these that there is" },
	    0, FOR_REPLAY | FOR_COMPARE | FOR_CURVE | FOR_REPORT | FOR_PLOT,
	    take_figure, NULL, NULL },
	{ { "no-caption", PARAM_BOOL, offsetof(struct options, no_caption),
	      NULL, 0, 0, NULL, NULL, "a figure without title" },
	    0, FOR_REPLAY | FOR_COMPARE | FOR_CURVE | FOR_REPORT | FOR_PLOT,
	    NULL, NULL, NULL },
	{ { "show", PARAM_TEXT, offsetof(struct options, shown), NULL, 0, 0,
	      NULL, "SIZE,...",
	      "the memory sizes whose numbers the comparison on the terminal "
	      "shows, as for -m; of each the nearest one that was run" },
	    0, FOR_COMPARE | FOR_BENCH | FOR_REPORT | FOR_ORACLE, take_memories,
	    NULL, NULL },
	{ { "max-document", PARAM_SIZE, offsetof(struct options, max_document),
	      "64MiB", 1, 0, NULL, "SIZE",
	      "result documents with more text are refused" },
	    0,
	    FOR_BENCH | FOR_DIFF | FOR_REPORT | FOR_MERGE | FOR_PLOT |
		FOR_REPEAT,
	    NULL, NULL, NULL },
	{ { "max-memory", PARAM_SIZE, offsetof(struct options, max_memory),
	      NULL, 1, 0, NULL, "SIZE",
	      "memory that the program may take: runs that do not fit together "
	      "are made some at a time; default: 80% of the machine's, or of "
	      "the control group's; never changes a result" },
	    0, FOR_RUNS | FOR_CURVE | FOR_REPEAT, NULL, NULL, NULL },
	{ { "seeds", PARAM_COUNT, offsetof(struct options, seeds), "1", 1, 1000,
	      NULL, "N", "seeds for policies that draw; shows the spread" },
	    0, FOR_RUNS, NULL, NULL, NULL },
	{ { "band", PARAM_BOOL, offsetof(struct options, band), NULL, 0, 0,
	      NULL, NULL,
	      "of linux and mglru: the page faults with up to 8 frames fewer "
	      "and more, and of mglru with each choice of walk" },
	    0, FOR_RUNS, NULL, NULL, NULL },
	{ { "sample", PARAM_TEXT, offsetof(struct options, sample), NULL, 0, 0,
	      NULL, "RATE|pages=N",
	      "estimate from a sample of the pages: a share such as 1% or "
	      "0.01, or at most N pages; the error is stated" },
	    0, FOR_REPLAY | FOR_COMPARE | FOR_CURVE, take_sample, NULL, NULL },
	{ { "jobs", PARAM_COUNT, offsetof(struct options, jobs), NULL, 1, 1024,
	      NULL, "N",
	      "workers, and with more than 1 a thread that reads ahead; "
	      "default: the processors there are; never changes a result" },
	    'j', FOR_TRACE | FOR_CONVERT | FOR_GEN | FOR_REPEAT, NULL, NULL,
	    NULL },
	/* Long enough for a busy machine, and for a slow policy: it is the time
	 * of some thousand references. */
	{ { "plugin-timeout", PARAM_TIME,
	      offsetof(struct options, plugin_timeout_ns), "60s", 10000000,
	      UINT64_C(86400000000000), NULL, "TIME",
	      "a plug-in that does not come back for so long is ended" },
	    0,
	    FOR_RUNS | FOR_CURVE | FOR_CHECK | FOR_SPACE | FOR_LIST |
		FOR_REPEAT,
	    NULL, NULL, NULL },
	{ { "parts", PARAM_BOOL, offsetof(struct options, parts), NULL, 0, 0,
	      NULL, NULL,
	      "faults and evictions by area and by process in the document" },
	    0, FOR_COMPARE | FOR_BENCH, NULL, NULL, NULL },
	{ { "explain", PARAM_BOOL, offsetof(struct options, explain), NULL, 0,
	      0, NULL, NULL,
	      "where each policy's faults came from: cold, capacity, policy" },
	    0, FOR_RUNS, NULL, NULL, NULL },
	{ { "optimum", PARAM_BOOL, offsetof(struct options, optimum), NULL, 0,
	      0, NULL, NULL,
	      "the page faults of OPT at each memory, too; so it is without "
	      "this option where opt is among the policies" },
	    0, FOR_RUNS, NULL, NULL, NULL },
	{ { "curve", PARAM_BOOL, offsetof(struct options, curve), NULL, 0, 0,
	      NULL, NULL,
	      "also page faults at every memory size, of lru and of opt where "
	      "it is among the policies; so it is where no command is named" },
	    0, FOR_COMPARE, NULL, NULL, NULL },
	{ { "steps", PARAM_BOOL, offsetof(struct options, steps), NULL, 0, 0,
	      NULL, NULL,
	      "a table of the frames after each reference; with --csv, that "
	      "table" },
	    0, FOR_REPLAY, NULL, NULL, NULL },
	{ { "final", PARAM_BOOL, offsetof(struct options, final), NULL, 0, 0,
	      NULL, NULL, "the frames at the end of the run" },
	    0, FOR_REPLAY, NULL, NULL, NULL },
	{ { "map", PARAM_BOOL, offsetof(struct options, map), NULL, 0, 0, NULL,
	      NULL,
	      "references over time and address as a grid, in the document; "
	      "--html and --svg imply it" },
	    0, FOR_RUNS | FOR_INFO, NULL, NULL, NULL },
	{ { "exact-pages", PARAM_COUNT, offsetof(struct options, exact_pages),
	      "16777216", 64, UINT64_C(1) << 28, NULL, "N",
	      "with more pages, reuse distances are sampled" },
	    0, FOR_INFO, NULL, NULL, NULL },
	{ { "engine", PARAM_CHOICE, offsetof(struct options, engine), "auto", 0,
	      0, ENGINE_MODES, "[=MODE]",
	      "show the way chosen to compute; plain: one machine at a time" },
	    0, FOR_RUNS | FOR_CURVE | FOR_REPEAT, take_engine, NULL, "plan" },
	{ { "dry-run", PARAM_BOOL, offsetof(struct options, dry_run), NULL, 0,
	      0, NULL, NULL,
	      "read the trace, tell how the runs would be made and what they "
	      "would cost, and make none" },
	    0, FOR_RUNS | FOR_CURVE, NULL, NULL, NULL },
	{ { "points", PARAM_COUNT, offsetof(struct options, points), "48", 4,
	      4096, NULL, "N",
	      "sizes of a curve that is made from runs, about" },
	    0, FOR_CURVE, NULL, NULL, NULL },
	{ { "annotations", PARAM_BOOL, offsetof(struct options, annotations),
	      NULL, 0, 0, NULL, NULL,
	      "what failed, or the warnings, as workflow commands of GitHub on "
	      "standard error" },
	    0, FOR_RUNS | FOR_CURVE | FOR_DIFF | FOR_REPORT, NULL, NULL, NULL },
	{ { "step-summary", PARAM_BOOL, offsetof(struct options, step_summary),
	      NULL, 0, 0, NULL, NULL,
	      "append the Markdown report to the file that "
	      "$GITHUB_STEP_SUMMARY names" },
	    0, FOR_RUNS | FOR_CURVE | FOR_DIFF | FOR_REPORT, NULL, NULL, NULL },
	{ { "timing", PARAM_BOOL, offsetof(struct options, timing), NULL, 0, 0,
	      NULL, NULL,
	      "report the time the program itself took, on standard error and "
	      "in the result document" },
	    0, FOR_RUNS | FOR_CURVE, NULL, NULL, NULL },
	{ .param.name = NULL },
};

static const struct option rows_last[] = {
	{ { "quiet", PARAM_BOOL, offsetof(struct options, quiet), NULL, 0, 0,
	      NULL, NULL, "no report on the terminal, no progress" },
	    'q',
	    FOR_TRACE | FOR_DIFF | FOR_CHECK | FOR_REPORT | FOR_CONVERT |
		FOR_GEN | FOR_RECORD | FOR_REPEAT | FOR_ORACLE,
	    NULL, NULL, NULL },
	{ { "color", PARAM_CHOICE, offsetof(struct options, color), "auto", 0,
	      0, COLOR_MODES, "WHEN",
	      "colours in the report; auto: on a terminal, unless NO_COLOR is "
	      "set" },
	    0, FOR_TRACE | FOR_DIFF | FOR_REPORT | FOR_ORACLE, NULL, NULL,
	    NULL },
	{ { "progress", PARAM_CHOICE, offsetof(struct options, progress),
	      "auto", 0, 0, PROGRESS_MODES, "WHEN",
	      "progress on standard error; auto: where it is a terminal" },
	    0,
	    FOR_TRACE | FOR_CHECK | FOR_CONVERT | FOR_GEN | FOR_RECORD |
		FOR_REPEAT | FOR_ORACLE,
	    NULL, NULL, NULL },
	{ { "help", PARAM_BOOL, offsetof(struct options, help), NULL, 0, 0,
	      NULL, NULL, "this help" },
	    'h', ~0u, NULL, NULL, NULL },
	{ { "version", PARAM_BOOL, offsetof(struct options, version), NULL, 0,
	      0, NULL, NULL, "the version" },
	    'V', ~0u, NULL, NULL, NULL },
	{ .param.name = NULL },
};

/* Every command that makes runs writes each report that there is of them;
 * 'curve', 'diff' and 'info' write those that a format has of curves, a verdict
 * and a trace.
 */
static unsigned
report_commands(const struct report_format *f)
{
	unsigned runs =
	    f->one_study ? FOR_REPLAY | FOR_COMPARE : FOR_RUNS | FOR_ORACLE;

	return ((report_has_studies(f) ? runs | FOR_REPORT : 0) |
		(report_has_curves(f) ? FOR_CURVE : 0) |
		(f == &json_format ? FOR_CHECK : 0) |
		(report_has_gate(f) ? FOR_DIFF : 0) |
		(report_has_facts(f) ? FOR_INFO : 0));
}

/* The i-th row of a table, counted from *i, which is counted down. */
static bool
table_row(const struct option *p, size_t *i, struct option *out)
{
	for (; p->param.name != NULL; p++) {
		if (p->take != take_output && (*i)-- == 0) {
			*out = *p;
			return (true);
		}
		if (p->take != take_output)
			continue;
		for (size_t k = 0; report_formats[k] != NULL; k++) {
			const struct report_format *f = report_formats[k];

			if (f == &terminal_format || (*i)-- != 0)
				continue;
			*out = *p;
			out->param.name = f->name;
			out->param.text = f->summary;
			out->commands = report_commands(f);
			return (true);
		}
	}
	return (false);
}

bool
option_row(size_t i, struct option *out)
{
	return (table_row(rows_first, &i, out) ||
		table_row(option_tools, &i, out) ||
		table_row(rows_last, &i, out));
}

int
option_take(struct options *o, const struct option *p, const char *value,
    struct err *err)
{
	return (p->take != NULL ? p->take(o, p, value, err)
				: take_typed(o, p, value, err));
}
