/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Feeding fused runs.
 */
#include "sim/fuse.h"

#include <assert.h>
#include <string.h>

#include "policy/watch.h"
#include "sim/bind.h"

/* With more pages done[] is prefetched. */
#define FAR_PAGES (UINT32_C(1) << 14)
#define AHEAD     16

/* NULL: it is not bound to the loop of blocks. */
static policy_exchange_f *
exchange_of(const struct policy *p)
{
	const struct policy_binding *b = policy_bindings;

	while (b->policy != NULL && b->policy != p)
		b++;
	return (b->policy != NULL ? *b->exchange : NULL);
}

bool
fuse_serves(const struct policy *p)
{
	return (exchange_of(p) != NULL && p->tick == NULL);
}

struct fuse *
fuse_open(struct mem *m, page_id_t npages)
{
	struct fuse *f = mem_alloc(m, sizeof(*f));

	f->done = mem_reserve(m, (uint64_t)npages * 2, sizeof(*f->done));
	f->count = mem_array(m, FUSE_MOST, sizeof(*f->count));
	return (f);
}

static void
settle(struct policy_host *host, page_id_t page)
{
	fuse_forget(((struct partition *)host)->replay, page);
}

void
fuse_add(struct fuse *f, struct replay *r)
{
	struct policy_host *host = &r->partition->instance.host;
	struct policy_pending *pending = &r->block->pending;

	assert(r->policy->ops->touch == NULL || host->hits != HITS_TOLD);
	r->fuse = f;
	r->fuse_bit = UINT64_C(1) << f->n;
	f->all |= r->fuse_bit;
	f->exchange[f->n] = exchange_of(r->policy);
	f->run[f->n] = r;
	if (r->policy->ops->touch != NULL && host->hits == HITS_COUNTED) {
		r->done_bits[0] |= ENTRY_HITS;
		r->done_bits[1] |= ENTRY_HITS;
	}
	f->lane[f->n++] = (struct fuse_lane){
		.entry = r->machine.entry,
		.hit = { r->hit_bits[0], r->hit_bits[1] },
		.done = { r->done_bits[0], r->done_bits[1] },
		.one = block_one(r),
		.plain = !r->machine.write_effects,
	};
	/* policy_look() of any page then comes to settle(). */
	host->settle = settle;
	memset(pending->seen, pending->mark, sizeof(pending->seen));
}

void
fuse_note_pages(struct fuse *f, page_id_t npages)
{
	f->far = npages > FAR_PAGES;
}

static inline void
forget(struct fuse *f, page_id_t page, uint64_t bit)
{
	f->done[(size_t)page << 1] &= ~bit;
	f->done[(size_t)page << 1 | 1] &= ~bit;
}

/* Those that share the frame, as well. */
static never_inline void
forget_sharers(struct fuse *f, const struct replay *r, page_id_t page)
{
	page_id_t p = page;

	do {
		forget(f, p, r->fuse_bit);
		p = machine_next_in_frame(&r->machine, p);
	} while (p != page);
}

void
fuse_forget(struct replay *r, page_id_t page)
{
	if (unlikely(entry_shared(r->machine.entry[page])))
		forget_sharers(r->fuse, r, page);
	else
		forget(r->fuse, page, r->fuse_bit);
}

/* The page that heads the frame has the bits of a shared page. */
static never_inline bool
read_is_done(const struct replay *r, page_id_t page)
{
	const struct machine *m = &r->machine;
	uint8_t e = m->entry[page];

	if (!entry_shared(e) || r->policy->ops->touch != NULL)
		return (false);
	return ((m->entry[m->page[m->frame_of[page]]] & ENTRY_ACCESSED) != 0);
}

/* Enters which references to the page change nothing now. */
static inline void
note(struct fuse *f, const struct replay *r, page_id_t page)
{
	uint64_t *done = &f->done[(size_t)page << 1];
	uint8_t e = r->machine.entry[page];
	bool read = (e & r->done_bits[0]) == r->done_bits[0];
	bool write = (e & r->done_bits[1]) == r->done_bits[1];

	if (unlikely(!read && !entry_present(e)))
		read = read_is_done(r, page);
	done[0] = (done[0] & ~r->fuse_bit) | (read ? r->fuse_bit : 0);
	done[1] = (done[1] & ~r->fuse_bit) | (write ? r->fuse_bit : 0);
}

