/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pagerace record: a real program is run, and what it does to memory becomes a
 * trace.
 *
 * Standard output is the program's, so what the command says goes to standard
 * error.  Its exit status is the program's, too.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/save.h"
#include "cli/cmd.h"
#include "cli/output_format.h"
#include "cli/progress.h"
#include "config/settings.h"
#include "record/recording.h"
#include "result/command_words.h"
#include "result/label.h"
#include "trace/format.h"

#define SHOWN_MAX 16

struct recording {
	const struct options *o;
	struct record_spec spec;
	struct record_result result;
	struct selection to;
	struct trace_origin origin;
	char method[48];
	char how[81]; /* the same, and which part of the run */
	struct meter meter;
	struct progress progress;
	uint64_t began;
	uint32_t shown;
};

static void
tell(void *self, uint64_t accesses, uint64_t pages)
{
	struct recording *c = self;
	char count[32], took[32];

	if (c->progress.tell == NULL)
		return;
	snprintf(c->meter.note, sizeof(c->meter.note), ", %s, %s",
	    num_print_things(count, sizeof(count), pages, "page"),
	    num_print_time(took, sizeof(took), meter_clock_ns() - c->began));
	c->progress.tell(c->progress.self, "recording", accesses, 0);
}

static const char *
what_is_recorded(const struct recording *c)
{
	return (c->origin.partial == NULL ? "accesses" : c->origin.partial);
}

/* A line for each process, and always one for a program that is missing from
 * the trace. */
static void
tell_process(void *self, const struct record_process *p)
{
	struct recording *c = self;
	char accesses[32], pages[32];

	meter_stop(&c->meter);
	if (p->runs_on)
		label_say(stderr,
		    "%s: process %" PRIu32 " executed %s, which could not be "
		    "followed: it is not in the trace\n",
		    c->o->merged, p->number, p->program);
	if (c->o->quiet || c->shown++ >= SHOWN_MAX)
		return;
	label_say(stderr, "  process %" PRIu32 ": %s, %s %s, %s\n", p->number,
	    p->program,
	    num_print_count(accesses, sizeof(accesses), p->accesses),
	    what_is_recorded(c),
	    num_print_things(pages, sizeof(pages), p->pages, "page"));
}

static void
tell_all(const struct recording *c)
{
	const struct record_result *r = &c->result;
	char accesses[32], pages[32], took[32];

	if (!r->started)
		label_say(stderr,
		    "%s: the recording did not start: '%s' did not come\n",
		    c->o->merged, c->o->after);
	if (c->o->quiet)
		return;
	if (c->shown > SHOWN_MAX)
		fprintf(
		    stderr, "  and %" PRIu32 " more\n", c->shown - SHOWN_MAX);
	label_say(stderr,
	    "%s: %s %s, %s, %" PRIu32 " process%s, by %s "
	    "in %s\n",
	    c->o->merged,
	    num_print_count(accesses, sizeof(accesses), r->accesses),
	    what_is_recorded(c),
	    num_print_things(pages, sizeof(pages), r->pages, "page"),
	    r->processes, r->processes == 1 ? "" : "es", c->method,
	    num_print_time(took, sizeof(took), r->took_ns));
}

static int
write_trace(
    struct recording *c, struct trace_writer *w, FILE *to, struct err *err)
{
	int failed;

	if (trace_writer_begin(w, to, err) != 0)
		return (-1);
	c->began = meter_clock_ns();
	c->progress = meter_start(&c->meter, c->o);
	failed = record_run(&c->spec, w, tell_process, c, &c->result, err);
	meter_stop(&c->meter);
	return (failed);
}

/* The command as a shell reads it, for the trace's provenance. */
static char *
command_text(const struct options *o)
{
	struct mem_text text;
	char *line, *kept;

	mem_text_open(&text);
	for (size_t i = 0; i < o->nword; i++) {
		fputs(i > 0 ? " " : "", text.to);
		word_put(text.to, o->word[i]);
	}
	line = mem_text_close(&text);
	kept = mem_strdup(o->m, line);
	free(line);
	return (kept);
}

static int
take_after(struct recording *c, struct err *err)
{
	const char *word = c->o->after, *why;

	if (word == NULL || record_start_named(word, &c->spec.start))
		return (0);
	if (num_time(word, &c->spec.after_ns, &why) != 0)
		return (err_set(err, ERR_USAGE,
		    "--after %.40s: neither a time (2s, 500ms) nor an event "
		    "(exec, output, listen, accept, signal)",
		    word));
	c->spec.start = START_TIME;
	return (0);
}

