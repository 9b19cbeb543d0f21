/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A swap manager of uCore as a policy.
 *
 *	admit		map_swappable; the k-th new page has address k * 4096
 *	leave		set_unswappable, where it was unmapped or pinned
 *	victim		swap_out_victim
 *	tick		tick_event
 *	init		init, init_mm
 *
 * A manager keeps its state in variables of its file, one set for the whole
 * program, and a comparison makes many runs at a time.  So the bytes of the
 * variables are kept in each run's own memory: they are copied into place
 * before a function of the manager is called and out after it, one run at a
 * time under a lock.  The build puts them in one section (plugin.mk).
 *
 * The only way to tell a manager that a page was unmapped is
 * set_unswappable(), which mostly does nothing.  Its list cannot be changed
 * from outside, because a hand may point to the element.  So a page that
 * should have left stays there as a dead one, with its accessed bit clear;
 * when the manager names it as victim it is dropped and the manager is called
 * again.  A page that was pinned and is unpinned becomes alive in its place.
 *
 * Pages that share a frame after a fork are one page to the manager, until
 * one of them is written.
 *
 * A failed assertion writes a message to standard error and leaves the
 * manager's function; after that the policy names no frame, which ends the
 * run.
 */
#include "kit.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#ifndef UCORE_SIGHT
#define UCORE_SIGHT SEES_BITS
#endif

extern struct swap_manager UCORE_MANAGER;

/* The variables of the manager's file; the linker knows where they are. */
extern char __start_ucore_state[] __attribute__((weak, visibility("hidden")));
extern char __stop_ucore_state[] __attribute__((weak, visibility("hidden")));

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char *pristine; /* variables before the first run */

static size_t
state_bytes(void)
{
	return ((size_t)(__stop_ucore_state - __start_ucore_state));
}

__attribute__((constructor)) static void
remember_pristine(void)
{
	pristine = malloc(state_bytes() + 1);
	if (pristine == NULL)
		abort();
	memcpy(pristine, __start_ucore_state, state_bytes());
}

/* Before and after every call of the manager. */
static void
enter(struct kit *k)
{
	pthread_mutex_lock(&lock);
	memcpy(__start_ucore_state, k->state, state_bytes());
	check_mm_struct = &k->mm;
	kit_current = k;
}

static void
leave(struct kit *k)
{
	memcpy(k->state, __start_ucore_state, state_bytes());
	kit_current = NULL;
	pthread_mutex_unlock(&lock);
	kit_give_entries_back(k);
}

/* The policy. */

/* Beside its page in 'known'. */
#define GONE (UINT32_C(1) << 31)

static size_t
round_up(size_t n)
{
	return ((n + 63) / 64 * 64);
}

static size_t
kit_footprint(const struct policy_setup *setup)
{
	size_t n = 2 * (size_t)setup->npages;

	return (round_up(sizeof(struct kit)) +
		2 * round_up(setup->nframes * sizeof(page_id_t)) +
		round_up(state_bytes()) + round_up(n * sizeof(struct Page)) +
		round_up(n * sizeof(pte_t)) + round_up(n * sizeof(frame_t)) +
		round_up(setup->npages * sizeof(page_id_t)));
}

static void *
place(char **at, size_t size)
{
	void *p = *at;

	*at += round_up(size);
	return (p);
}

static void
kit_init(void *st, const struct policy_setup *setup)
{
	size_t numbers = 2 * (size_t)setup->npages;
	struct kit *k = st;
	char *at = (char *)st + round_up(sizeof(*k));

	k->frames = setup->frames;
	k->host = setup->host;
	k->nframes = setup->nframes;
	k->renewals = setup->npages;
	k->fetched = place(&at, k->nframes * sizeof(page_id_t));
	k->in = place(&at, k->nframes * sizeof(page_id_t));
	k->state = place(&at, state_bytes());
	k->page = place(&at, numbers * sizeof(struct Page));
	k->pte = place(&at, numbers * sizeof(pte_t));
	k->frame = place(&at, numbers * sizeof(frame_t));
	k->known = place(&at, setup->npages * sizeof(page_id_t));
	k->mm.pgdir = (pde_t *)k;
	list_init(&k->mm.mmap_list);
	memcpy(k->state, pristine, state_bytes());
	enter(k);
	if (setjmp(k->panicked) != 0 ||
	    (UCORE_MANAGER.init != NULL && UCORE_MANAGER.init() != 0) ||
	    (UCORE_MANAGER.init_mm != NULL &&
		UCORE_MANAGER.init_mm(&k->mm) != 0))
		k->broken = true;
	leave(k);
}

/* Is the page still in a list through this link? */
static bool
is_linked(const list_entry_t *le)
{
	return (le->next != NULL && le->next != le && le->next->prev == le &&
		le->prev->next == le);
}

/* Has the manager's number of the page not been given up? */
static bool
is_known(const struct kit *k, page_id_t page)
{
	return (k->known[page] != 0 && (k->known[page] & GONE) == 0);
}

