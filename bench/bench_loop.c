/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The replay loop against the floor: a loop that streams the same references
 * and updates one byte a page.
 *
 *	bench_loop [-n REFERENCES] [-p PAGES] [-r ROUNDS] [POLICY]
 *	bench_loop REFERENCES [PAGES [ROUNDS [POLICY]]]
 *
 * The trace is zipf (exponent 1.0) over PAGES pages, numbered as a reader
 * numbers them: in order of first touch.  Memory is 10 % of the pages, the
 * device costs nothing.  Every policy, or the one named, is timed in every
 * round.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/param.h"
#include "base/rng.h"
#include "policy/choose.h"
#include "sample.h"
#include "study/refstring.h"

#define POLICIES_MAX 48

static const struct settings settings = { .page_size = 4096, .seed = 1 };
static const struct kernel_figures kernel = { 0 };

/* Cumulative weights 1/k, and a search for where a draw falls. */
static uint32_t
draw(const double *sum, uint32_t npages, struct rng *rng)
{
	double want = (double)(rng_next(rng) >> 11) / 9007199254740992.0 *
		      sum[npages - 1];
	uint32_t low = 0, high = npages - 1;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (sum[middle] < want)
			low = middle + 1;
		else
			high = middle;
	}
	return (low);
}

/* Returns the number of pages touched. */
static page_id_t
make_trace(struct refstring *t, uint64_t n, uint32_t npages)
{
	double *sum = malloc(npages * sizeof(*sum)), total = 0;
	page_id_t *number = malloc(npages * sizeof(*number)), fresh = 0;
	struct rng rng = { 42 };
	struct err err;

	for (uint32_t k = 0; k < npages; k++) {
		total += 1.0 / (k + 1);
		sum[k] = total;
		number[k] = NO_PAGE;
	}
	refstring_open(t);
	for (uint64_t i = 0; i < n; i++) {
		uint32_t rank = draw(sum, npages, &rng);
		struct reference ref;

		if (number[rank] == NO_PAGE)
			number[rank] = fresh++;
		ref = reference_make(number[rank], rng_below(&rng, 10) < 3);
		if (refstring_add(t, &ref, 1, &err) != 0)
			exit(4);
	}
	if (refstring_seal(t, &err) != 0)
		exit(4);
	free(sum);
	free(number);
	return (fresh);
}

static void
time_floor(struct sample *s, const struct refstring *t, page_id_t npages)
{
	static volatile uint8_t sink;
	uint8_t *byte = calloc(npages, 1);
	uint64_t start;

	memset(byte, 1, npages);
	start = sample_clock();
	for (uint64_t i = 0; i < t->n; i++)
		byte[reference_page(t->reference[i])] +=
		    1 + (uint8_t)reference_write(t->reference[i]);
	sample_add(s, start, t->n);
	sink = byte[t->n % npages];
	(void)sink;
	free(byte);
}

static uint64_t
time_policy(struct sample *s, const struct policy *p, const struct refstring *t,
    const struct future *future, page_id_t npages)
{
	struct mem *m = mem_open();
	struct outcome o = { 0 };
	struct page_facts facts = { 0 };
	void *params = mem_alloc(m, p->params_size + 1);
	struct replay_setup setup = {
		.policy = p,
		.params = params,
		.settings = &settings,
		.nframes = npages / 10,
		.npages = npages,
		.facts = &facts,
		.future = future,
		.device = &device_free,
		.kernel = &kernel,
	};
	struct replay *r;
	struct err err;
	uint64_t start, faults;

	param_defaults(p->params, params);
	if (replay_open(&r, &setup, &o, m, &err) != 0) {
		fprintf(stderr, "%s\n", err.msg);
		exit(3);
	}
	start = sample_clock();
	if (refstring_lead(t, 0, t->n, r, &err) != 0)
		exit(3);
	sample_add(s, start, t->n);
	replay_finish(r, 0, 0);
	faults = outcome_page_faults(&o);
	replay_close(r);
	mem_close(m);
	return (faults);
}

/* What is asked for. */
struct task {
	uint64_t references;
	uint32_t npages;
	int rounds;
	const char *only; /* a policy; NULL: all */
};

static struct task
ask(int argc, char **argv)
{
	struct task k = { .references = 20000000, .npages = 1000000, 7, NULL };
	int c;

	while ((c = getopt(argc, argv, "n:p:r:")) != -1) {
		if (c == 'n')
			k.references = strtoull(optarg, NULL, 10);
		else if (c == 'p')
			k.npages = (uint32_t)strtoul(optarg, NULL, 10);
		else if (c == 'r')
			k.rounds = atoi(optarg);
		else
			k.rounds = 0;
	}
	argv += optind;
	argc -= optind;
	if (argc > 0 && argv[0][0] >= '0' && argv[0][0] <= '9') {
		k.references = strtoull(argv[0], NULL, 10);
		if (argc > 1)
			k.npages = (uint32_t)strtoul(argv[1], NULL, 10);
		if (argc > 2)
			k.rounds = atoi(argv[2]);
		k.only = argc > 3 ? argv[3] : NULL;
	} else if (argc > 0) {
		k.only = argv[0];
	}
	if (k.references == 0 || k.npages == 0 || k.npages > PAGES_MAX ||
	    k.rounds < 1 || k.rounds > SAMPLES_MAX) {
		fprintf(stderr,
		    "usage: bench_loop [-n REFERENCES] [-p PAGES] [-r ROUNDS] "
		    "[POLICY], at most %d rounds\n",
		    SAMPLES_MAX);
		exit(2);
	}
	return (k);
}

int
main(int argc, char **argv)
{
	struct task k = ask(argc, argv);
	uint64_t n = k.references;
	int rounds = k.rounds;
	const char *only = k.only;
	static struct sample floor_ = { .name = "floor" };
	static struct sample timing[POLICIES_MAX];
	uint64_t faults[POLICIES_MAX];
	struct future_memory future;
	struct refstring t;
	struct err err;
	page_id_t touched = make_trace(&t, n, k.npages);

	if (touched < 10 || future_open(&future, &t, touched, &err) != 0)
		return (4);
	sample_heading("ns per reference, zipf 1.0, memory 10 % of the pages");
	printf("# %ju references, %ju pages, %d rounds\n", (uintmax_t)n,
	    (uintmax_t)touched, rounds);
	for (int round = 0; round < rounds; round++) {
		time_floor(&floor_, &t, touched);
		for (int i = 0; policy_list[i] != NULL; i++) {
			timing[i].name = policy_list[i]->name;
			if (only == NULL || strcmp(only, timing[i].name) == 0)
				faults[i] =
				    time_policy(&timing[i], policy_list[i], &t,
					&future.future, touched);
		}
	}
	sample_print(&floor_, NULL, "ns");
	for (int i = 0; policy_list[i] != NULL; i++) {
		if (timing[i].n == 0)
			continue;
		sample_print(&timing[i], &floor_, "ns");
		printf("%30.2f %% faults\n",
		    100.0 * (double)faults[i] / (double)n);
	}
	future_close(&future);
	refstring_close(&t);
	return (0);
}
