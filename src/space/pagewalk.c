/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions over ranges of a page table: visiting each entry, and lending
 * subtrees to another page table.
 *
 *	lender	root [ . A . ]		borrower root [ . A' . ]
 *		       |				|
 *		       +-------> table (refs 2) <-------+
 *
 * Entry A' has a mark, TABLE_BORROWED: the lender made the table.  Pages that
 * the lender maps below it later are visible in both.  A table that the
 * borrower itself had there becomes an orphan: its pages are unreachable, but
 * their frames stay in use until pagetable_reap().
 */
#include <assert.h>

#include "space/pagetable.h"

struct visit {
	const struct pagetable *pt;
	vaddr_t first, last; /* both are visited */
	unsigned level;      /* of the entries that fn is called with */
	pte_f *fn;
	void *ctx;
};

static int
visit_table(
    const struct visit *v, struct table *t, unsigned level, vaddr_t base)
{
	unsigned bits = v->pt->shift + level * TABLE_BITS;
	vaddr_t reach = bits + TABLE_BITS >= 64
			    ? UINT64_MAX
			    : base + (UINT64_C(1) << (bits + TABLE_BITS)) - 1;
	unsigned lo = base < v->first ? table_index(v->pt, v->first, level) : 0;
	unsigned hi = reach > v->last ? table_index(v->pt, v->last, level)
				      : TABLE_ENTRIES - 1;
	bool sparse = t->index != NULL;
	unsigned n = sparse ? t->used : hi + 1;
	int rc = 0;

	for (unsigned k = sparse ? 0 : lo; k < n && rc == 0; k++) {
		unsigned i = sparse ? t->index[k] : k;
		vaddr_t addr = base | (vaddr_t)i << bits;

		if (t->entry[k] == 0 || i < lo || i > hi)
			continue;
		if (level == v->level)
			rc = v->fn(v->ctx, addr, &t->entry[k]);
		else
			rc = visit_table(
			    v, table_below(t->entry[k]), level - 1, addr);
	}
	return (rc);
}

static int
visit_range(const struct pagetable *pt, vaddr_t start, vaddr_t end,
    unsigned level, pte_f *fn, void *ctx)
{
	const struct visit v = { pt, start, end - 1, level, fn, ctx };

	if (start >= end)
		return (0);
	return (visit_table(&v, pt->top, pt->levels - 1, 0));
}

int
pagetable_walk(const struct pagetable *pt, vaddr_t start, vaddr_t end,
    pte_f *fn, void *ctx)
{
	return (visit_range(pt, start, end, 0, fn, ctx));
}

static int
put_aside(void *ctx, vaddr_t addr, uint64_t *entry)
{
	struct pagetable *pt = ctx;
	struct orphan *o;

	if (*entry & TABLE_BORROWED) {
		table_drop(pt->source, table_below(*entry), pt->paging - 2);
	} else {
		o = mem_alloc(pt->source->memory.m, sizeof(*o));
		o->next = pt->orphan;
		o->base = addr;
		o->table = table_below(*entry);
		pt->orphan = o;
	}
	*entry = 0;
	return (0);
}

void
pagetable_forget(struct pagetable *pt, vaddr_t start, vaddr_t end)
{
	assert(pt->paging >= 2);
	visit_range(pt, start, end, pt->paging - 1, put_aside, pt);
}

static int
lend(void *ctx, vaddr_t addr, uint64_t *entry)
{
	struct pagetable *pt = ctx;
	struct table *root = pagetable_reach(pt, addr, pt->paging - 1, true);
	unsigned i = table_index(pt, addr, pt->paging - 1);

	if (root == NULL)
		return (-1);
	table_below(*entry)->refs++;
	*table_place(pt->source, root, i) = *entry | TABLE_BORROWED;
	return (0);
}

int
pagetable_borrow(struct pagetable *pt, const struct pagetable *other,
    vaddr_t start, vaddr_t end)
{
	assert(pt->paging == other->paging && pt->shift == other->shift);
	pagetable_forget(pt, start, end);
	return (visit_range(other, start, end, pt->paging - 1, lend, pt));
}

void
pagetable_reap(struct pagetable *pt, pte_f *fn, void *ctx)
{
	struct orphan *o;

	while ((o = pt->orphan) != NULL) {
		struct visit v = { pt, o->base, UINT64_MAX, 0, fn, ctx };

		pt->orphan = o->next;
		visit_table(&v, o->table, pt->paging - 2, o->base);
		table_drop(pt->source, o->table, pt->paging - 2);
		mem_free(pt->source->memory.m, o);
	}
}
