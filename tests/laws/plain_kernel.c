/* SPDX-License-Identifier: BSD-2-Clause */
#include "plain_kernel.h"

#include "plain_swap.h"

#define FIRST_LOOK 32 /* pages that a process makes dirty */
#define SLEEP_NS   8000000
#define LIMIT_NS   200000000
#define TIMER_NS   2000000000
#define PAGE_BYTES 4096

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
plain_group_open(struct plain_run *r, struct plain_group *g)
{
	uint64_t own = r->setup.kernel_pages != 0 ? r->setup.kernel_pages : 3;

	g->is_machine = r->setup.machine != NULL;
	if (g->is_machine)
		g->machine = *r->setup.machine;
	g->limit = g->is_machine ? UINT64_MAX / 2 : r->nframes;
	g->file_bytes = plain_count(r, "file_bytes", 104);
	g->used = g->limit >= 64 && own <= 64 ? 64 : own;
	g->stock = g->used - own;
}

/* Of the stock, which is filled if that is possible. */
static bool
take_of_stock(struct plain_group *g)
{
	if (g->stock == 0) {
		if (g->used + 64 > g->limit)
			return (false);
		g->used += 64;
		g->stock = 64;
	}
	g->stock--;
	return (true);
}

bool
plain_group_try(struct plain_group *g, struct plain_run *r,
    uint64_t (*reclaim)(struct plain_run *r))
{
	int vain = 0;

	if (take_of_stock(g))
		return (true);
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
	if (g->is_machine)
		plain_machine_charge(r, &g->machine, g->fault_ns, reclaim);
	if (plain_group_try(g, r, reclaim))
		return;
	g->used++;
}

void
plain_group_fault(struct plain_group *g, struct plain_run *r, bool first)
{
	const struct plain_figures *f = r->setup.figures;

	if (g->is_machine)
		g->fault_ns = first ? f->zero_ns : f->major_ns;
}

void
plain_group_charge_file(struct plain_group *g)
{
	if (g->bytes < g->file_bytes) {
		if (!take_of_stock(g))
			g->used++;
		g->bytes += PAGE_BYTES;
	}
	g->bytes -= g->file_bytes;
}

/* Whole pages are uncharged.  (A kernel keeps the last one, and gives the
 * others to the stock, from which a charge that does not fit takes them:
 * drain_all_stock().) */
void
plain_group_uncharge_file(struct plain_group *g)
{
	g->bytes += g->file_bytes;
	if (g->bytes < PAGE_BYTES)
		return;
	g->used -= g->bytes / PAGE_BYTES;
	g->bytes %= PAGE_BYTES;
}

void
plain_group_copy_dirty(
    struct plain_group *g, struct plain_run *r, uint64_t files)
{
	g->then_dirty = 0;
	for (uint32_t f = 0; f < r->nframes; f++) {
		uint32_t p = r->page[f];

		if (p != PLAIN_NONE && !r->pinned[p] && plain_is_file(r, p))
			g->then_dirty += r->dirty[p];
	}
	g->then_files = files;
}

bool
plain_group_counts_dirty(struct plain_group *g)
{
	if (!g->looked && g->wait == 0)
		g->wait = FIRST_LOOK;
	g->looked = true;
	return (++g->made_dirty >= g->wait);
}

/* So many pages that the next look is after the root of them. */
static uint64_t
root_of(uint64_t n)
{
	uint64_t root = 1;

	while (root * root * 4 <= n)
		root *= 2;
	return (root);
}

enum plain_dirty
plain_group_look_at_dirty(struct plain_group *g, uint64_t ns)
{
	/* What is in stock may be charged, too, which a kernel leaves out. */
	uint64_t free = g->is_machine || g->limit <= g->used
			    ? g->stock
			    : g->stock + g->limit - g->used;
	uint64_t all = g->then_files + free, dirty = g->then_dirty;
	uint64_t ratio = all * 819 / 4096, background = all * 409 / 4096;
	uint64_t limit = g->dirty_limit > ratio ? g->dirty_limit : ratio;
	uint64_t goal = dirty > ratio ? dirty : ratio;

	if (2 * dirty <= ratio + background ||
	    dirty <= (ratio + background) / 2) {
		g->made_dirty = 0;
		g->wait = root_of(ratio - dirty);
		return (PLAIN_FEW);
	}
	if (ns + g->slept >= g->limit_at + LIMIT_NS) {
		g->limit_at = ns + g->slept;
		if (g->dirty_limit < ratio)
			g->dirty_limit = ratio;
		else if (g->dirty_limit > goal)
			g->dirty_limit -= (g->dirty_limit - goal) / 32;
	}
	if (dirty >= limit) {
		g->made_dirty = g->wait = 0;
		return (PLAIN_SLEEPS);
	}
	g->wait += g->made_dirty;
	return (PLAIN_MANY);
}

bool
plain_group_sleeps(struct plain_group *g, uint64_t ns)
{
	uint64_t last = (ns + g->slept) / TIMER_NS;

	g->slept += SLEEP_NS;
	return ((ns + g->slept) / TIMER_NS > last);
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
