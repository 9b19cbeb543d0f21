/* SPDX-License-Identifier: BSD-2-Clause */
#include "bench/bench_string.h"

#include <stdlib.h>

#include "base/rng.h"
#include "bench/timed_replay.h"
#include "study/refstream.h"

/* A rank, drawn with weight 1 / (rank + 1); sum: the weights added up. */
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

page_id_t
bench_zipf(struct refstring *t, uint64_t n, uint32_t npages)
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
		bench_expect(refstring_add(t, &ref, 1, &err), &err);
	}
	bench_expect(refstring_seal(t, &err), &err);
	free(sum);
	free(number);
	return (fresh);
}

/* A string that is recorded up to so many references. */
struct recording {
	struct refstring *string;
	uint64_t most;
};

static int
record(void *self, const struct reference *ref, size_t n, struct err *err)
{
	const struct recording *r = self;
	uint64_t left = r->most - r->string->n;

	if (n > left)
		n = (size_t)left;
	if (refstring_add(r->string, ref, n, err) != 0)
		return (-1);
	return (r->string->n < r->most ? 0 : CONSUMER_DONE);
}

static int
record_changes(void *self, const struct change *c, size_t n, struct err *err)
{
	return (refstring_changes(
	    ((const struct recording *)self)->string, c, n, err));
}

page_id_t
bench_read(struct refstring *t, const char *path, uint64_t most)
{
	struct trace_spec spec = { .path = path, .settings = &bench_settings };
	struct recording recording = { t, most };
	struct consumer consumer = {
		.feed = record, .change = record_changes, .self = &recording
	};
	struct stream s = { .consumer = &consumer, .n = 1 };
	struct mem *m = mem_open();
	struct refstream *w;
	struct err err;

	refstring_open(t);
	bench_expect(refstream_open(&w, m, &spec, NULL, 0, &err), &err);
	s.source = refstream_source(w);
	bench_expect(stream_run(&s, &err), &err);
	bench_expect(refstring_seal(t, &err), &err);
	refstream_close(w);
	mem_close(m);
	return (s.facts.npages);
}
