/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Distances by their logarithm; between two powers of two they are supposed to
 * be equally frequent.
 */
#include "study/fault_shares.h"

#define LOOKS (UINT64_C(1) << 20)

/* Pages that are looked at; references to others are left out. */
#define PAGES (UINT64_C(1) << 24)

void
fault_shares_init(struct fault_shares *f, struct mem *m)
{
	*f = (struct fault_shares){ .n = 0 };
	stack_distance_init(&f->stack, m);
	f->stack.stamp = mem_reserve(m,
	    mem_bound(PAGES, sizeof(*f->stack.stamp)), sizeof(*f->stack.stamp));
}

void
fault_shares_note(struct fault_shares *f, const struct reference *ref, size_t n,
    page_id_t npages)
{
	uint64_t most = mem_bound(PAGES, sizeof(*f->stack.stamp));

	if (npages > most)
		npages = (page_id_t)most;
	for (size_t i = 0; i < n && f->n < LOOKS; i++) {
		page_id_t page = reference_page(ref[i]);
		uint64_t distance;

		f->n++;
		if (page >= npages)
			continue;
		distance = stack_distance_next(&f->stack, page, npages);
		if (distance > 0)
			f->at[63 - __builtin_clzll(distance)]++;
	}
}

double
fault_shares_of(const struct fault_shares *f, uint64_t frames)
{
	unsigned k = frames == 0 ? 0 : 63 - (unsigned)__builtin_clzll(frames);
	double power, sum;

	if (f->n == 0 || k >= 32)
		return (0);
	power = (double)(UINT64_C(1) << k);
	sum = (2 * power - 1 - (double)frames) / power * (double)f->at[k];
	while (++k < 32)
		sum += (double)f->at[k];
	return (sum / (double)f->n);
}
