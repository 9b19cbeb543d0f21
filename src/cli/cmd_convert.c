/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pagerace convert and pagerace gen: a trace, read or made by a pattern, is
 * written in a format that has an encoder.
 *
 * A trace with processes, or with events other than plain areas, is refused
 * where the format has none: another trace would come out.  Other properties
 * that the format cannot express, such as sizes, are left out, and that is
 * told.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/save.h"
#include "cli/cmd.h"
#include "cli/gen_source.h"
#include "cli/progress.h"
#include "cli/study_output.h"
#include "config/settings.h"
#include "trace/format.h"
#include "trace/writer.h"

#define BATCH 4096

struct copy {
	const struct options *o;
	struct trace *trace;
	struct trace_writer *writer;
	struct progress progress;
	uint64_t accesses, events;
	unsigned lost; /* enum format_carries */
	struct access batch[BATCH];
};

static bool
carries(const struct copy *c, unsigned what)
{
	return ((trace_writer_keeps(c->writer) & what) == what);
}

static int
put_accesses(struct copy *c, size_t n, struct err *err)
{
	const struct access *a = c->batch;
	unsigned keeps = trace_writer_keeps(c->writer);

	for (size_t i = 0; i < n; i++) {
		if (a[i].pid != 0 && !carries(c, CARRIES_PIDS))
			return (err_set(err, ERR_TRACE,
			    "format %s has no processes, and the trace has "
			    "(text has)",
			    trace_writer_format(c->writer)));
		if (a[i].size > 1)
			c->lost |= CARRIES_SIZES & ~keeps;
		if (a[i].op == ACCESS_FETCH)
			c->lost |= CARRIES_FETCHES & ~keeps;
		if (a[i].op != ACCESS_READ)
			c->lost |= CARRIES_WRITES & ~keeps;
	}
	c->accesses += n;
	return (trace_writer_accesses(c->writer, a, NULL, n, err));
}

static int
put_event(struct copy *c, const struct event *ev, struct err *err)
{
	bool plain = ev->kind == EVENT_MAP && ev->backend == BACKEND_LAZY &&
		     (ev->flags & MAP_WRITE) != 0 && ev->pid == 0;

	c->events++;
	if (plain && !carries(c, CARRIES_EVENTS)) {
		c->lost |= CARRIES_EVENTS;
		return (0);
	}
	return (trace_writer_event(c->writer, ev, err));
}

static int
copy_all(struct copy *c, struct err *err)
{
	const struct progress *p = &c->progress;
	uint64_t done, total;
	struct event ev;
	size_t n;

	do {
		if (trace_next(c->trace, c->batch, BATCH, &n, &ev, err) != 0 ||
		    put_accesses(c, n, err) != 0)
			return (-1);
		if (ev.kind != EVENT_NONE && put_event(c, &ev, err) != 0)
			return (-1);
		trace_progress(c->trace, &done, &total);
		if (p->tell != NULL)
			p->tell(p->self, "writing the trace", done, total);
	} while (n > 0 || ev.kind != EVENT_NONE);
	return (trace_writer_end(c->writer, err));
}

static void
tell(const struct copy *c, const struct trace_facts *facts)
{
	const struct trace_format lost = { .carries = c->lost };
	char words[FORMAT_CARRIES_MAX];

	if (c->lost != 0)
		fprintf(stderr, "%s: format %s does not keep: %s\n",
		    c->o->merged, trace_writer_format(c->writer),
		    format_carries(&lost, words));
	output_warn(&(const struct study){ .trace = *facts }, false);
	if (!c->o->quiet && strcmp(c->o->merged, "-") != 0)
		printf("%s: %" PRIu64 " accesses, %" PRIu64
		       " events in format %s\n",
		    c->o->merged, c->accesses, c->events,
		    trace_writer_format(c->writer));
}

static int
write_trace(struct copy *c, FILE *to, struct err *err)
{
	if (trace_writer_begin(c->writer, to, err) != 0)
		return (-1);
	return (copy_all(c, err));
}

static int
copy_trace(struct copy *c, struct trace_spec *spec, struct err *err)
{
	struct trace_facts facts = { .malformed = 0 };
	struct meter meter;
	struct save save;
	int failed;

	if (gen_source(spec, c->o->m, err) != 0 ||
	    trace_open(&c->trace, spec, err) != 0)
		return (-1);
	if (save_open(&save, c->o->merged, err) != 0) {
		trace_close(c->trace);
		return (-1);
	}
	c->progress = meter_start(&meter, c->o);
	failed = write_trace(c, save.to, err);
	meter_stop(&meter);
	failed = save_close(&save, failed == 0, err);
	if (failed == 0) {
		trace_tell(c->trace, &facts);
		/* They are not split into references here. */
		facts.references = facts.accesses;
		tell(c, &facts);
	}
	trace_close(c->trace);
	return (failed);
}

static int
run(struct options *o, const char *path, struct err *err)
{
	static const struct trace_origin origin = { .page_size = 4096 };
	struct selection to = { .name = "text" };
	struct settings settings;
	struct trace_spec spec = {
		.path = path, .format = o->format, .settings = &settings
	};
	struct copy *c = mem_alloc(o->m, sizeof(*c));
	int failed;

	c->o = o;
	if (o->to != NULL)
		to = *o->to;
	if (settings_read(&settings, o->settings.item, o->settings.n, err) !=
		0 ||
	    trace_writer_open(&c->writer, &to, &origin, err) != 0)
		return (-1);
	failed = o->merged != NULL
		     ? copy_trace(c, &spec, err)
		     : err_set(err, ERR_USAGE,
			   "where to? (-o FILE, or -o - for standard output)");
	trace_writer_close(c->writer);
	return (failed);
}

static int
convert(struct options *o, not_used int *status, struct err *err)
{
	if (cmd_one_word(o, "trace", "a file, '-' or gen:PATTERN", err) != 0)
		return (-1);
	return (run(o, o->word[0], err));
}

static int
gen(struct options *o, not_used int *status, struct err *err)
{
	size_t size;
	char *path;

	if (cmd_one_word(o, "pattern", "zipf:pages=10k,n=1m", err) != 0)
		return (-1);
	size = strlen(o->word[0]) + sizeof("gen:");
	path = mem_alloc(o->m, size);
	snprintf(path, size, "gen:%s", o->word[0]);
	return (run(o, path, err));
}

const struct cmd cmd_convert = {
	.name = "convert",
	.summary = "a trace in another format",
	.usage = "TRACE -o FILE [--to FORMAT] [OPTION...]",
	.words = "files",
	.option = FOR_CONVERT,
	.about = "Reads a trace in any format and writes it in one that can "
		 "be written. Accesses are split at page boundaries. Sizes, "
		 "writes and fetches that the format does not have are left "
		 "out, with a message; a trace with processes or with events "
		 "other than plain areas is refused there.",
	.run = convert,
};

const struct cmd cmd_gen = {
	.name = "gen",
	.summary = "a synthetic trace of a pattern",
	.usage = "PATTERN[:key=value,...] -o FILE [--to FORMAT] [OPTION...]",
	.words = "patterns",
	.option = FOR_GEN,
	.about = "Writes a trace that a pattern makes ('list patterns'). The "
		 "same pattern, parameters and seed give the same trace on "
		 "every machine. As gen:PATTERN it can take the place of a "
		 "trace in other commands.",
	.run = gen,
};
