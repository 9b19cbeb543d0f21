/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes as the words of a command line, one a line: they are refused with a
 * message, or they are options whose policies, formats and settings can be
 * read.
 *
 * An entry for libFuzzer; with corpus.c in its place it runs over files.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "cli/options.h"
#include "config/settings.h"
#include "fuzz/fuzz_choice.h"
#include "policy/choose.h"
#include "policy/plugin.h"
#include "trace/filter.h"
#include "trace/format.h"
#include "trace/writer.h"

#define WORDS 64

static const unsigned command[] = { FOR_REPLAY, FOR_COMPARE, FOR_BENCH,
	FOR_DIFF, FOR_INFO, FOR_LIST, FOR_CHECK, FOR_SPACE, FOR_REPORT,
	FOR_MERGE, FOR_CONVERT, FOR_GEN };

unsigned
fuzz_choices(void)
{
	return (sizeof(command) / sizeof(command[0]));
}

/* The filters, and the format that is written. */
static int
read_conversion(const struct options *o, struct err *err)
{
	static const struct trace_origin origin = { .page_size = 4096 };
	struct trace_filter filter;
	struct trace_writer *w;

	for (size_t i = 0; i < o->filter.n; i++)
		if (trace_filter_read(&filter, o->filter.item[i].value, err) !=
		    0)
			return (-1);
	if (o->to == NULL)
		return (0);
	if (trace_writer_open(&w, o->to, &origin, err) != 0)
		return (-1);
	trace_writer_close(w);
	return (0);
}

static int
read_values(const struct options *o, struct err *err)
{
	struct settings settings;
	int failed =
	    settings_read(&settings, o->settings.item, o->settings.n, err);

	if (failed == 0 && o->format != NULL)
		failed = format_check(trace_formats, o->format, err);
	if (failed == 0)
		failed = read_conversion(o, err);
	for (size_t i = 0; failed == 0 && i < o->policies.n; i++) {
		const struct selection *sel = &o->policies.item[i];
		const struct policy *p;

		/* A plug-in is not fuzzed. */
		if (plugin_is_path(sel->name) || strcmp(sel->name, "all") == 0)
			continue;
		p = choose_policy(policy_list, sel, err);
		if (p == NULL || choose_values(o->m, p, sel, err) == NULL)
			failed = -1;
	}
	return (failed);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	unsigned choice = fuzz_choice(bytes, &size);
	struct options *o = calloc(1, sizeof(*o));
	char *text = malloc(size + 1), *word[WORDS + 1], *rest = text;
	struct err err = { .kind = ERR_NONE };
	int n = 0, failed;

	if (o == NULL || text == NULL)
		abort();
	memcpy(text, bytes, size);
	text[size] = '\0';
	while (n < WORDS && rest != NULL)
		word[n++] = strsep(&rest, "\n");
	word[n] = NULL;
	o->m = mem_open();
	failed = options_read(o, command[choice], "command", n, word, &err);
	if (failed == 0)
		failed = read_values(o, &err);
	assert((failed == 0) == (err.kind == ERR_NONE));
	assert(strlen(err.msg) < sizeof(err.msg));
	mem_close(o->m);
	free(text);
	free(o);
	return (0);
}
