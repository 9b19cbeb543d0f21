/* SPDX-License-Identifier: BSD-2-Clause */
#include "plain_kernel.h"

#include "plain_swap.h"

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

bool
plain_group_writes_files(
    struct plain_group *g, struct plain_run *r, uint64_t dirty)
{
	/* What is in stock may be charged, too, which a kernel leaves out. */
	uint64_t more = g->stock, files = 0;
	bool many, writes;

	if (g->limit > g->used)
		more += g->limit - g->used;

	for (uint32_t f = 0; f < r->nframes; f++)
		files +=
		    r->page[f] != PLAIN_NONE && plain_is_file(r, r->page[f]);
	many = dirty * 10 > files + more;
	writes = many || g->wrote;
	g->wrote = many && !g->wrote;
	return (writes);
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
