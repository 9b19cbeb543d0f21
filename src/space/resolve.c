/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Turns accesses into references.
 *
 * The common access is to a page that has a number, by an operation that its
 * entry allows.  It costs one probe of the leaf cache, one load, and one
 * comparison of the bits that the operation needs with those that are set.  The
 * first access to a page is nearly as common in some traces: where one area has
 * all pages of a leaf, the leaf cache knows it, and pages are numbered without
 * a search (number_run()).  The other cases are decided in this order: no area
 * (an implicit one is made, if they are allowed), no permission, linear memory,
 * the first access to a page.
 *
 * An access needs permissions of its area: a read READ, a write WRITE, a modify
 * both, a fetch EXEC.  No bit implies another.
 *
 * Linear memory is always resident and in no frame, so an access to it is
 * counted among the references of the trace but makes none.
 */
#include <assert.h>

#include "space/process.h"
#include "space/spaces.h"

/* By operation; a table, because its three loads are fewer instructions than
 * the shifts of constants.  An access has three bits for its operation. */
static const struct {
	uint64_t count; /* 1 in the sixteen bits of this operation */
	uint16_t need;  /* the bits that the entry must have */
	uint16_t write; /* it writes */
} ops[8] = {
	[ACCESS_READ] = { 1, MAP_READ | PTE_RESIDENT, 0 },
	[ACCESS_WRITE] = { UINT64_C(1) << 16, MAP_WRITE | PTE_RESIDENT, 1 },
	[ACCESS_MODIFY] = { UINT64_C(1) << 32,
	    MAP_READ | MAP_WRITE | PTE_RESIDENT, 1 },
	[ACCESS_FETCH] = { UINT64_C(1) << 48, MAP_EXEC | PTE_RESIDENT, 0 },
};

/*
 * Where the leaves exceed the second-level cache, the slot of the access twice
 * AHEAD later is fetched and the entry of the one AHEAD later.  At 30 million
 * pages in random order a reference takes 19 ns with this and took 111 without;
 * with fewer leaves than AHEAD_FROM it only costs instructions.
 */
#define AHEAD      16
#define AHEAD_FROM 256

static const char *const op_name[] = {
	[ACCESS_READ] = "a read of",
	[ACCESS_WRITE] = "a write to",
	[ACCESS_MODIFY] = "a modify of",
	[ACCESS_FETCH] = "a fetch from",
};

static int
deny(struct spaces *s, struct process *p, const struct access *a,
    const struct area *area, const struct err_where *at, struct err *err)
{
	unsigned long long addr = a->addr;

	s->process_fact[p->index].denied++;
	if (area == NULL)
		s->denied_area++;
	else
		s->denied_permission++;
	if (!s->settings.strict)
		return (0);
	if (area == NULL)
		return (err_at(err, ERR_TRACE, at,
		    "%s 0x%llx lies outside every area of process %u",
		    op_name[a->op], addr, p->pid));
	return (err_at(err, ERR_TRACE, at,
	    "%s 0x%llx is not allowed by its area [0x%llx, 0x%llx) of process "
	    "%u, which has %s%s%s%s",
	    op_name[a->op], addr, (unsigned long long)area->start,
	    (unsigned long long)area->end, p->pid,
	    area->flags & MAP_READ ? "r" : "",
	    area->flags & MAP_WRITE ? "w" : "",
	    area->flags & MAP_EXEC ? "x" : "",
	    area->flags & (MAP_READ | MAP_WRITE | MAP_EXEC) ? ""
							    : "no access"));
}

/* What a run of accesses of one process needs. */
struct resolver {
	struct spaces *s;
	struct process *p;
	const struct err_where *at;
	struct err *err;
};

