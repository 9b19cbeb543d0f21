/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How the cost of an area operation grows with the number of areas.
 *
 * An address space gets N areas (a million by default), they are looked up,
 * and they are unmapped again: in order of address, and in separate runs in
 * random order.  Operations are timed in steps of 1000, once when there are few
 * areas (at most 1000) and once when there are nearly N ("many").
 *
 * A tree of fan-out 32 is two levels deep at a thousand areas and four at a
 * million, and in order that is the whole difference.  At random a million
 * areas are not in the caches, and the ratio is that of memory to cache.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/rng.h"
#include "bench/driver.h"
#include "vm/addrspace.h"

#define STEP 1000
#define PAGE UINT64_C(4096)

enum { MAP, FIND, UNMAP, KINDS };

static const char *const names[2][KINDS][2] = {
	{
	    { "map few in order", "map many in order" },
	    { "find few in order", "find many in order" },
	    { "unmap few in order", "unmap many in order" },
	},
	{
	    { "map few at random", "map many at random" },
	    { "find few at random", "find many at random" },
	    { "unmap few at random", "unmap many at random" },
	},
};

struct sample {
	struct timing *few, *many;
};

/* Real time: a step takes some 30 us, and to ask for processor time 0.6. */
static double
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return ((double)t.tv_sec * 1e9 + (double)t.tv_nsec);
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

/* One step of one kind over areas k, each at page 2k; the time of an operation.
 * Returns whether all of them succeeded. */
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
one_round(
    int number, uint64_t n, bool random, uint64_t *order, struct sample *sample)
{
	struct mem *mem = mem_open();
	struct rng r = { (uint64_t)number };
	struct physmem phys;
	struct addrspace *as;
	double ns = 0;
	bool ok;

	physmem_init(&phys, mem, &physmem_default);
	ok = addrspace_create(&as, &phys, 0, UINT64_C(1) << 47) == ADDR_OK;
	set_order(order, n, random, &r);
	for (uint64_t i = 0; ok && i < n; i += STEP) {
		ok = step(as, MAP, order + i, &ns);
		if (i == 0) {
			timing_add_ns(sample[MAP].few, ns);
			ok = ok && step(as, FIND, order, &ns);
			timing_add_ns(sample[FIND].few, ns);
		}
	}
	timing_add_ns(sample[MAP].many, ns);
	set_order(order, n, random, &r);
	/* The first step warms the caches. */
	ok = ok && step(as, FIND, order + n - STEP, &ns);
	ok = ok && step(as, FIND, order, &ns);
	timing_add_ns(sample[FIND].many, ns);
	for (uint64_t i = 0; ok && i < n; i += STEP) {
		ok = step(as, UNMAP, order + i, &ns);
		if (i == 0)
			timing_add_ns(sample[UNMAP].many, ns);
	}
	timing_add_ns(sample[UNMAP].few, ns);
	ok = ok && as->areas.count == 0;
	addrspace_destroy(as);
	mem_close(mem);
	return (ok);
}

static void
run(const struct bench_options *o, struct timings *t)
{
	struct sample sample[2][KINDS];
	uint64_t n = bench_amount(o, 1000000) / STEP * STEP, *order;
	size_t from = t->n;

	if (n == 0)
		n = STEP;
	order = calloc(n, sizeof(*order));
	if (order == NULL)
		bench_die("memory");
	for (int random = 0; random < 2; random++)
		for (int k = 0; k < KINDS; k++) {
			struct sample *s = &sample[random][k];

			s->few = timing_new(
			    t, "areas", "", names[random][k][0], NULL);
			s->many = timing_new(
			    t, "areas", "", names[random][k][1], s->few);
		}
	for (uint64_t i = 0; i < o->rounds; i++)
		for (int random = 0; random < 2; random++)
			if (!one_round(
				(int)i, n, random, order, sample[random])) {
				fprintf(stderr,
				    "bench: areas: an operation failed\n");
				exit(1);
			}
	free(order);
	timings_print(t, from);
}

const struct bench_group bench_areas = {
	.name = "areas",
	.summary = "operations on areas, by the number of areas",
	.run = run,
};
