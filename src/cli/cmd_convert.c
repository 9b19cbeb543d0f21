/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pagerace convert and pagerace gen: a trace, read, merged or made by a
 * pattern, is written in a format that has an encoder.
 *
 * A trace with processes, or with events other than plain areas, is refused
 * where the format has none: another trace would come out.  One process that a
 * filter chooses loses its number alone.  Other properties
 * that the format cannot express, such as sizes, are left out, and that is
 * told.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/save.h"
#include "cli/cmd.h"
#include "cli/gen_source.h"
#include "cli/output_format.h"
#include "cli/progress.h"
#include "cli/study_output.h"
#include "cli/trace_copy.h"
#include "config/settings.h"
#include "result/command_words.h"
#include "trace/timemerge.h"

struct conversion {
	const struct options *o;
	struct selection to;
	struct settings settings;
	struct trace_spec spec;
	struct trace_origin origin;
	struct trace_merge *merge; /* NULL: one trace is read */
	struct trace_copy copy;
};

/* "sizes, time" */
static void
list_lost(const struct trace_copy *c, char *out, size_t size)
{
	const struct trace_format lost = { .carries = c->lost };
	char words[FORMAT_CARRIES_MAX];
	size_t n = 0;

	out[0] = '\0';
	if (c->lost != 0)
		n = (size_t)snprintf(
		    out, size, "%s", format_carries(&lost, words));
	if (c->lost_offsets && n < size)
		n += (size_t)snprintf(out + n, size - n, "%saddresses in pages",
		    n > 0 ? ", " : "");
	if (c->lost_reduction && n < size)
		snprintf(out + n, size - n, "%show it was reduced",
		    n > 0 ? ", " : "");
}

/* How much the reduction has left. */
static void
tell_reduction(const struct conversion *v)
{
	const struct trace_reduction *r = &v->origin.reduction;
	FILE *to = strcmp(v->o->merged, "-") == 0 ? stderr : stdout;
	char was[40], is[40], frames[40];

	fprintf(to,
	    "%s: %s %s reduced to %s; their page faults with lru and opt are "
	    "the same with %s and more\n",
	    v->o->merged,
	    num_print_things(was, sizeof(was), r->references, "reference"),
	    r->references == 1 ? "was" : "were",
	    num_print_count(is, sizeof(is), v->copy.accesses),
	    num_print_things(frames, sizeof(frames), r->frames, "frame"));
	if (v->copy.ticks + v->copy.no_page > 0)
		fprintf(to,
		    "%s: left out, because no page is referenced: %s timer "
		    "ticks, %s denied accesses\n",
		    v->o->merged,
		    num_print_count(was, sizeof(was), v->copy.ticks),
		    num_print_count(is, sizeof(is), v->copy.no_page));
}

static void
tell(const struct conversion *v, const struct trace_facts *facts)
{
	const struct options *o = v->o;
	const struct trace_copy *c = &v->copy;
	const char *format = trace_writer_format(c->writer);
	char lost[FORMAT_CARRIES_MAX + 64], count[40], events[40];

	list_lost(c, lost, sizeof(lost));
	if (lost[0] != '\0')
		fprintf(stderr, "%s: format %s does not keep: %s\n", o->merged,
		    format, lost);
	if (c->reduce > 0 && !o->quiet)
		tell_reduction(v);
	output_warn(&(const struct study){ .trace = *facts }, false);
	if (!o->quiet && strcmp(o->merged, "-") != 0)
		printf("%s: %s access%s, %s in format %s\n", o->merged,
		    num_print_count(count, sizeof(count), c->accesses),
		    c->accesses == 1 ? "" : "es",
		    num_print_things(
			events, sizeof(events), c->events, "event"),
		    format);
}

/* What the writing took, where progress is shown. */
static void
tell_rate(const struct conversion *v, const struct meter *meter)
{
	uint64_t took = meter_clock_ns() - meter->began;
	uint64_t n = v->copy.accesses;
	char count[40], rate[40];

	if (!meter->shown || took == 0)
		return;
	fprintf(stderr, "%s: %s accesses written in %.1f s, %s/s\n",
	    v->o->merged, num_print_count(count, sizeof(count), n),
	    (double)took / 1e9,
	    num_print_count(rate, sizeof(rate),
		(uint64_t)((double)n * 1e9 / (double)took)));
}

static int
write_trace(struct conversion *v, struct err *err)
{
	struct trace_facts facts = { .malformed = 0 };
	struct trace_copy *c = &v->copy;
	struct progress progress;
	struct meter meter;
	struct save save;
	int failed;

	if (save_open(&save, v->o->merged, err) != 0)
		return (-1);
	progress = meter_start(&meter, v->o);
	c->progress = &progress;
	failed = trace_copy(c, save.to, err);
	meter_stop(&meter);
	if (save_close(&save, failed == 0, err) != 0)
		return (-1);
	tell_rate(v, &meter);
	readahead_tell(c->trace, &facts);
	if (v->merge != NULL)
		trace_merge_tell(v->merge, &facts);
	/* They are not split into references here. */
	facts.references = facts.accesses;
	tell(v, &facts);
	return (0);
}