/* A page of this area has been numbered: so may be the others of its leaf. */
static void
note_cover(struct spaces *s, const struct process *p, vaddr_t addr,
    const struct area *a)
{
	uint64_t region = UINT64_C(1) << region_shift(s->shift);
	vaddr_t start = addr & -region;

	if (a->start <= start && a->end - start >= region)
		leaf_cache_cover(&s->leaf_cache, process_tag(s, p, addr), a,
		    p->areas.version);
}

/*
 * Numbers the pages of the first of n accesses, while they are new pages in the
 * leaf of the first and the slot knows the area of all of them.  Appends
 * references and returns how many; *counts is of those after the first.
 */
static never_inline size_t
number_run(const struct resolver *r, const struct leaf_slot *slot,
    const struct access *a, size_t n, struct reference *out, uint64_t *counts)
{
	struct spaces *s = r->s;
	struct process *p = r->p;
	const struct area *area = slot->area;
	uint64_t first = a->addr >> s->shift;
	unsigned bits;
	size_t i;

	if (slot->version != p->areas.version)
		return (0);
	if (n > s->cap - s->npages)
		n = s->cap - s->npages;
	bits = area->flags | PTE_RESIDENT | PTE_OWNED;
	for (i = 0; i < n; i++) {
		page_id_t page = s->npages + (page_id_t)i;
		uint64_t number = a[i].addr >> s->shift;
		uint64_t *entry = &slot->entry[number & (TABLE_ENTRIES - 1)];
		unsigned op = a[i].op;

		if (a[i].pid != p->pid || (number ^ first) >> TABLE_BITS != 0 ||
		    *entry != 0 || (bits & ops[op].need) != ops[op].need)
			break;
		*entry = pte_make(page, bits);
		s->page_address[page] = number;
		*counts += i == 0 ? 0 : ops[op].count;
		out[i] = reference_make(page, ops[op].write);
	}
	if (i == 0)
		return (0);
	areas_found(&p->areas, area, i);
	leaf_cache_count(&s->leaf_cache, &s->source, i);
	spaces_take_numbers(s, p, area->id, (page_id_t)i);
	return (i);
}

/* An access that is not the common one.  1: it refers to *page; 0: it gives no
 * reference; -1 with *err set. */
static never_inline int
uncommon(const struct resolver *r, const struct access *a, page_id_t *page)
{
	struct spaces *s = r->s;
	struct process *p = r->p;
	unsigned need = ops[a->op].need & PTE_FLAGS;
	vaddr_t base = a->addr & -(UINT64_C(1) << s->shift);
	uint64_t entry = process_entry(s, p, base);
	const struct area *area;

	if ((entry & PTE_RESIDENT) != 0 && (entry & need) == need) {
		*page = (page_id_t)pte_number(entry);
		return (1);
	}
	area = areas_find(&p->areas, base);
	if (area == NULL && s->settings.areas == AREAS_IMPLICIT) {
		area = implicit_make(s, p, base, r->at, r->err);
		if (area == NULL)
			return (-1);
	}
	if (area == NULL || !area_allows(area, need))
		return (deny(s, p, a, area, r->at, r->err));
	if (area->backend == BACKEND_LINEAR)
		return (0);
	assert((entry & PTE_RESIDENT) == 0);
	if (spaces_number_page(
		s, p, base, area->id, area->flags, page, r->at, r->err) != 0)
		return (-1);
	note_cover(s, p, base, area);
	return (1);
}

/* The process that makes an access; NULL with *err set.  One that is suspended
 * cannot, so the trace lacks its resume. */
static struct process *
running(
    struct spaces *s, uint32_t pid, const struct err_where *at, struct err *err)
{
	struct process *p = process_get(s, pid, at, err);

	if (p == NULL || likely(!p->suspended))
		return (p);
	p->suspended = false;
	s->malformed++;
	if (!s->settings.strict)
		return (p);
	err_at(err, ERR_TRACE, at,
	    "an access of process %u, which is suspended (resume comes first)",
	    pid);
	return (NULL);
}