/* The manager's number of a page that comes for the first time, or again after
 * it was unmapped or paged out.  Then it gets another number if its old one is
 * still in a list of the manager, as often as there are numbers. */
static page_id_t
number(struct kit *k, page_id_t page)
{
	page_id_t v = (k->known[page] & ~GONE) - 1;

	if (k->known[page] == 0)
		return (k->nknown++);
	if ((k->known[page] & GONE) == 0 ||
	    !is_linked(&k->page[v].pra_page_link) || k->renewals == 0)
		return (v);
	k->renewals--;
	return (k->nknown++);
}

/* The page was copied, and the frame that it shared stays: the manager's number
 * of the page is from now on that of a page that remains in the frame. */
static void
part(struct kit *k, page_id_t page)
{
	page_id_t v = k->known[page] - 1, left;

	if (!is_known(k, page) || k->frame[v] == 0)
		return;
	left = k->frames->page[k->frame[v] - 1];
	if (!is_known(k, left))
		k->known[left] = v + 1;
	k->known[page] = 0;
}

static void
kit_admit(void *st, frame_t f, page_id_t page)
{
	struct kit *k = st;
	struct Page *p;
	volatile int swap_in; /* read after setjmp() */
	page_id_t v;

	part(k, page);
	swap_in = is_known(k, page);
	v = number(k, page);
	k->known[page] = v + 1;
	p = &k->page[v];
	p->ref = 1;
	p->pra_vaddr = (uintptr_t)v << PGSHIFT;
	k->frame[v] = f + 1;
	k->in[f] = v;
	if (k->broken)
		return;
	enter(k);
	/* Linked: it was pinned, and the manager did not remove it. */
	if (setjmp(k->panicked) != 0 || (!is_linked(&p->pra_page_link) &&
					    UCORE_MANAGER.map_swappable(&k->mm,
						p->pra_vaddr, p, swap_in) != 0))
		k->broken = true;
	leave(k);
}

/* The number of the page that the manager returned; NO_PAGE: it is no page. */
static page_id_t
number_of(const struct kit *k, const struct Page *p)
{
	uintptr_t at = (uintptr_t)p - (uintptr_t)k->page;

	if ((uintptr_t)p < (uintptr_t)k->page || at % sizeof(*p) != 0 ||
	    at / sizeof(*p) >= k->nknown)
		return (NO_PAGE);
	return ((page_id_t)(at / sizeof(*p)));
}

static bool
ask(struct kit *k, struct Page **p)
{
	*p = NULL;
	if (UCORE_MANAGER.swap_out_victim(&k->mm, p, 0) != 0)
		return (false);
	return (number_of(k, *p) != NO_PAGE);
}

static frame_t
kit_victim(void *st, page_id_t wanted)
{
	struct kit *k = st;
	struct Page *volatile victim = NULL;
	struct Page *p;

	(void)wanted;
	if (k->broken)
		return (NO_FRAME);
	enter(k);
	if (setjmp(k->panicked) != 0) {
		k->broken = true;
	} else {
		do {
			if (!ask(k, &p)) {
				k->broken = true;
				break;
			}
			victim = p;
		} while (k->frame[number_of(k, p)] == 0);
	}
	leave(k);
	if (k->broken)
		return (NO_FRAME);
	return (k->frame[number_of(k, victim)] - 1);
}

/* A page that is unmapped while it is on swap: no list of the manager has it.
 */
static void
kit_forget(void *st, page_id_t page)
{
	struct kit *k = st;

	k->known[page] |= k->known[page] != 0 ? GONE : 0;
}

static void
kit_leave(void *st, frame_t f, enum leave_why why)
{
	struct kit *k = st;
	page_id_t v = k->in[f];

	k->frame[v] = 0;
	if (why == LEAVE_UNMAPPED)
		kit_forget(k, k->frames->page[f]);
	if (why == LEAVE_EVICTED || k->broken ||
	    UCORE_MANAGER.set_unswappable == NULL)
		return;
	enter(k);
	if (setjmp(k->panicked) != 0 ||
	    UCORE_MANAGER.set_unswappable(&k->mm, k->page[v].pra_vaddr) != 0)
		k->broken = true;
	leave(k);
}

static void
kit_tick(void *st)
{
	struct kit *k = st;

	if (k->broken || UCORE_MANAGER.tick_event == NULL)
		return;
	enter(k);
	if (setjmp(k->panicked) != 0 || UCORE_MANAGER.tick_event(&k->mm) != 0)
		k->broken = true;
	leave(k);
}

static const struct policy_ops kit_ops = {
	.size = sizeof(struct policy_ops),
	.admit = kit_admit,
	.victim = kit_victim,
	.leave = kit_leave,
	.forget = kit_forget,
};

const uint32_t policy_contract = POLICY_CONTRACT;
const struct policy policy_plugin = {
	.name = UCORE_NAME,
	.summary = "a swap manager of uCore, from its own source",
	.size = sizeof(struct policy),
	.source = "uCore lab 3",
	.sight = UCORE_SIGHT,
	.footprint = kit_footprint,
	.init = kit_init,
	.tick = kit_tick,
	.ops = &kit_ops,
};
