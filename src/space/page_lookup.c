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

const struct access_ops access_ops = {
	.count = {
		[ACCESS_READ] = 1,
		[ACCESS_WRITE] = UINT64_C(1) << 16,
		[ACCESS_MODIFY] = UINT64_C(1) << 32,
		[ACCESS_FETCH] = UINT64_C(1) << 48,
	},
	.write = { [ACCESS_WRITE] = 1, [ACCESS_MODIFY] = 1 },
	.need = {
		[ACCESS_READ] = MAP_READ | PTE_RESIDENT,
		[ACCESS_WRITE] = MAP_WRITE | PTE_RESIDENT,
		[ACCESS_MODIFY] = MAP_READ | MAP_WRITE | PTE_RESIDENT,
		[ACCESS_FETCH] = MAP_EXEC | PTE_RESIDENT,
	},
};

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

size_t
lookup_known(const struct spaces *s, const struct process *p,
    const struct access *a, size_t n, size_t ahead, struct reference *out,
    uint64_t *counts)
{
	const struct leaf_cache *c = &s->leaf_cache;
	size_t i = 0;

	if (s->shift != 12)
		return (find_run(c, p, s->shift, a, n, ahead, out, counts));
	if (ahead > 0) {
		if (ahead > n)
			ahead = n;
		i = find_4k_ahead(c, p, a, ahead, out, counts);
		if (i < ahead)
			return (i);
	}
	return (i + find_4k(c, p, a + i, n - i, out + i, counts));
}

/*
 * Numbers the pages of the first of n accesses, while they are new pages in the
 * leaf of this slot, which knows the area of all of them.  Makes references and
 * returns how many; they are counted in *counts.
 */
static always_inline size_t
number_leaf(struct spaces *s, const struct process *p,
    const struct leaf_slot *slot, const struct access *a, size_t n,
    struct reference *out, uint64_t *counts)
{
	const unsigned shift = s->shift;
	const uint64_t first = a->addr >> shift & -(uint64_t)TABLE_ENTRIES;
	const unsigned bits = slot->area->flags | PTE_RESIDENT | PTE_OWNED;
	const uint32_t pid = p->pid;
	uint64_t *leaf = slot->pte, *address = s->page_address + s->npages;
	uint64_t e = pte_make(s->npages, bits), sum = *counts;
	size_t i;

	for (i = 0; i < n; i++) {
		uint32_t other = access_pid_op(&a[i]) ^ pid;
		unsigned op = other >> ACCESS_PID_BITS;
		uint64_t number = a[i].addr >> shift;
		uint64_t index = number - first;

		/* Only an entry of this leaf is read: one of another leaf may
		 * be in no cache. */
		if ((other & PID_MAX) != 0 || index >= TABLE_ENTRIES ||
		    leaf[index] != 0 || (access_ops.need[op] & ~bits) != 0)
			break;
		leaf[index] = e;
		address[i] = number;
		sum += access_ops.count[op];
		out[i].word =
		    (uint32_t)(e >> (PTE_SHIFT - 1)) | access_ops.write[op];
		e += pte_make(1, 0);
	}
	*counts = sum;
	return (i);
}

size_t
lookup_new(struct spaces *s, struct process *p, const struct access *a,
    size_t n, size_t ahead, struct reference *out, uint64_t *counts)
{
	const struct leaf_cache *c = &s->leaf_cache;
	size_t i = 0, some;

	if (n > s->cap - s->npages)
		n = s->cap - s->npages;
	while (i < n && a[i].pid == p->pid) {
		uint64_t tag = process_tag(s, p, a[i].addr);
		const struct leaf_slot *slot = leaf_cache_slot(c, tag);

		/* That of a[0] did lookup_known(). */
		if (i > 0 && i < ahead)
			fetch_ahead(c, s->shift, p->tag, a + i, tag);
		if (slot->tag != tag || slot->version != p->areas.version)
			break;
		some = number_leaf(s, p, slot, a + i, n - i, out + i, counts);
		if (some == 0)
			break;
		i += some;
		areas_found(&p->areas, slot->area, some);
		spaces_take_numbers(s, p, slot->area->id, (page_id_t)some);
	}
	leaf_cache_count(&s->leaf_cache, &s->source, i);
	return (i);
}
