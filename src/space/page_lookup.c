/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finding and giving page numbers, many at a time.
 *
 * An access to a page that has a number costs one probe of the leaf cache, one
 * load, and one comparison of the bits that the operation needs with those that
 * are set.  The first access to a page is nearly as common in some traces.
 *
 * Where the leaves exceed the second-level cache, the slot of the access twice
 * LOOKUP_AHEAD later is fetched and the entry of the one LOOKUP_AHEAD later.
 * At 30 million pages in random order a reference takes 13 ns with this and
 * took 111 without.
 */
#include "space/page_lookup.h"

/* A run of pages that follow each other is noticed at one of so many accesses.
 */
#define RUN_CHECK 128

/* Fetches what accesses behind a[0] will read, if they are not in the leaf of
 * a[0], whose tag this is. */
static always_inline void
fetch_ahead(const struct leaf_cache *c, unsigned shift, uint64_t process,
    const struct access *a, uint64_t tag)
{
	vaddr_t far = a[2 * LOOKUP_AHEAD].addr;

	if ((process | far >> shift >> TABLE_BITS) != tag)
		lookup_fetch(c, shift, process, a[LOOKUP_AHEAD].addr, far);
}

/* lookup_known() with what its callers know, so that all else that the loop
 * needs is in registers. */
static always_inline size_t
find_run(const struct leaf_cache *c, const struct process *p, unsigned shift,
    const struct access *a, size_t n, size_t ahead, struct reference *out,
    uint64_t *counts)
{
	const struct leaf_slot *const slots = c->slot;
	const unsigned slot_shift = c->slot_shift;
	const uint64_t process = p->tag;
	const uint32_t pid = p->pid;
	uint64_t sum = *counts;
	size_t i;

	for (i = 0; i < n; i++) {
		uint32_t other = access_pid_op(&a[i]) ^ pid;
		unsigned op = other >> ACCESS_PID_BITS;
		uint64_t number = a[i].addr >> shift, e, need;
		uint64_t tag = process | number >> TABLE_BITS;
		const struct leaf_slot *slot =
		    &slots[leaf_hash(tag) >> slot_shift];

		if (i < ahead)
			fetch_ahead(c, shift, process, a + i, tag);
		/* The slot of another tag may point to a leaf that was freed.
		 */
		if (unlikely((other & PID_MAX) != 0 || slot->tag != tag))
			break;
		e = slot->pte[number & (TABLE_ENTRIES - 1)];
		need = access_ops.need[op];
		if (unlikely((e & need) != need))
			break;
		sum += access_ops.count[op];
		out[i].word =
		    (uint32_t)(e >> (PTE_SHIFT - 1)) | access_ops.write[op];
	}
	*counts = sum;
	return (i);
}

static never_inline size_t
find_4k(const struct leaf_cache *c, const struct process *p,
    const struct access *a, size_t n, struct reference *out, uint64_t *counts)
{
	return (find_run(c, p, 12, a, n, 0, out, counts));
}

static never_inline size_t
find_4k_ahead(const struct leaf_cache *c, const struct process *p,
    const struct access *a, size_t n, struct reference *out, uint64_t *counts)
{
	return (find_run(c, p, 12, a, n, n, out, counts));
}

/* find_run(), by one of its three. */
static always_inline size_t
find_some(const struct leaf_cache *c, const struct process *p, unsigned shift,
    const struct access *a, size_t n, size_t ahead, struct reference *out,
    uint64_t *counts)
{
	size_t i = 0;

	if (shift != 12)
		return (find_run(c, p, shift, a, n, ahead, out, counts));
	if (ahead > 0) {
		if (ahead > n)
			ahead = n;
		i = find_4k_ahead(c, p, a, ahead, out, counts);
		if (i < ahead)
			return (i);
	}
	return (i + find_4k(c, p, a + i, n - i, out + i, counts));
}

size_t
lookup_known(const struct spaces *s, const struct process *p,
    const struct access *a, size_t n, size_t ahead, struct reference *out,
    uint64_t *counts)
{
	const struct leaf_cache *c = &s->leaf_cache;
	const struct run_of r = { s->shift, p->pid, p->tag };
	size_t i = 0;

	while (i < n) {
		size_t most = RUN_CHECK, some;

		if (run_begins(a + i, n - i, s->shift)) {
			/* To the first multiple of RUN. */
			most = -(a[i].addr >> s->shift) % RUN;
			if (most == 0) {
				i += s->runs->known(
				    c, &r, a + i, n - i, out + i, counts);
				most = RUN_CHECK;
			}
		}
		if (most > n - i)
			most = n - i;
		some = find_some(c, p, s->shift, a + i, most,
		    ahead > i ? ahead - i : 0, out + i, counts);
		i += some;
		if (some < most)
			break;
	}
	return (i);
}

