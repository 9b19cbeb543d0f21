/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A TLB in front of the page tables.  Each reference looks its page up there.
 * If that misses, the page is entered after the reference, when it is in a
 * frame.
 *
 * An entry is removed when its page leaves memory or is unmapped, and when the
 * page's translation or protection changes: it is copied after a fork, becomes
 * copy-on-write, gets other permissions, or is written back, after which the
 * processor must set its dirty bit again.  A kernel that clears an accessed bit
 * does not flush the entry.
 *
 * A reference that faults is a miss, also a write to a shared page: the walk
 * finds the fault.
 *
 * With tlb_accessed=walk a hit leaves the accessed bit as it is, as processors
 * do, which set it when they walk the page table.  A write to a page that is
 * not dirty walks, too.
 */
#include "sim/replay.h"

/* Pages that share a frame may leave it together, and an observer is told of
 * one of them. */
static void
drop_absent(struct translation *t)
{
	const struct machine *m = &t->replay->machine;

	for (uint32_t i = 0; i < t->tlb.entries; i++) {
		page_id_t page = t->tlb.page[i];

		if (page != NO_PAGE && !entry_in_frame(m->entry[page]))
			tlb_drop(&t->tlb, page);
	}
}

static void
drop(struct translation *t, page_id_t page)
{
	tlb_drop(&t->tlb, page);
	if (t->replay->machine.next_sharer != NULL)
		drop_absent(t);
}

static void
on_fault(void *self, const struct fault *f)
{
	struct translation *t = self;

	t->fault = true;
	tlb_drop(&t->tlb, f->page);
	if (f->victim != NO_PAGE)
		drop(t, f->victim);
	observe_fault(t->next, f);
}

static void
on_evict(void *self, uint64_t at, page_id_t page, slot_t out, bool written)
{
	struct translation *t = self;

	drop(t, page);
	observe_evict(t->next, at, page, out, written);
}

static void
on_clean(void *self, uint64_t at, page_id_t page, slot_t out)
{
	struct translation *t = self;

	tlb_drop(&t->tlb, page);
	observe_clean(t->next, at, page, out);
}

static int
on_step(void *self, const struct replay *r, uint64_t at, struct reference ref,
    struct err *err)
{
	return (
	    observe_step(((struct translation *)self)->next, r, at, ref, err));
}

struct translation *
translation_open(struct replay *r, struct mem *m, const struct settings *s)
{
	struct translation *t;

	if (s->tlb == 0)
		return (NULL);
	t = mem_alloc(m, sizeof(*t));
	tlb_init(&t->tlb, m, s);
	t->replay = r;
	t->flush = s->tlb_switch == TLB_SWITCH_FLUSH;
	t->walk_only = s->tlb_accessed == TLB_ACCESSED_WALK;
	t->observer = (struct observer){
		.fault = on_fault,
		.evict = on_evict,
		.clean = on_clean,
		.step = on_step,
		.self = t,
	};
	return (t);
}

const struct observer *
translation_watch(struct translation *t, const struct observer *next)
{
	if (t == NULL)
		return (next);
	t->next = next;
	return (&t->observer);
}

/* The page whose entry has the bits of this page's frame. */
static page_id_t
head_of(const struct machine *m, page_id_t page)
{
	return (
	    entry_shared(m->entry[page]) ? m->page[m->frame_of[page]] : page);
}

void
translation_begin(struct translation *t, struct reference ref)
{
	const struct page_facts *facts = t->replay->facts;
	const struct machine *m = &t->replay->machine;
	page_id_t page = reference_page(ref);
	uint32_t process =
	    facts != NULL && facts->process != NULL ? facts->process[page] : 0;

	if (t->flush && process != t->process)
		tlb_flush(&t->tlb);
	t->process = process;
	t->hit = tlb_use(&t->tlb, page);
	t->fault = false;
	t->entry = m->entry[head_of(m, page)];
}

void
translation_end(struct translation *t, struct reference ref)
{
	const struct page_facts *facts = t->replay->facts;
	struct machine *m = &t->replay->machine;
	page_id_t page = reference_page(ref);

	t->hit = t->hit && !t->fault;
	if (t->hit) {
		t->replay->outcome->tlb_hits++;
		if (t->walk_only && (t->entry & ENTRY_ACCESSED) == 0 &&
		    (!reference_write(ref) || (t->entry & ENTRY_DIRTY) != 0))
			entry_clear_accessed(m->entry, head_of(m, page));
		return;
	}
	t->replay->outcome->tlb_misses++;
	if (entry_in_frame(m->entry[page]))
		tlb_fill(&t->tlb, page,
		    facts != NULL && facts->number != NULL ? facts->number[page]
							   : page);
}

void
translation_change(struct translation *t, const struct change *c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (c[i].kind == CHANGE_FREE || c[i].kind == CHANGE_SHARE ||
		    c[i].kind == CHANGE_PROTECT)
			tlb_drop(&t->tlb, c[i].page);
	drop_absent(t);
}