static int
take_options(struct recording *c, struct err *err)
{
	const struct options *o = c->o;
	struct settings settings;

	if (o->merged == NULL)
		return (err_set(err, ERR_USAGE, "where to? (-o FILE)"));
	if (strcmp(o->merged, "-") == 0)
		return (err_set(err, ERR_USAGE,
		    "-o -: standard output is the program's (-o FILE)"));
	if (o->nword == 0 && o->pid == 0)
		return (err_set(err, ERR_USAGE,
		    "no program is given (record -o FILE -- PROGRAM ARG...)"));
	if (o->nword > 0 && o->pid != 0)
		return (err_set(err, ERR_USAGE,
		    "either a program or a process (--pid) is recorded"));
	if (settings_read(&settings, o->settings.item, o->settings.n, err) != 0)
		return (-1);
	if (settings.take.ppm != 0 || settings.skip.ppm != 0)
		return (err_set(err, ERR_USAGE,
		    "--skip and --take are numbers of accesses here: how many "
		    "there will be is not known"));
	c->spec.skip = settings.skip.count;
	c->spec.take =
	    settings.take.count == 0 ? UINT64_MAX : settings.take.count;
	c->spec.for_ns = o->for_ns;
	c->spec.method = o->method;
	c->spec.fetches = !o->data_only;
	c->spec.page_refs = c->origin.page_refs = o->page_refs;
	c->spec.end_program = o->kill;
	c->spec.argv = o->word;
	c->spec.pid = (pid_t)o->pid;
	c->spec.window = (uint32_t)o->window;
	return (take_after(c, err));
}

/* A part that does not fit as a whole is left out: a number cut short is
 * another one. */
static void
add_part(struct recording *c, const char *what, const char *value)
{
	size_t n = strlen(c->how);

	if (n + strlen(what) + strlen(value) + 4 <= sizeof(c->how))
		snprintf(
		    c->how + n, sizeof(c->how) - n, ", %s %s", what, value);
}

/* For the header of the trace. */
static void
describe_method(struct recording *c)
{
	char n[24];

	snprintf(c->how, sizeof(c->how), "%s", c->method);
	if (c->o->after != NULL)
		add_part(c, "after", c->o->after);
	snprintf(n, sizeof(n), "%" PRIu64, c->spec.skip);
	if (c->spec.skip > 0)
		add_part(c, "skip", n);
	snprintf(n, sizeof(n), "%" PRIu64, c->spec.take);
	if (c->spec.take < UINT64_MAX)
		add_part(c, "take", n);
	c->origin.method = c->how;
}

static int
choose_method(struct recording *c, struct err *err)
{
	const char *name = record_method(&c->spec, &c->origin.partial, err);

	if (name == NULL)
		return (-1);
	snprintf(c->method, sizeof(c->method), "%.20s", name);
	if (c->origin.partial != NULL)
		snprintf(c->method, sizeof(c->method),
		    "%.20s of %" PRIu32 " pages", name, c->spec.window);
	describe_method(c);
	return (0);
}

/* In a format that keeps processes and areas. */
static int
open_writer(struct recording *c, struct trace_writer **w, struct err *err)
{
	const unsigned need = CARRIES_PIDS | CARRIES_EVENTS;

	if (c->o->to != NULL)
		c->to = *c->o->to;
	c->origin.command = command_text(c->o);
	if (trace_writer_open(w, &c->to, &c->origin, err) != 0)
		return (-1);
	if ((trace_writer_keeps(*w) & need) == need)
		return (0);
	err_set(err, ERR_USAGE,
	    "format %s does not keep processes and areas (record in text; "
	    "'convert' makes other formats of it)",
	    trace_writer_format(*w));
	trace_writer_close(*w);
	return (-1);
}

/* A shell or a wrapper that runs already has its program as a child. */
static void
tell_children(const struct recording *c)
{
	char program[256] = "";
	pid_t one = 0;
	size_t n = record_children(c->spec.pid, &one, program, sizeof(program));

	if (n > 0)
		label_say(stderr,
		    "%s: process %d has %zu child%s already, not in the "
		    "trace: %s%d, %s (--pid %d records that)\n",
		    c->o->merged, (int)c->spec.pid, n, n > 1 ? "ren" : "",
		    n > 1 ? "one is " : "", (int)one, program, (int)one);
}

static int
save_trace(struct recording *c, struct trace_writer *w, struct err *err)
{
	struct save save;
	int failed;

	if (save_open_part(&save, c->o->merged, err) != 0)
		return (-1);
	failed = write_trace(c, w, save.to, err);
	return (save_close(&save, failed == 0, err));
}

static int
record(struct options *o, int *status, struct err *err)
{
	struct recording *c = mem_alloc(o->m, sizeof(*c));
	struct trace_writer *w;
	int failed;

	*c = (struct recording){ .o = o,
		.to = { .name = output_format_of(o->merged) },
		.origin = { .page_size = 4096 } };
	c->spec.tell = tell;
	c->spec.self = c;
	if (take_options(c, err) != 0 || choose_method(c, err) != 0 ||
	    open_writer(c, &w, err) != 0)
		return (-1);
	if (c->spec.pid != 0)
		tell_children(c);
	failed = save_trace(c, w, err);
	trace_writer_close(w);
	if (failed != 0)
		return (-1);
	tell_all(c);
	*status = c->result.status;
	return (0);
}

const struct cmd cmd_record = {
	.name = "record",
	.summary = "a trace of a real program",
	.usage = "-o FILE [OPTION...] [--] PROGRAM [ARGUMENT...]",
	.words = "files",
	.option = FOR_RECORD,
	.about = "Runs a program and writes its accesses to memory, its "
		 "mappings and its children to a trace. The program keeps its "
		 "input, output and signals, and its exit status is that of "
		 "the command: 128 + N if signal N ended it. Methods: qemu "
		 "(27 to 80 times slower than the program alone), lackey "
		 "(more than 1,000 times), window (2 to 20 times; needs no "
		 "other program, takes hold of running ones with --pid, and "
		 "records entries to pages instead of accesses).",
	.run = record,
};