/* The accesses that lookup_new() has left, as it was given them. */
struct new_pages {
	struct spaces *s;
	struct process *p;
	const struct access *a;
	size_t n, ahead;
	struct reference *out;
	uint64_t *counts;
};

static void
skip(struct new_pages *x, size_t n)
{
	x->a += n;
	x->n -= n;
	x->ahead -= x->ahead < n ? x->ahead : n;
	x->out += n;
}

/* The pages of accesses from this one on, to that of the next stretch, are of
 * one area. */
struct stretch {
	const struct area *area;
	size_t from;
};

#define STRETCHES LOOKUP_AHEAD

/*
 * Notes what is known of the next n pages, which are those of k stretches.
 *
 * This is not done where the entries are written: stores become visible in
 * order, so all stores behind that of an entry wait until the entry is in the
 * cache, and a processor holds few of them.  With all stores in one loop, new
 * pages in random order took 1.4 times as long.
 */
static never_inline void
take_stretches(struct spaces *s, struct process *p,
    const struct stretch *stretch, size_t k, page_id_t n)
{
	const struct area *last = p->areas.last;
	uint64_t others = 0;

	for (size_t j = 0; j < k; j++) {
		const struct area *area = stretch[j].area;
		page_id_t from = (page_id_t)stretch[j].from;
		page_id_t end = j + 1 < k ? (page_id_t)stretch[j + 1].from : n;

		others += area != last;
		last = area;
		spaces_note_area(s, area->id, s->npages + from, end - from);
	}
	areas_found(&p->areas, last, n, others);
	spaces_take_numbers(s, p, n);
}

#define NEW_BITS (PTE_RESIDENT | PTE_OWNED)

/*
 * Numbers the pages of the first of n accesses, while they are new pages of one
 * leaf.  The first one's entry is e.  Makes references and returns how many;
 * they are counted in *counts.
 */
static always_inline size_t
number_leaf(const struct page_runs *runs, uint64_t *leaf, uint64_t e,
    const struct run_of *r, const struct access *a, size_t n, uint64_t *address,
    struct reference *out, uint64_t *counts)
{
	const unsigned shift = r->shift;
	const uint32_t pid = r->pid;
	const uint64_t first = a->addr >> shift & -(uint64_t)TABLE_ENTRIES;
	const unsigned denied = access_ops.denied[e & MAP_RWX];
	uint32_t word = (uint32_t)(e >> PTE_SHIFT) << 1;
	uint64_t sum;
	size_t i = 0;

	if (runs->new != NULL && run_begins(a, n, shift))
		i = runs->new (leaf, e, denied, r, a, n, address, out, counts);
	word += 2 * (uint32_t)i;
	e += pte_make(i, 0);
	sum = *counts;
	for (; i < n; i++) {
		uint32_t other = access_pid_op(&a[i]) ^ pid;
		unsigned op = other >> ACCESS_PID_BITS;
		uint64_t number = a[i].addr >> shift;
		uint64_t index = number - first;

		/* Only an entry of this leaf is read: one of another leaf may
		 * be in no cache. */
		if ((other & PID_MAX) != 0 || index >= TABLE_ENTRIES ||
		    leaf[index] != 0 || (denied >> op & 1) != 0)
			break;
		leaf[index] = e;
		address[i] = number;
		sum += access_ops.count[op];
		out[i].word = word | access_ops.write[op];
		word += 2;
		e += pte_make(1, 0);
	}
	*counts = sum;
	return (i);
}

/*
 * Numbers pages while they are new, in up to STRETCHES leaves; returns how
 * many leaves, and takes the accesses off *x.  fetched: a[0] has fetched what
 * accesses behind it will read.
 */
static never_inline size_t
number_leaves(struct new_pages *x, bool fetched)
{
	const struct leaf_cache *c = &x->s->leaf_cache;
	const uint64_t process = x->p->tag, version = x->p->areas.version;
	const unsigned shift = x->s->shift;
	const struct run_of r = { shift, x->p->pid, process };
	const page_id_t page = x->s->npages;
	uint64_t *address = x->s->page_address + page;
	struct stretch stretch[STRETCHES];
	size_t i = 0, k = 0, some;

	while (i < x->n && x->a[i].pid == x->p->pid && k < STRETCHES) {
		uint64_t tag = process | x->a[i].addr >> shift >> TABLE_BITS;
		const struct leaf_slot *slot = leaf_cache_slot(c, tag);

		if (i >= fetched && i < x->ahead)
			fetch_ahead(c, shift, process, x->a + i, tag);
		if (slot->tag != tag || !leaf_covered(slot, version))
			break;
		some = number_leaf(x->s->runs, slot->pte,
		    pte_make(page + i, (slot->cover & PTE_FLAGS) | NEW_BITS),
		    &r, x->a + i, x->n - i, address + i, x->out + i, x->counts);
		if (some == 0)
			break;
		stretch[k++] = (struct stretch){ slot->area, i };
		i += some;
	}
	if (k > 0)
		take_stretches(x->s, x->p, stretch, k, (page_id_t)i);
	skip(x, i);
	return (k);
}

