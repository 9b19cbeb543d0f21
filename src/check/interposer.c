/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lending memory, passing verbs on.
 *
 * Where the law of memory is judged, what is lent is surrounded by bytes that
 * are not zero up to the next page and by pages that may not be touched beyond.
 * Bytes that were changed are seen after the verb that did it; a page that was
 * touched ends the child.  Parameters are read-only then, and the setup is
 * taken away after init().
 */
#include "check/interposer.h"

#include <sys/mman.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/isolate.h"

#define PAGE       ((size_t)4096)
#define ALIGN      ((size_t)64)
#define GUARD      ((size_t)1 << 20)
#define OPEN       ((size_t)64 << 10)
#define LOW_AT     ((char *)0x10000000)
#define SURROUNDED 0xa5

static size_t
round_up(size_t n, size_t to)
{
	return ((n + to - 1) / to * to);
}

static void *
map_pages(void *at, size_t size)
{
	void *p = mmap(at, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED) {
		perror("pagerace: cannot map memory");
		exit(4);
	}
	return (p);
}

/* In the open: zeroed pages before and behind, as a policy is likely to find
 * in a real run.  For the law of memory: nothing there may be touched. */
static void
lend_openly(struct interposer *w, size_t size)
{
	bool low = w->placement != PLACE_ANYWHERE;

	w->size = size;
	w->mapped = round_up(size, PAGE) + 2 * OPEN;
	w->map = map_pages(low ? LOW_AT : NULL, w->mapped);
	w->st = w->map + OPEN;
	if (w->placement == PLACE_INSIDE)
		w->st += 19 * ALIGN;
}

static void
lend(struct interposer *w, size_t size)
{
	size_t room = round_up(size == 0 ? 1 : size, PAGE);

	if (w->placement < PLACE_ENDS) {
		lend_openly(w, size);
		return;
	}
	w->size = size;
	w->mapped = room + 2 * GUARD;
	w->map = map_pages(NULL, w->mapped);
	mprotect(w->map, GUARD, PROT_NONE);
	mprotect(w->map + GUARD + room, GUARD, PROT_NONE);
	w->st = w->map + GUARD;
	if (w->placement == PLACE_ENDS)
		w->st += room - round_up(size, ALIGN);
	memset(w->map + GUARD, SURROUNDED, (size_t)(w->st - w->map) - GUARD);
	memset(w->st + size, SURROUNDED,
	    (size_t)(w->map + GUARD + room - w->st) - size);
}

static bool
untouched(const char *from, const char *to)
{
	return (from == to ||
		(*from == (char)SURROUNDED &&
		    memcmp(from, from + 1, (size_t)(to - from) - 1) == 0));
}

static void
accuse(struct interposer *w, const char *what)
{
	if (w->said[0] != '\0')
		return;
	snprintf(w->said, sizeof(w->said), "%s", what);
	w->said_at = *w->outer->now;
}

/* What the policy should have found, remembered before a verb. */
static void
before(struct interposer *w)
{
	w->verdict_page->at = *w->outer->now;
	if (!w->watch_table)
		return;
	memcpy(w->page, w->frames->page, w->nframes * sizeof(*w->page));
	memcpy(w->entry, w->frames->entry, w->npages);
}

static void
after(struct interposer *w)
{
	bool guarded = w->placement >= PLACE_ENDS;

	if (guarded && !untouched(w->map + GUARD, w->st))
		accuse(w, "wrote before the memory it was lent");
	if (guarded && !untouched(w->st + w->size, w->map + w->mapped - GUARD))
		accuse(w, "wrote behind the memory it was lent");
	if (!w->watch_table)
		return;
	if (memcmp(w->page, w->frames->page, w->nframes * sizeof(*w->page)) !=
	    0)
		accuse(w, "changed which page a frame holds");
	for (page_id_t p = 0; p < w->npages; p++)
		if (w->frames->entry[p] != w->entry[p] &&
		    w->frames->entry[p] !=
			(w->entry[p] & (uint8_t)~ENTRY_ACCESSED)) {
			accuse(w, "changed more of a page's entry than its "
				  "accessed bit");
			break;
		}
}

static struct interposer *
interposer_of(void *st)
{
	return (*(struct interposer **)st);
}

static void
pass_admit(void *st, frame_t f, page_id_t page)
{
	struct interposer *w = interposer_of(st);

	w->offered[f] = true;
	before(w);
	w->policy->ops->admit(w->st, f, page);
	after(w);
}

static void
count_admit(void *st, frame_t f, page_id_t page)
{
	(void)page;
	interposer_of(st)->offered[f] = true;
}

static void
pass_touch(void *st, frame_t f)
{
	struct interposer *w = interposer_of(st);

	before(w);
	w->policy->ops->touch(w->st, f);
	after(w);
}

static frame_t
pass_victim(void *st, page_id_t page)
{
	struct interposer *w = interposer_of(st);
	char what[120];
	frame_t f;

	before(w);
	f = w->policy->ops->victim(w->st, page);
	after(w);
	if (f >= w->nframes)
		snprintf(what, sizeof(what),
		    "named frame %u as victim, of %u frame%s", f, w->nframes,
		    w->nframes == 1 ? "" : "s");
	else if (!w->offered[f])
		snprintf(what, sizeof(what),
		    "named frame %u as victim, which %s", f,
		    w->frames->page[f] == NO_PAGE ? "is empty"
						  : "it may not empty");
	else
		return (f);
	accuse(w, what);
	return (f);
}