/* A hit that sets bits.  false: the page is absent, or there is more to do. */
static always_inline bool
hit(struct fuse *f, unsigned i, page_id_t page, bool write)
{
	const struct fuse_lane *l = &f->lane[i];
	uint64_t *done = &f->done[(size_t)page << 1];
	uint8_t e = l->entry[page];

	if (!entry_present(e) || unlikely(!l->plain))
		return (false);
	entry_hit(l->entry, page, l->one, l->hit[write]);
	e = l->entry[page];
	done[0] |= (uint64_t)((e & l->done[0]) == l->done[0]) << i;
	done[1] |= (uint64_t)((e & l->done[1]) == l->done[1]) << i;
	return (true);
}

static inline void
step(struct fuse *f, unsigned i, page_id_t page, bool write)
{
	struct replay *r = f->run[i];
	uint8_t e = r->machine.entry[page];

	r->now = f->now + 1;
	if (entry_present(e))
		block_hit(r, page, write);
	else if (likely(loop_fast_path(r, r->partition) && !entry_in_frame(e)))
		f->exchange[i](r, page, write, &f->count[i]);
	else
		loop_fault(r, page, write, r->policy->ops);
	note(f, r, page);
}

static never_inline void
step_all(struct fuse *f, struct reference ref)
{
	const page_id_t page = reference_page(ref);
	const bool write = reference_write(ref);
	uint64_t todo = f->all & ~f->done[ref.word];

	for (; todo != 0; todo &= todo - 1) {
		unsigned i = (unsigned)__builtin_ctzll(todo);

		if (!hit(f, i, page, write))
			step(f, i, page, write);
	}
}

static inline void
take(struct fuse *f, struct reference ref)
{
	if (unlikely(f->done[ref.word] != f->all))
		step_all(f, ref);
	f->now++;
}

/* Four words at a time, of which there is a bit for each machine in most. */
static void
feed_near(struct fuse *f, const struct reference *ref, size_t n)
{
	const uint64_t *done = f->done, all = f->all;
	size_t i = 0;

	for (; i + 4 <= n; i += 4) {
		if (likely((done[ref[i].word] & done[ref[i + 1].word] &
			       done[ref[i + 2].word] & done[ref[i + 3].word]) ==
			   all)) {
			f->now += 4;
			continue;
		}
		for (size_t k = i; k < i + 4; k++)
			take(f, ref[k]);
	}
	for (; i < n; i++)
		take(f, ref[i]);
}

static void
feed_far(struct fuse *f, const struct reference *ref, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		__builtin_prefetch(&f->done[ref[i + AHEAD].word], 1);
		take(f, ref[i]);
	}
}

/* The faults of the fast path in one call. */
static void
count_faults(struct fuse *f)
{
	for (size_t i = 0; i < f->n; i++)
		loop_count_faults(f->run[i], &f->count[i]);
}

/* All machines have begun as many references. */
static void
set_clocks(struct fuse *f)
{
	for (size_t i = 0; i < f->n; i++)
		f->run[i]->now = f->now;
}

static int
first_failure(struct fuse *f, size_t *failed, struct err *err)
{
	for (*failed = 0; *failed < f->n; ++*failed)
		if (replay_failure(f->run[*failed], err) != 0)
			return (-1);
	return (0);
}

/* false: a policy broke its contract. */
static bool
feed(struct fuse *f, const struct reference *ref, size_t n)
{
	if (setjmp(f->broken) != 0)
		return (false);
	if (f->far)
		feed_far(f, ref, n);
	else
		feed_near(f, ref, n);
	return (true);
}

int
fuse_feed(struct fuse *f, const struct reference *ref, size_t n, size_t *failed,
    struct err *err)
{
	for (size_t i = 0; i < f->n; i++) {
		f->run[i]->err = err;
		f->run[i]->broken_to = &f->broken;
		f->count[i] = loop_count_begin(f->run[i]);
	}
	*failed = 0;
	if (!feed(f, ref, n))
		return (-1);
	set_clocks(f);
	count_faults(f);
	return (first_failure(f, failed, err));
}

int
fuse_change(struct fuse *f, const struct change *c, size_t n, size_t *failed,
    struct err *err)
{
	size_t first = f->n;
	struct err other;

	set_clocks(f);
	for (size_t i = 0; i < n; i++) {
		if (c[i].kind == CHANGE_COUNT || c[i].kind == CHANGE_TICK ||
		    c[i].kind == CHANGE_PROTECT)
			continue;
		forget(f, c[i].page, f->all);
		if (c[i].kind == CHANGE_SHARE)
			forget(f, c[i].other, f->all);
	}
	for (size_t i = 0; i < f->n; i++)
		if (replay_change(
			f->run[i], c, n, first == f->n ? err : &other) != 0 &&
		    first == f->n)
			first = i;
	*failed = first;
	return (first == f->n ? 0 : -1);
}