/* Fetches what a[AHEAD] and a[2 * AHEAD] will read, if they are of this process
 * and not in the leaf of a[0], whose tag this is.  Inlined early, or the
 * compiler leaves out what it takes for a function without an effect. */
static always_inline void
fetch_ahead(const struct leaf_cache *c, unsigned shift, uint64_t process,
    const struct access *a, uint64_t tag)
{
	uint64_t far = a[2 * AHEAD].addr >> shift, near;
	uint64_t far_tag = process | far >> TABLE_BITS, near_tag;

	if (far_tag == tag)
		return;
	near = a[AHEAD].addr >> shift;
	near_tag = process | near >> TABLE_BITS;
	__builtin_prefetch(leaf_cache_slot(c, far_tag));
	__builtin_prefetch(
	    &leaf_cache_slot(c, near_tag)->entry[near & (TABLE_ENTRIES - 1)]);
}

/*
 * The first of n accesses, while they are of process r->p; those below 'ahead'
 * have 2 * AHEAD more behind them.  Appends references to out[*nout] and
 * returns how many accesses were taken; *rc: -1 where r->err is set.
 */
static always_inline size_t
resolve_run(const struct resolver *r, const struct access *a, size_t n,
    size_t ahead, struct reference *out, size_t *nout, int *rc)
{
	/* Not read again for each access, but after every uncommon one. */
	struct leaf_cache cache = r->s->leaf_cache;
	unsigned shift = r->s->shift;
	uint64_t process = r->p->tag, counts = 0;
	uint32_t pid = r->p->pid;
	size_t i, k = *nout, some;

	for (i = 0; i < n && a[i].pid == pid; i++) {
		uint64_t number = a[i].addr >> shift, e = 0;
		uint64_t tag = process | number >> TABLE_BITS;
		unsigned op = a[i].op;
		uint64_t need = ops[op].need;
		const struct leaf_slot *slot = leaf_cache_slot(&cache, tag);
		page_id_t page;

		if (i < ahead)
			fetch_ahead(&cache, shift, process, a + i, tag);
		counts += ops[op].count;
		/* The slot of another tag may point to a leaf that was freed.
		 */
		if (likely(slot->tag == tag))
			e = slot->entry[number & (TABLE_ENTRIES - 1)];
		if (likely((e & need) == need)) {
			page = (page_id_t)pte_number(e);
		} else if (e == 0 && slot->tag == tag &&
			   (some = number_run(
				r, slot, a + i, n - i, out + k, &counts)) > 0) {
			i += some - 1;
			k += some;
			continue;
		} else {
			*rc = uncommon(r, &a[i], &page);
			cache = r->s->leaf_cache;
			if (*rc < 0)
				break;
			if (*rc == 0)
				continue;
		}
		out[k++] = reference_make(page, ops[op].write);
	}
	process_count(r->s, r->p->index, counts);
	*nout = k;
	return (i);
}

int
spaces_resolve(struct spaces *s, const struct access *a, size_t n,
    struct reference *out, size_t *nout, const struct err_where *at,
    struct err *err)
{
	struct resolver r = { .s = s, .at = at, .err = err };
	bool large = s->leaf_cache.nleaf > AHEAD_FROM;
	size_t i = 0;
	int rc = 0;

	s->nchange = 0;
	*nout = 0;
	while (i < n && rc >= 0) {
		size_t most = n - i > OP_COUNTS_MAX ? OP_COUNTS_MAX : n - i;
		size_t ahead =
		    large && n - i > 2 * AHEAD ? n - i - 2 * AHEAD : 0;

		r.p = running(s, a[i].pid, at, err);
		if (r.p == NULL)
			return (-1);
		i += ahead > 0
			 ? resolve_run(&r, a + i, most, ahead, out, nout, &rc)
			 : resolve_run(&r, a + i, most, 0, out, nout, &rc);
	}
	return (rc < 0 ? -1 : 0);
}
