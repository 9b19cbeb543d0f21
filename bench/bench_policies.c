/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a reference costs under each policy, on real traces, against FIFO.
 *
 *	bench_policies [-m PERCENT] [-n REFERENCES] [-r ROUNDS] [TRACE [POLICY]]
 *
 * The trace, by default the largest that comes with the program, is read onto a
 * tape outside the clock, up to so many references; memory is PERCENT of its
 * pages (25), the device costs nothing.  All policies, or the one named, take
 * turns in every round, and FIFO is timed before and after each, so that a
 * neighbour on the machine who comes or goes meets both.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/param.h"
#include "policy/choose.h"
#include "sample.h"
#include "study/refstream.h"
#include "study/refstring.h"

#define POLICIES_MAX 48

static const struct settings settings = {
	.page_size = 4096, .ifetch = true, .seed = 1
};
static const struct kernel_figures kernel = { 0 };

static void
expect(int result, const struct err *err)
{
	if (result == 0)
		return;
	fprintf(stderr, "bench_policies: %s\n", err->msg);
	exit(3);
}

/* What is asked for. */
struct task {
	const char *path;
	uint64_t references; /* at most */
	unsigned percent;
	int rounds;
	const char *only; /* a policy; NULL: all */
};

/* Returns the number of pages. */
static page_id_t
read_trace(struct refstring *t, const struct task *k)
{
	struct trace_spec spec = { k->path, NULL, &settings };
	struct mem *m = mem_open();
	struct trace_facts facts;
	struct refstream *w;
	struct batch b;
	struct err err;

	refstring_open(t);
	expect(refstream_open(&w, m, &spec, NULL, 0, &err), &err);
	do {
		expect(refstream_next(w, &b, &err), &err);
		expect(refstring_changes(t, b.before, b.nbefore, &err), &err);
		if (b.n > k->references - t->n)
			b.n = (size_t)(k->references - t->n);
		expect(refstring_add(t, b.reference, b.n, &err), &err);
		if (t->n == k->references)
			break;
		expect(refstring_changes(t, b.change, b.nchange, &err), &err);
	} while (!b.end);
	refstream_tell(w, &facts);
	expect(refstring_seal(t, &err), &err);
	refstream_close(w);
	mem_close(m);
	return ((page_id_t)facts.pages);
}

struct bench {
	struct refstring refstring;
	struct future_memory future;
	page_id_t npages;
	frame_t nframes;
};

static uint64_t
run(const struct bench *b, struct sample *s, const struct policy *p)
{
	struct mem *m = mem_open();
	struct outcome o = { 0 };
	struct page_facts facts = { 0 };
	void *params = mem_alloc(m, p->params_size + 1);
	struct replay_setup setup = {
		.policy = p,
		.params = params,
		.settings = &settings,
		.nframes = b->nframes,
		.npages = b->npages,
		.facts = &facts,
		.future = &b->future.future,
		.device = &device_free,
		.kernel = &kernel,
	};
	struct replay *r;
	struct err err;
	uint64_t start, faults;

	param_defaults(p->params, params);
	expect(replay_open(&r, &setup, &o, m, &err), &err);
	start = sample_clock();
	expect(refstring_lead(&b->refstring, 0, b->refstring.n, r, &err), &err);
	sample_add(s, start, b->refstring.n);
	replay_finish(r, 0, 0);
	faults = outcome_page_faults(&o);
	replay_close(r);
	mem_close(m);
	return (faults);
}

static const struct policy *
find(const char *name)
{
	for (int i = 0; policy_list[i] != NULL; i++)
		if (strcmp(policy_list[i]->name, name) == 0)
			return (policy_list[i]);
	return (NULL);
}

static struct task
ask(int argc, char **argv)
{
	struct task k = { TRACES_DIR "/sqlite.lackey.xz", UINT64_MAX, 25, 5,
		NULL };
	int c;

	while ((c = getopt(argc, argv, "m:n:r:")) != -1) {
		if (c == 'm')
			k.percent = (unsigned)strtoul(optarg, NULL, 10);
		else if (c == 'n')
			k.references = strtoull(optarg, NULL, 10);
		else if (c == 'r')
			k.rounds = atoi(optarg);
		else
			k.rounds = 0;
	}
	argv += optind;
	argc -= optind;
	if (argc > 0)
		k.path = argv[0];
	if (argc > 1)
		k.only = argv[1];
	if (k.percent == 0 || k.references == 0 || k.rounds < 1 ||
	    k.rounds > SAMPLES_MAX / 2 || argc > 2 ||
	    (k.only != NULL && find(k.only) == NULL)) {
		fprintf(stderr,
		    "usage: bench_policies [-m PERCENT] [-n REFERENCES] "
		    "[-r ROUNDS] [TRACE [POLICY]], at most %d rounds\n",
		    SAMPLES_MAX / 2);
		exit(2);
	}
	return (k);
}

int
main(int argc, char **argv)
{
	struct task k = ask(argc, argv);
	static struct sample timing[POLICIES_MAX], fifo[POLICIES_MAX];
	uint64_t faults[POLICIES_MAX] = { 0 };
	struct bench b;
	struct err err;

	b.npages = read_trace(&b.refstring, &k);
	if (b.refstring.n == 0) {
		fprintf(
		    stderr, "bench_policies: %s has no references\n", k.path);
		return (3);
	}
	b.nframes = (frame_t)((uint64_t)b.npages * k.percent / 100);
	if (b.nframes == 0)
		b.nframes = 1;
	expect(future_open(&b.future, &b.refstring, b.npages, &err), &err);
	sample_heading("ns per reference, and FIFO's beside it");
	printf("# %s: %ju references, %u pages, %u frames, %d rounds\n", k.path,
	    (uintmax_t)b.refstring.n, b.npages, b.nframes, k.rounds);
	for (int round = 0; round < k.rounds; round++)
		for (int i = 0; policy_list[i] != NULL; i++) {
			timing[i].name = policy_list[i]->name;
			fifo[i].name = "fifo";
			if (k.only != NULL &&
			    strcmp(k.only, timing[i].name) != 0)
				continue;
			run(&b, &fifo[i], find("fifo"));
			faults[i] = run(&b, &timing[i], policy_list[i]);
			run(&b, &fifo[i], find("fifo"));
		}
	for (int i = 0; policy_list[i] != NULL; i++) {
		if (timing[i].n == 0)
			continue;
		sample_print(&timing[i], &fifo[i], "ns");
		printf("%30.3f %% faults\n",
		    100.0 * (double)faults[i] / (double)b.refstring.n);
	}
	future_close(&b.future);
	refstring_close(&b.refstring);
	return (0);
}
