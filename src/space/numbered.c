/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A trace of page references needs no look-up of addresses: for each of its
 * pages the page-table entry is kept in an array, by the trace's own number.
 *
 *	63     58 57		40 39		12 11	   0
 *	| epoch	 | process	  | page number	  | flags   |
 *
 * An event may change any entry.  It begins a new epoch, and an entry of an
 * older one is not used.  A reference without a usable entry is resolved as an
 * access to the page's address (spaces.h).
 *
 * A trace lists its pages in the order of their first references, which is the
 * order in which spaces number them.  So the first pages of the list usually
 * have their places as numbers, and have no entry until one is needed, because
 * an event came or because not all of them allow an operation.
 */
#include "space/numbered.h"

#include <string.h>

#include "space/page_lookup.h"

#define PROCESS_SHIFT 40
#define EPOCH_SHIFT   58
#define EPOCH_LAST    63
#define EPOCH_MASK    ((uint64_t)EPOCH_LAST << EPOCH_SHIFT)
#define PROCESS_MASK  ((uint64_t)(PROCESSES_MAX - 1) << PROCESS_SHIFT)

#define PAGE_BITS      (PROCESS_SHIFT - PTE_SHIFT)
#define PAGE_OF(entry) ((page_id_t)((entry) >> PTE_SHIFT & PAGE_MASK))
#define PAGE_MASK      ((UINT64_C(1) << PAGE_BITS) - 1)

struct numbered {
	struct mem *m;
	struct spaces *s;
	uint64_t *entry; /* by the trace's number, below cap; 0: none */
	size_t cap;
	uint64_t epoch; /* from 1; 0 is that of no entry */

	/* The trace's pages below 'same' have these numbers in the spaces, too.
	 * All are of one process and allow these operations (bits). */
	page_id_t same;
	uint32_t same_process;
	unsigned same_ops;
};

struct numbered *
numbered_open(struct mem *m, struct spaces *s)
{
	struct numbered *x = mem_alloc(m, sizeof(*x));

	x->m = m;
	x->s = s;
	x->epoch = 1;
	return (x);
}

void
numbered_forget(struct numbered *x)
{
	x->same = 0;
	if (++x->epoch <= EPOCH_LAST)
		return;
	x->epoch = 1;
	if (x->cap > 0)
		memset(x->entry, 0, x->cap * sizeof(*x->entry));
}

/* The entry of a page; there are none behind the last that was stored. */
static void
store(struct numbered *x, size_t page, uint64_t e)
{
	if (page >= x->cap)
		x->entry = mem_grow_to(x->m, x->entry, x->cap, &x->cap,
		    page >= 2 * x->cap ? page + 1 : 2 * x->cap,
		    sizeof(*x->entry));
	x->entry[page] = e;
}

/* Is the number of the next page, which has entry e, its place in the list? */
static bool
note_same(struct numbered *x, page_id_t page, uint64_t e)
{
	uint32_t process = (uint32_t)((e & PROCESS_MASK) >> PROCESS_SHIFT);
	unsigned allowed = 0;

	if (page != x->same || PAGE_OF(e) != page ||
	    (page > 0 && process != x->same_process))
		return (false);
	for (unsigned op = 0; op < 4; op++) {
		uint64_t need = access_ops.need[op];

		allowed |= (unsigned)((e & need) == need) << op;
	}
	x->same++;
	x->same_process = process;
	x->same_ops = page == 0 ? allowed : x->same_ops & allowed;
	return (true);
}

/* References to pages below 'same' that process_count() was not told of yet. */
struct uncounted {
	uint64_t counts;
	size_t n;
};

static void
tell_counts(struct numbered *x, struct uncounted *u)
{
	if (u->n > 0)
		process_count(x->s, x->same_process, u->counts);
	*u = (struct uncounted){ 0 };
}

/* The page behind 'same', where it is a new one in a leaf whose area is known,
 * as it is in most cases. */
static bool
take_next(struct numbered *x, uint32_t ref, const struct access *a,
    struct reference *out, struct uncounted *u)
{
	struct spaces *s = x->s;
	struct process *p = s->last;
	const struct leaf_slot *slot;
	uint64_t e;

	if (p == NULL || p->pid != a->pid || p->suspended || x->same == 0 ||
	    p->index != x->same_process || s->npages != x->same ||
	    ref >> 2 != x->same)
		return (false);
	if (u->n == OP_COUNTS_MAX)
		tell_counts(x, u);
	if (lookup_new(s, p, a, 1, 0, false, out, &u->counts) == 0)
		return (false);
	u->n++;
	slot = leaf_cache_slot(&s->leaf_cache, process_tag(s, p, a->addr));
	e = slot->pte[a->addr >> s->shift & (TABLE_ENTRIES - 1)];
	e &= (UINT64_C(1) << PROCESS_SHIFT) - 1;
	note_same(x, ref >> 2, e | (uint64_t)p->index << PROCESS_SHIFT);
	return (true);
}

