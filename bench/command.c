/* SPDX-License-Identifier: BSD-2-Clause */
#include "bench/command.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "trace/trace.h"

#define WORDS 64

/* The time of calls that read, of which none is within another. */
struct reading {
	uint64_t since, ns;
};

static void
reads(void *self, bool begins)
{
	struct reading *r = self;
	uint64_t now = timing_clock();

	if (begins)
		r->since = now;
	else
		r->ns += now - r->since;
}

/* Standard output goes to /dev/null; returns what it was. */
static int
hide_output(void)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC), out;

	fflush(stdout);
	out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	if (null < 0 || out < 0 || dup2(null, STDOUT_FILENO) < 0)
		bench_die("/dev/null");
	close(null);
	return (out);
}

static void
show_output(int out)
{
	fflush(stdout);
	if (dup2(out, STDOUT_FILENO) < 0)
		bench_die("standard output");
	close(out);
}

double
command_ns(const char *text, const char *engine, double *reading)
{
	struct reading r = { .ns = 0 };
	const struct read_watch watch = { reads, &r };
	struct options *o = calloc(1, sizeof(*o));
	char *line = strdup(text), *word[WORDS], *next = NULL;
	char engine_word[40];
	const struct cmd *c = NULL;
	int n = 0, status = 0, out;
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
	word[n++] = "--progress=never";
	if ((c->option & (FOR_RUNS | FOR_CURVE)) != 0)
		word[n++] = "-j1";
	if (engine != NULL) {
		snprintf(
		    engine_word, sizeof(engine_word), "--engine=%.30s", engine);
		word[n++] = engine_word;
	}
	out = hide_output();
	start = timing_clock();
	o->m = mem_open();
	bench_expect(
	    options_read(o, c->option, c->name, n - 1, word + 1, &err), &err);
	o->show_engine = false;
	if (reading != NULL)
		o->reading = &watch;
	bench_expect(c->run(o, &status, &err), &err);
	mem_close(o->m);
	ns = (double)(timing_clock() - start);
	show_output(out);
	if (reading != NULL)
		*reading = (double)r.ns;
	free(line);
	free(o);
	return (ns);
}

double
command_ns_of(const char *engine, double *reading, const char *format, ...)
{
	char text[2048];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	return (command_ns(text, engine, reading));
}
