/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Median and quartiles of interleaved timings.
 */
#include "sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

uint64_t
sample_clock(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return ((uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec);
}

void
sample_add(struct sample *s, uint64_t since, uint64_t units)
{
	if (s->n < SAMPLES_MAX)
		s->ns[s->n++] =
		    (double)(sample_clock() - since) / (double)units;
}

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return ((x > y) - (x < y));
}

double
sample_quartile(struct sample *s, int quarter)
{
	qsort(s->ns, s->n, sizeof(s->ns[0]), ascending);
	return (s->ns[(s->n - 1) * (size_t)quarter / 4]);
}

void
sample_print(struct sample *s, struct sample *base, const char *unit)
{
	double low = sample_quartile(s, 1), high = sample_quartile(s, 3);

	printf("%-28s %9.3f %s  [%.3f, %.3f]", s->name, sample_quartile(s, 2),
	    unit, low, high);
	if (base != NULL && base != s) {
		printf("  %6.2f x %s",
		    sample_quartile(s, 2) / sample_quartile(base, 2),
		    base->name);
		if (low <= sample_quartile(base, 3) &&
		    high >= sample_quartile(base, 1))
			printf(" (no difference seen)");
	}
	putchar('\n');
	fflush(stdout);
}

void
sample_heading(const char *title)
{
	char line[256], model[200] = "unknown processor";
	FILE *in = fopen("/proc/cpuinfo", "r");

	while (in != NULL && fgets(line, sizeof(line), in) != NULL)
		if (sscanf(line, "model name : %199[^\n]", model) == 1)
			break;
	if (in != NULL)
		fclose(in);
	printf("# %s\n# %s; compiler %s\n", title, model, __VERSION__);
}
