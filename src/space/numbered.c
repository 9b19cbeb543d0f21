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
 */
#include "space/numbered.h"

#include <string.h>

#include "space/process.h"

#define PROCESS_SHIFT 40
#define EPOCH_SHIFT   58
#define EPOCH_LAST    63
#define EPOCH_MASK    ((uint64_t)EPOCH_LAST << EPOCH_SHIFT)
#define PROCESS_MASK  ((uint64_t)(PROCESSES_MAX - 1) << PROCESS_SHIFT)

#define PAGE_OF(entry) ((page_id_t)((entry) >> PTE_SHIFT & (PAGES_MAX - 1)))
#define WRITES         (1u << ACCESS_WRITE | 1u << ACCESS_MODIFY)

struct numbered {
	struct mem *m;
	struct spaces *s;
	uint64_t *entry; /* by the trace's number; 0: none */
	size_t n, cap;
	uint64_t epoch; /* from 1; 0 is that of no entry */
};

static const uint8_t needs[] = {
	[ACCESS_READ] = PTE_RESIDENT | MAP_READ,
	[ACCESS_WRITE] = PTE_RESIDENT | MAP_WRITE,
	[ACCESS_MODIFY] = PTE_RESIDENT | MAP_READ | MAP_WRITE,
	[ACCESS_FETCH] = PTE_RESIDENT | MAP_EXEC,
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
	if (++x->epoch <= EPOCH_LAST)
		return;
	x->epoch = 1;
	if (x->n > 0)
		memset(x->entry, 0, x->n * sizeof(*x->entry));
}

/* The entries of the pages that are new. */
static void
grow(struct numbered *x, size_t npage)
{
	while (x->n < npage) {
		x->entry =
		    mem_grow(x->m, x->entry, x->n, &x->cap, sizeof(*x->entry));
		x->entry[x->n++] = 0;
	}
}

/* A reference without an entry. */
static never_inline int
resolve(struct numbered *x, uint32_t ref, const struct trace_page *p,
    struct reference *out, size_t *nout, const struct err_where *at,
    struct err *err)
{
	const struct access a = { .addr = p->addr,
		.size = 1,
		.pid = p->pid & PID_MAX,
		.op = ref & 3 };
	struct process *process;
	uint64_t e;

	if (spaces_resolve(x->s, &a, 1, out, nout, at, err) != 0)
		return (-1);
	process = process_find(x->s, a.pid);
	if (*nout == 0 || process == NULL)
		return (0);
	e = process_entry(x->s, process, p->addr);
	x->entry[ref >> 2] = (e & ((UINT64_C(1) << PROCESS_SHIFT) - 1)) |
			     (uint64_t)process->index << PROCESS_SHIFT |
			     x->epoch << EPOCH_SHIFT;
	return (0);
}

/* Resolves references of one process that have entries; returns how many. */
static size_t
run(struct numbered *x, const uint32_t *ref, size_t n, struct reference *out)
{
	const uint64_t *entry = x->entry;
	const uint64_t epoch = x->epoch << EPOCH_SHIFT;
	uint64_t counts = 0,
		 same = n == 0 ? 0 : entry[ref[0] >> 2] & PROCESS_MASK;
	size_t i = 0;

	if (n > OP_COUNTS_MAX)
		n = OP_COUNTS_MAX;
	for (; i < n; i++) {
		unsigned op = ref[i] & 3;
		uint64_t e = entry[ref[i] >> 2], need = needs[op];

		if (unlikely((e & (EPOCH_MASK | PROCESS_MASK | need)) !=
			     (epoch | same | need)))
			break;
		counts += UINT64_C(1) << op * 16;
		out[i] = reference_make(PAGE_OF(e), WRITES >> op & 1);
	}
	if (i > 0)
		process_count(x->s, (uint32_t)(same >> PROCESS_SHIFT), counts);
	return (i);
}

int
numbered_resolve(struct numbered *x, const uint32_t *ref, size_t n,
    const struct trace_page *page, size_t npage, struct reference *out,
    size_t *nout, const struct err_where *at, struct err *err)
{
	size_t i = 0, k = 0, some;

	x->s->nchange = 0;
	grow(x, npage);
	while (i < n) {
		some = run(x, ref + i, n - i, out + k);
		i += some;
		k += some;
		if (some > 0)
			continue;
		if (resolve(x, ref[i], &page[ref[i] >> 2], out + k, &some, at,
			err) != 0)
			return (-1);
		k += some;
		i++;
	}
	*nout = k;
	return (0);
}
