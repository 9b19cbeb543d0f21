/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Turns accesses into references.
 *
 * The common access is to a page that has a number, by an operation that its
 * entry allows.  It costs one probe of the leaf cache, one load, and one
 * comparison of the bits that the operation needs with those that are set.  The
 * first access to a page is nearly as common in some traces: where one area has
 * all pages of a leaf, the leaf cache knows it, and pages are numbered without
 * a search (page_lookup.c).  The other cases are decided in this order: no area
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

#include "space/page_lookup.h"

/* Fetching ahead with fewer leaves than this only costs instructions. */
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

/* An access that is not the common one.  1: it refers to *page; 0: it gives no
 * reference; -1 with *err set. */
static never_inline int
uncommon(const struct resolver *r, const struct access *a, page_id_t *page)
{
	struct spaces *s = r->s;
	struct process *p = r->p;
	unsigned need = access_ops.need[a->op] & PTE_FLAGS;
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

static inline size_t
left(size_t n, size_t i)
{
	return (n > i ? n - i : 0);
}

/*
 * The first of n accesses, while they are of process r->p; 'ahead' as in
 * page_lookup.h.  Appends references to out[*nout] and returns how many
 * accesses were taken; *rc: -1 where r->err is set.
 */
static size_t
resolve_run(const struct resolver *r, const struct access *a, size_t n,
    size_t ahead, struct reference *out, size_t *nout, int *rc)
{
	uint64_t counts = 0;
	size_t i = 0, k = *nout, some, before = n;
	bool mixed;

	for (;;) {
		page_id_t page;

		some = lookup_known(
		    r->s, r->p, a + i, n - i, left(ahead, i), out + k, &counts);
		i += some;
		k += some;
		if (i == n || a[i].pid != r->p->pid)
			break;
		mixed = some < LOOKUP_AHEAD && before < LOOKUP_AHEAD;
		before = some = lookup_new(r->s, r->p, a + i, n - i,
		    left(ahead, i), mixed, out + k, &counts);
		i += some;
		k += some;
		if (some > 0)
			continue;
		counts += access_ops.count[a[i].op];
		*rc = uncommon(r, &a[i], &page);
		if (*rc < 0)
			break;
		if (*rc > 0)
			out[k++] =
			    reference_make(page, access_ops.write[a[i].op]);
		i++;
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
		size_t ahead = large && n - i > 2 * LOOKUP_AHEAD
				   ? n - i - 2 * LOOKUP_AHEAD
				   : 0;

		r.p = running(s, a[i].pid, at, err);
		if (r.p == NULL)
			return (-1);
		i += resolve_run(&r, a + i, most, ahead, out, nout, &rc);
	}
	return (rc < 0 ? -1 : 0);
}
