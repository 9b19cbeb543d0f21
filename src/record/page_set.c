/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A hash table with linear probing, at most half full.
 */
#include "record/page_set.h"

#include <stdlib.h>

#include "base/mem.h"

struct slot {
	uint64_t page;
	uint32_t process; /* + 1; 0: the slot is empty */
};

struct page_set {
	struct slot *slot;
	uint64_t cap, n; /* cap: a power of two */
};

static struct slot *
make_slots(uint64_t cap)
{
	struct slot *slot = calloc(cap, sizeof(*slot));

	if (slot == NULL)
		mem_die("the set of touched pages");
	return (slot);
}

struct page_set *
page_set_open(void)
{
	struct page_set *s = calloc(1, sizeof(*s));

	if (s == NULL)
		mem_die("the set of touched pages");
	s->cap = 4096;
	s->slot = make_slots(s->cap);
	return (s);
}

void
page_set_close(struct page_set *s)
{
	free(s->slot);
	free(s);
}

/* The slot where it is or belongs. */
static struct slot *
place(struct slot *slots, uint64_t cap, uint64_t page, uint32_t process)
{
	uint64_t i = (page + process * UINT64_C(0xd1342543de82ef95)) *
		     UINT64_C(0x9e3779b97f4a7c15);

	for (i >>= 20;; i++) {
		struct slot *s = &slots[i & (cap - 1)];

		if (s->process == 0 ||
		    (s->page == page && s->process == process))
			return (s);
	}
}

static void
grow(struct page_set *s)
{
	struct slot *old = s->slot;

	s->slot = make_slots(s->cap * 2);
	for (uint64_t i = 0; i < s->cap; i++)
		if (old[i].process != 0)
			*place(s->slot, s->cap * 2, old[i].page,
			    old[i].process) = old[i];
	s->cap *= 2;
	free(old);
}

bool
page_set_add(struct page_set *s, uint64_t page, uint32_t process)
{
	struct slot *at = place(s->slot, s->cap, page, process + 1);

	if (at->process != 0)
		return (false);
	*at = (struct slot){ page, process + 1 };
	if (++s->n * 2 > s->cap)
		grow(s);
	return (true);
}