/*
 * Takes the next LOOKUP_AHEAD accesses where most are to another leaf than the
 * one before; returns how many it took, and in *leaves how many leaves they are
 * to.  Their entries have been fetched.  Those of as many behind them are
 * fetched by a loop that does nothing else: the translation of an address that
 * is in no TLB holds up what follows, and a processor translates as many of
 * them at once as it has instructions in flight.
 *
 * mixed: known pages are taken, too.  Then whether a page is new is not
 * predictable, so there is no branch for it.  Without it no store waits for
 * what an entry holds, which takes 7 % less where all pages are new.
 */
static always_inline size_t
take_scattered(struct new_pages *x, bool mixed, size_t *leaves)
{
	const struct leaf_cache *c = &x->s->leaf_cache;
	const struct leaf_slot *const slots = c->slot;
	const unsigned slot_shift = c->slot_shift, shift = x->s->shift;
	const uint64_t process = x->p->tag, version = x->p->areas.version;
	const uint32_t pid = x->p->pid;
	const struct access *const a = x->a;
	uint64_t *address = x->s->page_address + x->s->npages;
	uint64_t e = pte_make(x->s->npages, NEW_BITS), sum = *x->counts;
	struct stretch stretch[STRETCHES + 1];
	uint64_t last = 0;
	size_t i, k = 0;

	*leaves = 0;
	for (i = 0; i < LOOKUP_AHEAD; i++)
		lookup_fetch(c, shift, process, a[i + LOOKUP_AHEAD].addr,
		    a[i + 2 * LOOKUP_AHEAD].addr);
	for (i = 0; i < LOOKUP_AHEAD; i++) {
		uint32_t other = access_pid_op(&a[i]) ^ pid;
		unsigned op = other >> ACCESS_PID_BITS;
		uint64_t number = a[i].addr >> shift, *pte, now;
		uint64_t need = access_ops.need[op];
		uint64_t tag = process | number >> TABLE_BITS;
		const struct leaf_slot *slot =
		    &slots[leaf_hash(tag) >> slot_shift];
		bool new;

		if ((other & PID_MAX) != 0 || slot->tag != tag)
			break;
		pte = &slot->pte[number & (TABLE_ENTRIES - 1)];
		new = !mixed || *pte == 0;
		now = new ? e | (slot->cover & PTE_FLAGS) : *pte;
		if ((!mixed && *pte != 0) || (now & need) != need ||
		    (new & !leaf_covered(slot, version)) != 0)
			break;
		*pte = now;
		address[k] = number;
		stretch[k] = (struct stretch){ slot->area, k };
		k += new;
		e += pte_make(new, 0);
		*leaves += tag != last;
		last = tag;
		sum += access_ops.count[op];
		x->out[i].word =
		    (uint32_t)(now >> (PTE_SHIFT - 1)) | access_ops.write[op];
	}
	*x->counts = sum;
	if (k > 0)
		take_stretches(x->s, x->p, stretch, k, (page_id_t)k);
	skip(x, i);
	return (i);
}

static never_inline size_t
take_new(struct new_pages *x, size_t *leaves)
{
	return (take_scattered(x, false, leaves));
}

static never_inline size_t
take_mixed(struct new_pages *x, size_t *leaves)
{
	return (take_scattered(x, true, leaves));
}

size_t
lookup_new(struct spaces *s, struct process *p, const struct access *a,
    size_t n, size_t ahead, bool mixed, struct reference *out, uint64_t *counts)
{
	struct new_pages x = { s, p, a, n, ahead, out, counts };
	const page_id_t first = s->npages;
	size_t leaves, taken;
	bool scattered = mixed, more = true;

	if (n > s->cap - first)
		n = x.n = s->cap - first;
	while (more) {
		const page_id_t before = s->npages;

		if (scattered && x.n >= LOOKUP_AHEAD &&
		    x.ahead >= LOOKUP_AHEAD) {
			taken = mixed ? take_mixed(&x, &leaves)
				      : take_new(&x, &leaves);
			more = taken == LOOKUP_AHEAD || x.n == n;
			mixed = mixed && s->npages - before < taken;
			scattered = 2 * leaves > taken;
		} else {
			leaves = number_leaves(&x, x.n == n);
			more = leaves == STRETCHES;
			scattered = 2 * leaves > s->npages - before;
		}
	}
	leaf_cache_count(&s->leaf_cache, &s->source, s->npages - first);
	return (n - x.n);
}
