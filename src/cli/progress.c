/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The progress line.  On a terminal it is redrawn; elsewhere, where it is
 * asked for, a line is written after one second and then every ten.
 */
#include "cli/progress.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/num.h"

#define SECOND UINT64_C(1000000000)

uint64_t
meter_clock_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return ((uint64_t)t.tv_sec * SECOND + (uint64_t)t.tv_nsec);
}

static void
show(void *self, const char *stage, uint64_t done, uint64_t total)
{
	struct meter *p = self;
	uint64_t now = meter_clock_ns(), took;
	char count[32], rate[32];

	/* A stage may be repeated for other machines: its count begins
	 * again, and the time that the rate is computed from must begin
	 * again too. */
	if (p->stage != NULL &&
	    (strcmp(p->stage, stage) != 0 || done < p->done))
		p->began = now;
	p->stage = stage;
	p->done = done;
	took = now - p->began;
	if (took < SECOND ||
	    now - p->last < (p->terminal ? SECOND / 5 : 10 * SECOND))
		return;
	p->last = now;
	num_print_count(count, sizeof(count), done);
	num_print_count(rate, sizeof(rate),
	    (uint64_t)((double)done / ((double)took / SECOND)));
	fprintf(
	    stderr, "%s%s: %s", p->terminal ? "\r\033[K" : "", stage, count);
	if (total > 0)
		fprintf(stderr, " (%ju%%)", (uintmax_t)(done * 100 / total));
	fprintf(stderr, ", %s/s%s", rate, p->note);
	if (total > done && done > 0)
		fprintf(stderr, ", %ju s left",
		    (uintmax_t)((double)(total - done) / (double)done *
				(double)took / SECOND) +
			1);
	fputs(p->terminal ? "" : "\n", stderr);
	fflush(stderr);
	p->on_line = p->terminal;
}

struct progress
meter_start(struct meter *p, const struct options *o)
{
	bool terminal = isatty(STDERR_FILENO) == 1;

	*p = (struct meter){ .terminal = terminal, .began = meter_clock_ns() };
	p->shown = o->progress == PROGRESS_ALWAYS ||
		   (o->progress == PROGRESS_AUTO && terminal && !o->quiet);
	return ((struct progress){ p->shown ? show : NULL, p });
}

void
meter_stop(struct meter *p)
{
	if (p->on_line)
		fputs("\r\033[K", stderr);
	p->on_line = false;
}
