/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * zipf: the page of rank k is referenced in proportion to k^-s.
 *
 * A reference is drawn in constant time by the alias method: Walker, ACM TOMS
 * 3(3), 1977, with the tables of Vose, IEEE TSE 17(9), 1991.
 */
#include "generate/pattern.h"

struct zipf_params {
	uint64_t pages;
	double s;
	bool shuffle;
};

static const struct param zipf_params[] = {
	PATTERN_PAGES(zipf_params, "10k"),
	{ "s", PARAM_REAL, offsetof(struct zipf_params, s), "1", 0, 10, NULL,
	    NULL, "the exponent; 0: uniform" },
	{ "shuffle", PARAM_BOOL, offsetof(struct zipf_params, shuffle), "yes",
	    0, 0, NULL, NULL,
	    "whether frequent pages lie anywhere, and not at the beginning" },
	{ .name = NULL },
};

struct zipf {
	uint32_t *keep;  /* by rank: of 2^32 draws, how many keep this rank */
	uint32_t *alias; /* the rank that the others take */
	uint32_t *page;  /* by rank; NULL: the rank itself */
};

/* log2(x), x >= 1, by the series of atanh: within 1e-15 of its value. */
static double
log2_of(uint64_t x)
{
	int whole = 63 - __builtin_clzll(x);
	double m = (double)x / (double)(UINT64_C(1) << whole);
	double t = (m - 1) / (m + 1), square = t * t, sum = 0;

	for (int i = 41; i > 0; i -= 2)
		sum = sum * square + 1.0 / i;
	return (whole + 2 * t * sum / 0.69314718055994530942);
}

/* 2^-x, x >= 0. */
static double
exp2_of_minus(double x)
{
	unsigned whole = (unsigned)x;
	double t = (x - whole) * 0.69314718055994530942, sum = 1, v;

	if (whole > 1000)
		return (0);
	for (int i = 20; i > 0; i--)
		sum = 1 - sum * t / i;
	for (v = sum; whole > 0; whole--)
		v /= 2;
	return (v);
}

/* Moves what is too much of one rank to those that have too little. */
static void
fill_aliases(struct zipf *z, double *weight, uint32_t n, uint32_t *stack)
{
	uint32_t small = 0, large = n;

	for (uint32_t i = 0; i < n; i++) {
		if (weight[i] < 1)
			stack[small++] = i;
		else
			stack[--large] = i;
	}
	while (small > 0 && large < n) {
		uint32_t low = stack[--small], high = stack[large];

		z->keep[low] = (uint32_t)(weight[low] * 4294967295.0);
		z->alias[low] = high;
		weight[high] -= 1 - weight[low];
		if (weight[high] < 1) {
			large++;
			stack[small++] = high;
		}
	}
	for (; small > 0; small--)
		z->keep[stack[small - 1]] = UINT32_MAX;
	for (; large < n; large++)
		z->keep[stack[large]] = UINT32_MAX;
}

/* Every order is as likely as another: Knuth, TAOCP 2, 3.4.2, algorithm P. */
static void
shuffle(uint32_t *page, uint32_t n)
{
	struct rng rng = { n };

	for (uint32_t i = 0; i < n; i++) {
		uint32_t k = (uint32_t)rng_below(&rng, i + 1);

		page[i] = page[k];
		page[k] = i;
	}
}

static int
zipf_open(void *state, const void *params,
    not_used const struct pattern_env *env, struct mem *m,
    not_used struct err *err)
{
	const struct zipf_params *p = params;
	uint32_t n = (uint32_t)p->pages;
	struct zipf *z = state;
	struct mem *work = mem_open();
	double *weight = mem_array(work, n, sizeof(*weight)), sum = 0;

	for (uint32_t i = 0; i < n; i++) {
		weight[i] = exp2_of_minus(p->s * log2_of(i + UINT64_C(1)));
		sum += weight[i];
	}
	for (uint32_t i = 0; i < n; i++)
		weight[i] = weight[i] / sum * n;
	z->keep = mem_array(m, n, sizeof(*z->keep));
	z->alias = mem_array(m, n, sizeof(*z->alias));
	fill_aliases(z, weight, n, mem_array(work, n, sizeof(uint32_t)));
	mem_close(work);
	if (p->shuffle) {
		z->page = mem_array(m, n, sizeof(*z->page));
		shuffle(z->page, n);
	}
	return (0);
}

static uint64_t
zipf_extent(not_used const void *state, const void *params, uint64_t page,
    not_used uint64_t n)
{
	const struct zipf_params *p = params;

	return (p->pages * page);
}

static void
zipf_fill(void *state, const void *params, uint64_t page, struct rng *rng,
    struct pattern_reference *out, size_t n)
{
	const struct zipf_params *p = params;
	const struct zipf *z = state;

	for (size_t i = 0; i < n; i++) {
		uint128 draw = (uint128)rng_next(rng) * p->pages;
		uint32_t rank = (uint32_t)(draw >> 64);

		if ((uint32_t)(draw >> 32) > z->keep[rank])
			rank = z->alias[rank];
		if (z->page != NULL)
			rank = z->page[rank];
		out[i].offset = rank * page;
	}
}

const struct pattern pattern_zipf = {
	.name = "zipf",
	.summary = "a few pages are referenced often, most of them rarely",
	.source = "Zipf's law in the independent reference model: Breslau and "
		  "others, INFOCOM 1999",
	.params = zipf_params,
	.params_size = sizeof(struct zipf_params),
	.state_size = sizeof(struct zipf),
	.open = zipf_open,
	.extent = zipf_extent,
	.fill = zipf_fill,
};