static void
pass_leave(void *st, frame_t f, enum leave_why why)
{
	struct interposer *w = interposer_of(st);

	if (f < w->nframes)
		w->offered[f] = false;
	if (w->policy->ops->leave == NULL)
		return;
	before(w);
	w->policy->ops->leave(w->st, f, why);
	after(w);
}

static void
pass_forget(void *st, page_id_t page)
{
	struct interposer *w = interposer_of(st);

	before(w);
	w->policy->ops->forget(w->st, page);
	after(w);
}

static void
pass_tick(void *st)
{
	struct interposer *w = interposer_of(st);

	before(w);
	w->policy->tick(w->st);
	after(w);
}

static uint64_t
pass_tick_every(const void *params)
{
	const struct interposer *w = params;

	return (w->policy->tick_every(w->params));
}

/* The machine is about to change; what is seen afterwards is compared with
 * what it made of it. */
static void
pass_host(struct policy_host *host, frame_t f, bool release)
{
	struct interposer *w =
	    (struct interposer *)((char *)host -
				  offsetof(struct interposer, host));

	after(w);
	if (f >= w->nframes || !w->offered[f])
		accuse(w, release ? "released a frame that is not its own"
				  : "cleaned a frame that is not its own");
	if (release) {
		w->releases++;
		w->outer->release(w->outer, f);
	} else {
		w->outer->clean(w->outer, f);
	}
	before(w);
}

static void
host_clean(struct policy_host *host, frame_t f)
{
	pass_host(host, f, false);
}

static void
host_release(struct policy_host *host, frame_t f)
{
	pass_host(host, f, true);
}

static size_t
pass_footprint(const struct policy_setup *setup)
{
	const struct interposer *w = setup->params;
	struct policy_setup lent = *setup;
	size_t size;

	lent.params = w->params;
	size = w->policy->footprint(&lent);
	if (w->policy->footprint(&lent) != size)
		((struct interposer *)w)->size = SIZE_MAX;
	return (sizeof(struct interposer *));
}

static void
open_table(struct interposer *w, const struct policy_setup *setup)
{
	w->frames = setup->frames;
	w->nframes = setup->nframes;
	w->npages = setup->npages;
	w->offered = calloc(w->nframes, sizeof(*w->offered));
	w->page = calloc(w->nframes, sizeof(*w->page));
	w->entry = calloc(w->npages, sizeof(*w->entry));
	if (w->offered == NULL || w->page == NULL || w->entry == NULL)
		exit(4);
}

/* The setup is on the stack of whoever calls init(), so it may not be kept:
 * it lies in a page that goes. */
static void
pass_init(void *st, const struct policy_setup *setup)
{
	struct interposer *w = (struct interposer *)setup->params;
	size_t params_size = w->policy->params_size;
	struct policy_setup *lent;

	*(struct interposer **)st = w;
	w->guard = map_pages(NULL, 2 * PAGE);
	lent = w->guard;
	*lent = *setup;
	lent->params = w->params;
	if (w->placement >= PLACE_ENDS && params_size > 0 &&
	    params_size <= PAGE) {
		lent->params =
		    memcpy((char *)w->guard + PAGE, w->params, params_size);
		mprotect((char *)w->guard + PAGE, PAGE, PROT_READ);
	}
	w->outer = setup->host;
	w->host = *setup->host;
	w->host.clean = host_clean;
	w->host.release = host_release;
	lent->host = &w->host;
	open_table(w, setup);
	if (w->size == SIZE_MAX)
		accuse(w, "asked for another footprint when asked again");
	lend(w, w->policy->footprint(lent));
	before(w);
	w->policy->init(w->st, lent);
	after(w);
	if (w->placement >= PLACE_ENDS)
		mprotect(w->guard, PAGE, PROT_NONE);
	setup->host->load_accessed = w->host.load_accessed;
}

void
interposer_init(struct interposer *w, const struct policy *p,
    const void *params, enum placement placement,
    struct verdict_page *verdict_page)
{
	const struct policy_ops *v = p->ops;

	*w = (struct interposer){
		.face = *p,
		.policy = p,
		.params = params,
		.placement = placement,
		.verdict_page = verdict_page,
	};
	/* leave() is there always, for it ends what is offered. */
	w->ops = (struct policy_ops){
		.size = sizeof(w->ops),
		.admit = v->admit != NULL ? pass_admit : count_admit,
		.touch = v->touch != NULL ? pass_touch : NULL,
		.victim = v->victim != NULL ? pass_victim : NULL,
		.leave = pass_leave,
		.forget = v->forget != NULL ? pass_forget : NULL,
	};
	w->face.ops = &w->ops;
	w->face.footprint = pass_footprint;
	w->face.init = pass_init;
	w->face.tick = p->tick != NULL ? pass_tick : NULL;
	w->face.tick_every = p->tick_every != NULL ? pass_tick_every : NULL;
}

void
interposer_end(struct interposer *w)
{
	if (w->map != NULL)
		munmap(w->map, w->mapped);
	if (w->guard != NULL)
		munmap(w->guard, 2 * PAGE);
	free(w->offered);
	free(w->page);
	free(w->entry);
}
