/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How fast is a lackey trace read?
 *
 * A synthetic trace of some 200 MB is made in TMPDIR from a written seed, in
 * the proportions of a recorded one: three fetches to one access of data, code
 * and stack addresses of eight and ten digits, sizes mostly of one digit.  Then
 * two ways to read it take turns, so that a noisy neighbour meets both: the
 * obvious loop of fgets() and sscanf(), and trace_next() with its digest and
 * its cutting.  What is printed are medians with quartiles, in MB/s.
 *
 *	bench_lackey [-n REFERENCES] [-r ROUNDS] [ROUNDS [MEGABYTES]]
 *
 * -n asks for about so many references in place of megabytes.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/rng.h"
#include "trace/trace.h"

#define SEED       1
#define ROUNDS_MAX 99
#define BATCH      32768
#define LINE_BYTES 14 /* of a reference, about */

/* What a way to read has seen; both must have seen the same. */
struct sum {
	uint64_t accesses;
	uint64_t addresses;
};

static void
die(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

static uint64_t
cpu_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return ((uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec);
}

static void
make_trace(const char *path, uint64_t bytes)
{
	static const uint8_t sizes[16] = { 8, 8, 8, 8, 8, 8, 4, 4, 4, 4, 1, 1,
		2, 16, 8, 4 };
	FILE *f = fopen(path, "w");
	uint64_t pc = 0x401000, done = 0;
	struct rng rng = { SEED };

	if (f == NULL)
		die(path);
	while (done < bytes) {
		uint64_t r = rng_next(&rng);
		unsigned length = 1 + (unsigned)(r & 7);
		int n;

		n = fprintf(f, "I  %08" PRIx64 ",%u\n", pc, length);
		pc = (r >> 3 & 31) == 0 ? 0x401000 + (r >> 8 & 0xfffff)
					: pc + length;
		if ((r >> 32 & 1) != 0)
			n += fprintf(f, " %c %08" PRIx64 ",%u\n",
			    "LLLSSM"[(r >> 33 & 0xff) % 6],
			    (r >> 41 & 1) != 0
				? UINT64_C(0x1fff000000) - (r >> 44 & 0xfff) * 8
				: UINT64_C(0x4222000) + (r >> 44 & 0xfffff),
			    sizes[r >> 60]);
		if (n < 0)
			die(path);
		done += (uint64_t)n;
	}
	if (fclose(f) != 0)
		die(path);
}

static struct sum
read_plainly(const char *path)
{
	FILE *f = fopen(path, "r");
	struct sum sum = { 0, 0 };
	char line[128];

	if (f == NULL)
		die(path);
	while (fgets(line, sizeof(line), f) != NULL) {
		unsigned long addr, size;
		char op;

		if (sscanf(line, " %c %lx,%lu", &op, &addr, &size) != 3)
			continue;
		sum.accesses++;
		sum.addresses += addr;
	}
	fclose(f);
	return (sum);
}

static struct sum
read_trace(const char *path)
{
	static struct access a[BATCH];
	struct settings settings = {
		.page_size = 4096, .straddle = STRADDLE_FIRST, .ifetch = true
	};
	struct trace_spec spec = { path, NULL, &settings };
	struct sum sum = { 0, 0 };
	struct event ev;
	struct trace *t;
	struct err err;
	size_t n;

	if (trace_open(&t, &spec, &err) != 0)
		goto fail;
	do {
		if (trace_next(t, a, BATCH, &n, &ev, &err) != 0)
			goto fail;
		sum.accesses += n;
		for (size_t i = 0; i < n; i++)
			sum.addresses += a[i].addr;
	} while (n > 0);
	trace_close(t);
	return (sum);
fail:
	fprintf(stderr, "%s: %s\n", path, err.msg);
	exit(EXIT_FAILURE);
}

static int
by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return ((x > y) - (x < y));
}

/* Prints the quartiles in MB/s and returns the median time. */
static uint64_t
tell(const char *name, uint64_t *ns, int rounds, uint64_t bytes)
{
	qsort(ns, (size_t)rounds, sizeof(*ns), by_value);
	printf("%-12s %8" PRIu64 " %8" PRIu64 " %8" PRIu64 "  MB/s\n", name,
	    bytes * 1000 / ns[rounds * 3 / 4], bytes * 1000 / ns[rounds / 2],
	    bytes * 1000 / ns[rounds / 4]);
	return (ns[rounds / 2]);
}

int
main(int argc, char **argv)
{
	uint64_t ns[2][ROUNDS_MAX];
	int rounds = 7, c, fd;
	uint64_t bytes = 200 * UINT64_C(1000000);
	const char *dir = getenv("TMPDIR");
	uint64_t plain, trace;
	char path[4096];

	while ((c = getopt(argc, argv, "n:r:")) != -1) {
		if (c == 'n')
			bytes = strtoull(optarg, NULL, 10) * LINE_BYTES;
		else
			rounds = c == 'r' ? atoi(optarg) : 0;
	}
	if (optind < argc)
		rounds = atoi(argv[optind]);
	if (optind + 1 < argc)
		bytes = strtoull(argv[optind + 1], NULL, 10) * 1000000;
	if (rounds < 1 || rounds > ROUNDS_MAX || bytes == 0) {
		fprintf(stderr,
		    "usage: bench_lackey [-n REFERENCES] [-r ROUNDS] "
		    "[ROUNDS [MEGABYTES]], at most %d rounds\n",
		    ROUNDS_MAX);
		return (2);
	}
	snprintf(
	    path, sizeof(path), "%s/lackey.XXXXXX", dir != NULL ? dir : "/tmp");
	if ((fd = mkstemp(path)) < 0)
		die(path);
	close(fd);
	make_trace(path, bytes);
	for (int i = 0; i < rounds; i++) {
		uint64_t t0 = cpu_ns(), t1, t2;
		struct sum a = read_plainly(path), b;

		t1 = cpu_ns();
		b = read_trace(path);
		t2 = cpu_ns();
		ns[0][i] = t1 - t0;
		ns[1][i] = t2 - t1;
		if (memcmp(&a, &b, sizeof(a)) != 0) {
			fprintf(stderr, "the two do not agree\n");
			unlink(path);
			return (EXIT_FAILURE);
		}
	}
	unlink(path);
	printf("%-12s %8s %8s %8s   seed %d, %" PRIu64 " kB, %d rounds\n", "",
	    "lower", "median", "upper", SEED, bytes / 1000, rounds);
	plain = tell("sscanf", ns[0], rounds, bytes);
	trace = tell("trace_next", ns[1], rounds, bytes);
	if (trace == 0)
		trace = 1;
	printf("%-12s %8" PRIu64 ".%" PRIu64 "  times as fast\n", "ratio",
	    plain / trace, plain * 10 / trace % 10);
	return (EXIT_SUCCESS);
}
