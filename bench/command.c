/* SPDX-License-Identifier: BSD-2-Clause */
#include "bench/command.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"

#define WORDS 64

double
command_ns(const char *text, const char *engine)
{
	struct options *o = calloc(1, sizeof(*o));
	char *line = strdup(text), *word[WORDS], *next = NULL;
	char engine_word[40];
	const struct cmd *c = NULL;
	int n = 0, status = 0;
	uint64_t start;
	struct err err;
	double ns;

	if (o == NULL || line == NULL)
		bench_die("memory");
	for (char *w = strtok_r(line, " ", &next); w != NULL && n < WORDS - 4;
	     w = strtok_r(NULL, " ", &next))
		word[n++] = w;
	if (n == 0 || (c = cmd_find(word[0], &err)) == NULL)
		bench_expect(-1, &err);
	word[n++] = "-q";
	if ((c->option & (FOR_RUNS | FOR_CURVE)) != 0)
		word[n++] = "-j1";
	if (engine != NULL) {
		snprintf(
		    engine_word, sizeof(engine_word), "--engine=%.30s", engine);
		word[n++] = engine_word;
	}
	start = timing_clock();
	o->m = mem_open();
	bench_expect(
	    options_read(o, c->option, c->name, n - 1, word + 1, &err), &err);
	o->show_engine = false;
	bench_expect(c->run(o, &status, &err), &err);
	mem_close(o->m);
	ns = (double)(timing_clock() - start);
	free(line);
	free(o);
	return (ns);
}

double
command_ns_of(const char *engine, const char *format, ...)
{
	char text[2048];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	return (command_ns(text, engine));
}
