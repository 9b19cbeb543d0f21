/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Exact reduction for LRU and OPT.
 *
 * Positions count references from 1.  'edge' is the (k+1)th of the pages in
 * order of their last reference, and 'bound' the position of that reference.
 * A page whose reference at i is at or behind the bound has had fewer than k
 * others between i and now: itself it is one of the k + 1.  A reference before
 * the bound is final; those behind it wait in a queue.
 *
 * 'floor' is the position before the last event; a reference at or before it is
 * as if it had not been.
 */
#include "study/reduce.h"

#include <string.h>

#include "base/inline.h"
#include "model/page.h"
#include "space/spaces.h"

#define NO_NODE UINT32_MAX

/* By page. */
struct recent {
	page_id_t newer, older; /* in order of the last reference */
	uint64_t last, before;  /* j and i: the last two that are kept */
	uint32_t last_node, before_node; /* valid while they wait */
};

/* A reference that waits. */
struct node {
	struct access access;
	uint64_t time;
	uint64_t position;
	uint32_t next, prev; /* in the queue */
};

struct reducer {
	struct mem *m;
	struct spaces *spaces;
	struct reduce_sink sink;
	uint64_t frames;

	struct recent *page; /* by page number */
	uint64_t page_cap;   /* entries of it */
	page_id_t newest, oldest;
	uint64_t listed; /* pages since the floor */
	page_id_t edge;  /* NO_PAGE: fewer than k + 1 pages are listed */
	uint64_t bound, floor, position;

	struct node *node;
	size_t nnode, cap;
	uint32_t spare;       /* nodes that are not in use, by next */
	uint32_t first, last; /* of the queue */
	struct reduce_counts counts;
};

int
reduce_open(struct reducer **out, struct mem *m, uint64_t frames,
    const struct settings *settings, const struct reduce_sink *sink,
    struct err *err)
{
	struct reducer *r = mem_alloc(m, sizeof(*r));

	r->m = m;
	r->frames = frames;
	r->sink = *sink;
	r->page_cap = mem_bound(PAGES_MAX, sizeof(*r->page));
	r->page = mem_reserve(m, r->page_cap, sizeof(*r->page));
	r->newest = r->oldest = r->edge = NO_PAGE;
	r->spare = r->first = r->last = NO_NODE;
	*out = r;
	return (spaces_open(&r->spaces, m, settings, NULL, 0, err));
}

/* Takes a node out of the queue. */
static void
drop(struct reducer *r, uint32_t i)
{
	struct node *n = &r->node[i];

	if (n->prev == NO_NODE)
		r->first = n->next;
	else
		r->node[n->prev].next = n->next;
	if (n->next == NO_NODE)
		r->last = n->prev;
	else
		r->node[n->next].prev = n->prev;
	n->next = r->spare;
	r->spare = i;
}

/* Appends a reference to the queue; returns its node. */
static uint32_t
append(struct reducer *r, const struct access *a, uint64_t time)
{
	uint32_t i = r->spare;
	struct node *n;

	if (i != NO_NODE) {
		r->spare = r->node[i].next;
	} else {
		r->node = mem_grow(
		    r->m, r->node, r->nnode, &r->cap, sizeof(*r->node));
		i = (uint32_t)r->nnode++;
	}
	n = &r->node[i];
	*n = (struct node){ *a, time, r->position, NO_NODE, r->last };
	if (r->last == NO_NODE)
		r->first = i;
	else
		r->node[r->last].next = i;
	r->last = i;
	return (i);
}

/* Gives out the references before a position. */
static int
release(struct reducer *r, uint64_t before, struct err *err)
{
	while (r->first != NO_NODE && r->node[r->first].position < before) {
		const struct node *n = &r->node[r->first];

		r->counts.kept++;
		if (r->sink.access(r->sink.self, &n->access, n->time, err) != 0)
			return (-1);
		drop(r, r->first);
	}
	return (0);
}

static void
unlink_page(struct reducer *r, const struct recent *p)
{
	if (p->newer == NO_PAGE)
		r->newest = p->older;
	else
		r->page[p->newer].older = p->older;
	if (p->older == NO_PAGE)
		r->oldest = p->newer;
	else
		r->page[p->older].newer = p->newer;
}

