/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How the cost of an area grows with the number of areas.
 *
 *	bench_areas [-n AREAS] [-r ROUNDS] [AREAS]
 *
 * An address space gets N areas (a million unless told otherwise), is asked
 * about them and loses them again, in order of address and then, in runs of
 * their own, in random order; the operations are timed in steps of 1000.  Of
 * the nanoseconds an operation takes when there are few areas (at most 1000)
 * and when there are nearly N, the medians and quartiles over the rounds are
 * told, and the ratio of the medians.
 *
 * A tree of fan-out 32 is two levels deep at a thousand areas and four at a
 * million.  In order that is all there is to see.  At random a million areas
 * are out of the caches, too, and the ratio is that of memory to cache.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/rng.h"
#include "vm/addrspace.h"

#define RUNS_MAX 64
#define STEP     1000
#define PAGE     UINT64_C(4096)

enum { MAP, FIND, UNMAP, KINDS };

static const char *const kind_name[] = { "map", "find", "unmap" };

struct sample {
	double few[RUNS_MAX], many[RUNS_MAX];
};

static double
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return ((double)t.tv_sec * 1e9 + (double)t.tv_nsec);
}

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return ((x > y) - (x < y));
}

static void
set_order(uint64_t *order, uint64_t n, bool random, struct rng *r)
{
	for (uint64_t i = 0; i < n; i++)
		order[i] = i;
	for (uint64_t i = n - 1; random && i > 0; i--) {
		uint64_t j = rng_below(r, i + 1), t = order[i];

		order[i] = order[j];
		order[j] = t;
	}
}

/* One step of one kind over areas k, each at page 2k; true: all went well. */
static bool
step(struct addrspace *as, int kind, const uint64_t *k, double *ns)
{
	double begin = now_ns();
	uint64_t good = 0;

	for (int i = 0; i < STEP; i++) {
		vaddr_t va = 2 * k[i] * PAGE;

		switch (kind) {
		case MAP:
			good += addrspace_map_alloc(
				    as, va, PAGE, MAP_READ, false) == ADDR_OK;
			break;
		case FIND:
			good += areas_find(&as->areas, va) != NULL;
			break;
		default:
			good += addrspace_unmap(as, va, PAGE) == ADDR_OK;
		}
	}
	*ns = (now_ns() - begin) / STEP;
	return (good == STEP);
}

static bool
run(int number, uint64_t n, bool random, uint64_t *order, struct sample *sample)
{
	struct mem *mem = mem_open();
	struct rng r = { (uint64_t)number };
	struct physmem phys;
	struct addrspace *as;
	double ns, last = 0;
	bool ok;

	physmem_init(&phys, mem, &physmem_default);
	ok = addrspace_create(&as, &phys, 0, UINT64_C(1) << 47) == ADDR_OK;
	set_order(order, n, random, &r);
	for (uint64_t i = 0; ok && i < n; i += STEP) {
		ok = step(as, MAP, order + i, &last);
		if (i == 0)
			sample[MAP].few[number] = last;
		if (i == 0 && ok)
			ok = step(as, FIND, order, &sample[FIND].few[number]);
	}
	sample[MAP].many[number] = last;
	set_order(order, n, random, &r);
	ok = ok && step(as, FIND, order + n - STEP, &ns);
	ok = ok && step(as, FIND, order, &sample[FIND].many[number]);
	for (uint64_t i = 0; ok && i < n; i += STEP) {
		ok = step(as, UNMAP, order + i, &last);
		if (i == 0)
			sample[UNMAP].many[number] = last;
	}
	sample[UNMAP].few[number] = last;
	ok = ok && as->areas.count == 0;
	addrspace_destroy(as);
	mem_close(mem);
	return (ok);
}

static void
tell(const char *order, struct sample *sample, int runs)
{
	for (int k = 0; k < KINDS; k++) {
		double *few = sample[k].few, *many = sample[k].many;

		qsort(few, (size_t)runs, sizeof(*few), ascending);
		qsort(many, (size_t)runs, sizeof(*many), ascending);
		printf("%-9s %-6s few %6.1f (%.1f-%.1f)  many %6.1f "
		       "(%.1f-%.1f)  ratio %.2f\n",
		    order, kind_name[k], few[runs / 2], few[runs / 4],
		    few[runs - 1 - runs / 4], many[runs / 2], many[runs / 4],
		    many[runs - 1 - runs / 4], many[runs / 2] / few[runs / 2]);
	}
}

int
main(int argc, char **argv)
{
	uint64_t n = 1000000;
	int runs = 7, c;
	struct sample sample[KINDS];
	uint64_t *order;

	while ((c = getopt(argc, argv, "n:r:")) != -1) {
		if (c == 'n')
			n = strtoull(optarg, NULL, 10);
		else
			runs = c == 'r' ? atoi(optarg) : 0;
	}
	if (optind < argc)
		n = strtoull(argv[optind], NULL, 10);
	n = n / STEP * STEP;
	if (n < STEP || n > 100000000 || runs < 1 || runs > RUNS_MAX) {
		fprintf(stderr,
		    "usage: bench_areas [-n AREAS] [-r ROUNDS] [AREAS], "
		    "from 1000 to 100000000 areas, at most %d rounds\n",
		    RUNS_MAX);
		return (2);
	}
	order = calloc(n, sizeof(*order));
	if (order == NULL)
		return (4);
	printf("%llu areas, %d runs, ns an operation: median (quartiles)\n",
	    (unsigned long long)n, runs);
	for (int random = 0; random < 2; random++) {
		for (int i = 0; i < runs; i++)
			if (!run(i, n, random, order, sample)) {
				fprintf(stderr, "an operation went wrong\n");
				free(order);
				return (1);
			}
		tell(random ? "at random" : "in order", sample, runs);
	}
	free(order);
	return (0);
}