static int
open_trace(struct conversion *v, struct err *err)
{
	const struct options *o = v->o;

	if (o->merge != MERGE_NO) {
		if (trace_merge_open(&v->merge, o->m, &v->spec, o->word,
			o->nword, o->merge == MERGE_PIDS, err) != 0)
			return (-1);
		v->spec.source = trace_merge_source(v->merge);
	} else if (gen_source(&v->spec, o, err) != 0) {
		return (-1);
	}
	v->spec.ahead = options_workers(o) > 1;
	return (readahead_open(&v->copy.trace, &v->spec, true, err));
}

static int
read_filters(struct conversion *v, struct err *err)
{
	const struct option_settings *given = &v->o->filter;
	struct trace_filter *f = mem_array(v->o->m, given->n + 1, sizeof(*f));

	for (size_t i = 0; i < given->n; i++)
		if (trace_filter_read(&f[i], given->item[i].value, err) != 0)
			return (-1);
	v->copy.filter = f;
	v->copy.nfilter = given->n;
	return (0);
}

/* A word of the command line as the trace says where it is from: of a trace its
 * name alone, because the same trace in another folder gives the same bytes. */
static const char *
shown_word(const struct options *o, const char *word)
{
	const char *slash = strrchr(word, '/');

	for (size_t i = 0; i < o->nword && slash != NULL; i++)
		if (o->word[i] == word && !path_is_pattern(word))
			return (slash + 1);
	return (word);
}

/* The command, without where it writes, and with how many workers. */
static const char *
command_of(const struct options *o)
{
	struct mem_text text;
	char *line, *kept;

	mem_text_open(&text);
	fprintf(text.to, "pagerace %s", o->command);
	for (int i = 0; i < o->argc; i++) {
		const char *word = o->argv[i];

		if (strcmp(word, "-o") == 0 || strcmp(word, "--output") == 0 ||
		    strcmp(word, "-j") == 0 || strcmp(word, "--jobs") == 0)
			i++;
		else if (strncmp(word, "-o", 2) != 0 &&
			 strncmp(word, "--output=", 9) != 0 &&
			 strncmp(word, "-j", 2) != 0 &&
			 strncmp(word, "--jobs=", 7) != 0 &&
			 strcmp(word, "-q") != 0) {
			fputc(' ', text.to);
			word_put(text.to, shown_word(o, word));
		}
	}
	line = mem_text_close(&text);
	kept = mem_strdup(o->m, line);
	free(line);
	return (kept);
}

static int
open_writer(struct conversion *v, struct err *err)
{
	const struct options *o = v->o;

	v->to = (struct selection){ .name = output_format_of(o->merged) };
	if (o->to != NULL)
		v->to = *o->to;
	v->origin = (struct trace_origin){
		.page_size = v->settings.page_size,
		.command = command_of(o),
		.page_refs = o->page_refs,
		.reduction = { .frames = o->reduce },
	};
	return (trace_writer_open(&v->copy.writer, &v->to, &v->origin, err));
}

static int
run(struct options *o, const char *path, struct err *err)
{
	struct conversion *v = mem_alloc(o->m, sizeof(*v));
	int failed;

	*v = (struct conversion){
		.o = o,
		.spec = { .path = path,
		    .text = o->refs,
		    .format = o->format,
		    .settings = &v->settings },
		.copy = { .m = o->m,
		    .settings = &v->settings,
		    .page_refs = o->page_refs,
		    .reduce = o->reduce,
		    .origin = &v->origin },
	};
	if (settings_read(&v->settings, o->settings.item, o->settings.n, err) !=
		0 ||
	    read_filters(v, err) != 0 || open_writer(v, err) != 0)
		return (-1);
	if (o->merged == NULL)
		failed = err_set(err, ERR_USAGE,
		    "where to? (-o FILE, or -o - for standard output)");
	else
		failed = open_trace(v, err);
	if (failed == 0)
		failed = write_trace(v, err);
	readahead_close(v->copy.trace);
	trace_merge_close(v->merge);
	trace_writer_close(v->copy.writer);
	return (failed);
}

static int
convert(struct options *o, not_used int *status, struct err *err)
{
	if (o->merge == MERGE_NO) {
		if (cmd_one_trace(o, err) != 0)
			return (-1);
		return (run(o, o->refs != NULL ? "refs" : o->word[0], err));
	}
	if (o->refs != NULL || o->nword == 0)
		return (err_set(err, ERR_USAGE,
		    "--merge needs files to merge (convert --merge A B -o C)"));
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
		 "writes, fetches and times that the format does not have are "
		 "left out, with a message; a trace with processes or with "
		 "events other than plain areas is refused there. A part of "
		 "the trace is chosen by --skip, --take and --filter, then "
		 "--page-refs and --reduce apply. --merge makes one trace of "
		 "several.",
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