/* Makes the page the newest, and moves the edge. */
static void
touch(struct reducer *r, page_id_t id)
{
	struct recent *p = &r->page[id];
	bool listed = p->last > r->floor;

	if (listed && r->newest == id) {
		p->last = r->position;
		return;
	}
	/* A page from behind the edge, or the edge itself, moves it. */
	if (r->edge != NO_PAGE && (!listed || p->last <= r->bound))
		r->edge = r->page[r->edge].newer;
	if (listed)
		unlink_page(r, p);
	p->newer = NO_PAGE;
	p->older = r->newest;
	if (r->newest == NO_PAGE)
		r->oldest = id;
	else
		r->page[r->newest].newer = id;
	r->newest = id;
	p->last = r->position;
	r->listed += !listed;
	if (!listed && r->listed == r->frames + 1)
		r->edge = r->oldest;
	if (r->edge != NO_PAGE)
		r->bound = r->page[r->edge].last;
}

static bool
writes(const struct access *a)
{
	return (a->op == ACCESS_WRITE || a->op == ACCESS_MODIFY);
}

/* Whether the last reference to the page can be left out; if so its write is
 * added to the one before. */
static bool
can_drop(const struct reducer *r, const struct recent *p)
{
	struct access *i;
	const struct access *j;

	if (p->before <= r->floor || p->before < r->bound)
		return (false);
	i = &r->node[p->before_node].access;
	j = &r->node[p->last_node].access;
	if (!writes(j) || writes(i))
		return (true);
	if (i->op == ACCESS_FETCH)
		return (false);
	i->op = ACCESS_MODIFY;
	return (true);
}

static int
refer(struct reducer *r, page_id_t id, const struct access *a, uint64_t time,
    struct err *err)
{
	struct recent *p = &r->page[id];

	if (unlikely(id >= r->page_cap))
		mem_exceeded(r->page_cap, "pages");
	r->position++;
	if (can_drop(r, p)) {
		drop(r, p->last_node);
	} else {
		p->before = p->last;
		p->before_node = p->last_node;
	}
	touch(r, id);
	p->last_node = append(r, a, time);
	return (release(r, r->bound, err));
}

int
reduce_accesses(struct reducer *r, const struct access *a, const uint64_t *time,
    size_t n, const struct err_where *at, struct err *err)
{
	struct reference ref;
	size_t made;

	for (size_t i = 0; i < n; i++) {
		if (spaces_resolve(r->spaces, &a[i], 1, &ref, &made, at, err) !=
		    0)
			return (-1);
		r->counts.references += made;
		r->counts.no_page += made == 0;
		if (made == 1 &&
		    refer(r, reference_page(ref), &a[i],
			time != NULL ? time[i] : NO_TIME, err) != 0)
			return (-1);
	}
	return (0);
}

/* Whether the event made pages that two processes share. */
static bool
shares_pages(const struct spaces *s)
{
	size_t n;
	const struct change *c = spaces_changes(s, &n);

	while (n > 0 && c[n - 1].kind != CHANGE_SHARE)
		n--;
	return (n > 0);
}

int
reduce_event(struct reducer *r, const struct event *ev,
    const struct err_where *at, struct err *err)
{
	const char *why = NULL;

	if (ev->kind == EVENT_TICK)
		return (0);
	if (ev->kind == EVENT_PIN || ev->kind == EVENT_UNPIN)
		why = "with pinned pages cannot be reduced: they leave fewer "
		      "frames";
	else if (spaces_event(r->spaces, ev, at, err) != 0)
		return (-1);
	else if (shares_pages(r->spaces))
		why = "in which processes fork, and share pages, cannot be "
		      "reduced: a copy takes a frame that no reference shows";
	if (why != NULL)
		return (err_at(err, ERR_TRACE, at,
		    "a trace %s, and so the faults would not be those of the "
		    "whole trace (--filter events=no leaves out all events)",
		    why));
	if (release(r, UINT64_MAX, err) != 0)
		return (-1);
	r->floor = r->bound = r->position;
	r->newest = r->oldest = r->edge = NO_PAGE;
	r->listed = 0;
	return (r->sink.event(r->sink.self, ev, err));
}

int
reduce_end(struct reducer *r, struct err *err)
{
	return (release(r, UINT64_MAX, err));
}

struct reduce_counts
reduce_counts(const struct reducer *r)
{
	return (r->counts);
}