/* A reference without an entry. */
static never_inline int
resolve(struct numbered *x, uint32_t ref, const struct trace_page *p,
    struct reference *out, size_t *nout, struct uncounted *u,
    const struct err_where *at, struct err *err)
{
	const struct access a = { .addr = p->addr,
		.size = 1,
		.pid = p->pid & PID_MAX,
		.op = ref & 3 };
	struct process *process;
	uint64_t e;

	*nout = 1;
	if (take_next(x, ref, &a, out, u))
		return (0);
	tell_counts(x, u);
	if (spaces_resolve(x->s, &a, 1, out, nout, at, err) != 0)
		return (-1);
	process = process_find(x->s, a.pid);
	if (*nout == 0 || process == NULL)
		return (0);
	e = process_entry(x->s, process, p->addr);
	/* One that has no place in an entry is looked up each time. */
	if (pte_number(e) > PAGE_MASK)
		return (0);
	e &= (UINT64_C(1) << PROCESS_SHIFT) - 1;
	e |= (uint64_t)process->index << PROCESS_SHIFT;
	if (!note_same(x, ref >> 2, e))
		store(x, ref >> 2, e | x->epoch << EPOCH_SHIFT);
	return (0);
}

/* The two ways of the common references; both take n at most OP_COUNTS_MAX of
 * them, up to one that they do not know, and return how many.  Here those to
 * pages whose numbers are their places, which read nothing else. */
static size_t
run_same(const struct numbered *x, const uint32_t *ref, size_t n,
    struct reference *out, struct uncounted *u)
{
	const page_id_t same = x->same;
	const unsigned allowed = x->same_ops;
	uint64_t counts = u->counts;
	size_t i;

	for (i = 0; i < n; i++) {
		unsigned op = ref[i] & 3;

		if (ref[i] >> 2 >= same || (allowed >> op & 1) == 0)
			break;
		counts += access_ops.count[op];
		out[i].word =
		    (ref[i] >> 1 & ~UINT32_C(1)) | access_ops.write[op];
	}
	u->counts = counts;
	u->n += i;
	return (i);
}

/* Here those that have entries, and all of one process. */
static size_t
run_entries(
    struct numbered *x, const uint32_t *ref, size_t n, struct reference *out)
{
	const uint64_t *entry = x->entry;
	const size_t cap = x->cap;
	uint64_t same, expected, counts = 0;
	size_t i;

	if (ref[0] >> 2 >= cap)
		return (0);
	same = entry[ref[0] >> 2] & PROCESS_MASK;
	expected = x->epoch << EPOCH_SHIFT | same;
	for (i = 0; i < n && ref[i] >> 2 < cap; i++) {
		unsigned op = ref[i] & 3;
		uint64_t e = entry[ref[i] >> 2], need = access_ops.need[op];

		if (unlikely((e & (EPOCH_MASK | PROCESS_MASK | need)) !=
			     (expected | need)))
			break;
		counts += access_ops.count[op];
		out[i] = reference_make(PAGE_OF(e), access_ops.write[op]);
	}
	if (i > 0)
		process_count(x->s, (uint32_t)(same >> PROCESS_SHIFT), counts);
	return (i);
}

/* A new page is likely to be the next of the list: fetches what those that
 * follow it will read.  Inlined as lookup_fetch() is. */
static always_inline void
fetch_next(const struct numbered *x, size_t page, const struct trace_page *list,
    size_t npage)
{
	const struct process *p = x->s->last;

	if (p != NULL && page + 2 * LOOKUP_AHEAD < npage)
		lookup_fetch(&x->s->leaf_cache, x->s->shift, p->tag,
		    list[page + LOOKUP_AHEAD].addr,
		    list[page + 2 * LOOKUP_AHEAD].addr);
}

int
numbered_resolve(struct numbered *x, const uint32_t *ref, size_t n,
    const struct trace_page *list, size_t npage, struct reference *out,
    size_t *nout, const struct err_where *at, struct err *err)
{
	struct uncounted u = { 0 };
	size_t i = 0, k = 0, some;

	x->s->nchange = 0;
	while (i < n) {
		size_t most;
		uint32_t page = ref[i] >> 2;

		if (u.n == OP_COUNTS_MAX)
			tell_counts(x, &u);
		most =
		    n - i > OP_COUNTS_MAX - u.n ? OP_COUNTS_MAX - u.n : n - i;
		some = run_same(x, ref + i, most, out + k, &u);
		if (some == 0)
			some = run_entries(x, ref + i, most, out + k);
		i += some;
		k += some;
		if (some > 0)
			continue;
		fetch_next(x, page, list, npage);
		if (resolve(x, ref[i], &list[page], out + k, &some, &u, at,
			err) != 0)
			return (-1);
		k += some;
		i++;
	}
	tell_counts(x, &u);
	*nout = k;
	return (0);
}
