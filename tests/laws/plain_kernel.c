/* SPDX-License-Identifier: BSD-2-Clause */
#include "plain_kernel.h"

/* The first is the default. */
const char *const plain_kernel_versions[] = { "6.12", "6.1", "6.12.117", "6.18",
	"7.3", NULL };

int
plain_kernel_version(struct plain_run *r)
{
	static const int version[] = { KERNEL_6_12, KERNEL_6_1, KERNEL_6_12_117,
		KERNEL_6_18, KERNEL_7_3 };

	return (version[plain_choice(r, "version", plain_kernel_versions)]);
}

void
plain_group_open(struct plain_group *g, uint32_t limit)
{
	g->limit = limit;
	g->used = limit >= 64 ? 64 : 3;
	g->stock = g->used - 3;
}

bool
plain_group_try(struct plain_group *g, struct plain_run *r,
    uint64_t (*reclaim)(struct plain_run *r))
{
	int vain = 0;

	if (g->stock > 0) {
		g->stock--;
		return (true);
	}
	if (g->used + 64 <= g->limit) {
		g->used += 64;
		g->stock = 63;
		return (true);
	}
	while (g->used >= g->limit && vain < 18)
		if (reclaim(r) == 0)
			vain++;
	if (g->used >= g->limit) {
		r->counts.oom++;
		return (false);
	}
	g->used++;
	return (true);
}

void
plain_group_charge(struct plain_group *g, struct plain_run *r,
    uint64_t (*reclaim)(struct plain_run *r))
{
	if (plain_group_try(g, r, reclaim))
		return;
	g->used++;
}

bool
plain_batch_add(struct plain_batch *b, uint32_t page)
{
	b->page[b->n++] = page;
	return (b->n == b->most);
}

bool
plain_batch_has(const struct plain_batch *b, uint32_t page)
{
	for (uint32_t i = 0; i < b->n; i++)
		if (b->page[i] == page)
			return (true);
	return (false);
}

bool
plain_batch_drop(struct plain_batch *b, uint32_t page)
{
	for (uint32_t i = 0; i < b->n; i++)
		if (b->page[i] == page) {
			for (b->n--; i < b->n; i++)
				b->page[i] = b->page[i + 1];
			return (true);
		}
	return (false);
}
