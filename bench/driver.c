/* SPDX-License-Identifier: BSD-2-Clause */
#include "bench/driver.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/num.h"

#define OPTIONS_MAX 8

static const char *program;

static void
print_usage(
    FILE *to, const struct bench_number *table, const char *words, int nwords)
{
	fprintf(to, "usage: %s", program);
	for (const struct bench_number *row = table; row->letter != 0; row++)
		fprintf(to, " [-%c N]", row->letter);
	fprintf(to, "%s%s\n", nwords > 0 ? " " : "", words);
	for (const struct bench_number *row = table; row->letter != 0; row++)
		fprintf(to,
		    "  -%c  %s, %" PRIu64 " to %" PRIu64 " (%" PRIu64 ")\n",
		    row->letter, row->what, row->min, row->max, *row->value);
}

static void
set_number(const struct bench_number *row, const char *text)
{
	const char *why = NULL;
	uint64_t n = 0;

	if (num_count(text, &n, &why) != 0 || n < row->min || n > row->max) {
		fprintf(stderr,
		    "%s: -%c (%s): '%s' is not a number from %" PRIu64
		    " to %" PRIu64 "\n",
		    program, row->letter, row->what, text, row->min, row->max);
		exit(2);
	}
	*row->value = n;
}

int
bench_numbers(int argc, char **argv, const struct bench_number *table,
    const char *words, int nwords)
{
	static const struct option long_options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	char letters[2 * OPTIONS_MAX + 2], *end = letters;
	int c;

	program = strrchr(argv[0], '/');
	program = program == NULL ? argv[0] : program + 1;
	for (const struct bench_number *row = table; row->letter != 0; row++) {
		*end++ = row->letter;
		*end++ = ':';
	}
	*end++ = 'h';
	*end = '\0';
	while (
	    (c = getopt_long(argc, argv, letters, long_options, NULL)) != -1) {
		const struct bench_number *row = table;

		if (c == 'h') {
			print_usage(stdout, table, words, nwords);
			exit(0);
		}
		while (row->letter != 0 && row->letter != c)
			row++;
		if (row->letter == 0)
			exit(2); /* getopt() has said what is wrong */
		set_number(row, optarg);
	}
	if (argc - optind > nwords) {
		fprintf(stderr, "%s: unexpected word '%s'; see -h\n", program,
		    argv[optind + nwords]);
		exit(2);
	}
	return (optind);
}

void
bench_expect(int result, const struct err *err)
{
	if (result == 0)
		return;
	fprintf(stderr, "%s: %s%s%s\n", program,
	    err->where.file != NULL ? err->where.file : "",
	    err->where.file != NULL ? ": " : "", err->msg);
	exit(err_status(err->kind));
}

uint64_t
timing_clock(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return ((uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec);
}

void
timing_add(struct timing *t, uint64_t since, uint64_t units)
{
	double ns = (double)(timing_clock() - since);

	if (t->n < 2 * ROUNDS_MAX)
		t->ns[t->n++] = ns / (double)units;
}

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return ((x > y) - (x < y));
}

/* quarter: 1, 2 or 3. */
static double
quartile(struct timing *t, int quarter)
{
	qsort(t->ns, t->n, sizeof(t->ns[0]), ascending);
	return (t->ns[(t->n - 1) * (size_t)quarter / 4]);
}

double
timing_median(struct timing *t)
{
	return (quartile(t, 2));
}

void
timing_heading(const char *title)
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

void
timing_print(struct timing *t, struct timing *base, const char *note)
{
	double low = quartile(t, 1), high = quartile(t, 3);

	printf("%-24s %9.3f ns  [%.3f, %.3f]", t->name, timing_median(t), low,
	    high);
	if (base != NULL)
		printf("  %6.2f x %s", timing_median(t) / timing_median(base),
		    base->name);
	if (note != NULL)
		printf("  %s", note);
	if (base != NULL && low <= quartile(base, 3) &&
	    high >= quartile(base, 1))
		printf("  (no difference seen)");
	putchar('\n');
	fflush(stdout);
}
