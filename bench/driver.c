/* SPDX-License-Identifier: BSD-2-Clause */
#include "bench/driver.h"

#include <sys/mman.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PROGRAM "bench"

#define QUICK_REFERENCES 100000

void
bench_expect(int result, const struct err *err)
{
	if (result == 0)
		return;
	fprintf(stderr, PROGRAM ": %s%s%s\n",
	    err->where.file != NULL ? err->where.file : "",
	    err->where.file != NULL ? ": " : "", err->msg);
	exit(err_status(err->kind));
}

_Noreturn void
bench_die(const char *what)
{
	fprintf(stderr, PROGRAM ": ");
	perror(what);
	exit(4);
}

void
bench_touch_memory(size_t size)
{
	volatile char *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		bench_die("memory");
	madvise((void *)p, size, MADV_HUGEPAGE);
	for (size_t i = 0; i < size; i += 4096)
		p[i] = 1;
	munmap((void *)p, size);
}

bool
bench_wants(const char *list, const char *name)
{
	size_t length = strlen(name);

	while (list != NULL) {
		const char *end = strchr(list, ',');
		size_t some = end != NULL ? (size_t)(end - list) : strlen(list);

		if (some == length && strncmp(list, name, some) == 0)
			return (true);
		if (end == NULL)
			return (false);
		list = end + 1;
	}
	return (true);
}

/* Files that are removed at the end of the program. */
static struct {
	char path[32][256];
	size_t n;
} files;

static void
remove_files(void)
{
	for (size_t i = 0; i < files.n; i++)
		unlink(files.path[i]);
}

const char *
bench_file(void)
{
	const char *dir = getenv("TMPDIR");
	char *path = files.path[files.n];
	int fd;

	if (files.n == sizeof(files.path) / sizeof(files.path[0])) {
		fprintf(stderr, PROGRAM ": too many temporary files\n");
		exit(4);
	}
	if (files.n == 0)
		atexit(remove_files);
	snprintf(path, sizeof(files.path[0]), "%.200s/bench.XXXXXX",
	    dir != NULL ? dir : "/tmp");
	fd = mkstemp(path);
	if (fd < 0)
		bench_die(path);
	close(fd);
	files.n++;
	return (path);
}

void
bench_file_end(void)
{
	unlink(files.path[--files.n]);
}

uint64_t
bench_amount(const struct bench_options *o, uint64_t usual)
{
	if (o->references != 0)
		return (o->references);
	return (
	    o->quick && usual > QUICK_REFERENCES ? QUICK_REFERENCES : usual);
}

struct timing *
timing_new(struct timings *t, const char *group, const char *workload,
    const char *name, const struct timing *base)
{
	struct timing *new = mem_alloc(t->m, sizeof(*new));

	new->group = group;
	new->workload = mem_strdup(t->m, workload);
	new->name = mem_strdup(t->m, name);
	new->base = base;
	t->item =
	    mem_grow(t->m, t->item, t->n, &t->cap, sizeof(struct timing *));
	t->item[t->n++] = new;
	return (new);
}

uint64_t
timing_clock(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return ((uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec);
}

void
timing_add_ns(struct timing *t, double ns)
{
	if (t->n < ROUNDS_MAX)
		t->ns[t->n++] = ns;
}

void
timing_add(struct timing *t, uint64_t since, uint64_t units)
{
	timing_add_ns(t, (double)(timing_clock() - since) / (double)units);
}

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return ((x > y) - (x < y));
}

static double
quartile_of(const double *value, size_t n, int quarter)
{
	double sorted[ROUNDS_MAX], low, high;
	size_t place = n > 0 ? (n - 1) * (size_t)quarter : 0;

	if (n == 0)
		return (0);
	memcpy(sorted, value, n * sizeof(*value));
	qsort(sorted, n, sizeof(*sorted), ascending);
	low = sorted[place / 4];
	high = sorted[(place + 3) / 4];
	return (low + (high - low) * (double)(place % 4) / 4);
}

double
timing_quartile(const struct timing *t, int quarter)
{
	return (quartile_of(t->ns, t->n, quarter));
}

double
timing_ratio(const struct timing *t, int quarter)
{
	double ratio[ROUNDS_MAX];
	size_t n = t->n < t->base->n ? t->n : t->base->n;

	for (size_t i = 0; i < n; i++)
		ratio[i] = t->ns[i] / t->base->ns[i];
	return (quartile_of(ratio, n, quarter));
}

static void
print(const struct timing *t)
{
	printf("  %-26s %9.3f ns  [%.3f, %.3f]", t->name, timing_quartile(t, 2),
	    timing_quartile(t, 1), timing_quartile(t, 3));
	if (t->base != NULL)
		printf("  %6.2f x %s [%.2f, %.2f]", timing_ratio(t, 2),
		    t->base->name, timing_ratio(t, 1), timing_ratio(t, 3));
	if (t->note[0] != '\0')
		printf("  %s", t->note);
	putchar('\n');
}

void
timings_print(const struct timings *t, size_t from)
{
	const char *workload = NULL;

	for (size_t i = from; i < t->n; i++) {
		const struct timing *x = t->item[i];

		if (x->n == 0)
			continue; /* not wanted */
		if (workload == NULL || strcmp(x->workload, workload) != 0)
			printf("%s%s%s\n", x->group,
			    x->workload[0] != '\0' ? ", " : "", x->workload);
		workload = x->workload;
		print(x);
	}
	fflush(stdout);
}
