/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Several lists of frames, as a kernel keeps them: pages enter at the head, are
 * taken from the tail, and may move from anywhere in one list to either end of
 * another.
 *
 * A frame is in one list at most, so all lists share one array of links; each
 * has an element of its own behind those of the frames, which closes it to a
 * ring.  The memory is the caller's: frame_lists_bytes().
 *
 *	head ─▶ newest ◀─▶ ... ◀─▶ oldest ◀─ tail
 *
 * A walk from the tail would wait for memory at each link.  So a frame also has
 * one that entered some places behind it: what is kept of that one can be
 * prefetched.  It is a hint, and wrong where frames between have left.
 */
#ifndef POLICIES_LIB_FRAME_LISTS_H
#define POLICIES_LIB_FRAME_LISTS_H

#include <stddef.h>

#include "base/inline.h"
#include "model/page.h"

#define FRAME_LISTS_MAX 8

/* How far the hint is away, a power of two. */
#define FRAME_LISTS_AHEAD 16

struct frame_link {
	frame_t newer;
	frame_t older;
	frame_t ahead; /* a frame; it entered this much later */
};

struct frame_lists {
	struct frame_link *link; /* by frame, and then by list */
	frame_t nframes;
	frame_t count[FRAME_LISTS_MAX];
	/* By list: those that entered last at its head. */
	uint32_t entered[FRAME_LISTS_MAX];
	frame_t last[FRAME_LISTS_MAX][FRAME_LISTS_AHEAD];
};

static inline size_t
frame_lists_bytes(frame_t nframes, unsigned nlists)
{
	return (((size_t)nframes + nlists) * sizeof(struct frame_link));
}

static inline void
frame_lists_place(
    struct frame_lists *l, void *memory, frame_t nframes, unsigned nlists)
{
	l->link = (struct frame_link *)memory;
	l->nframes = nframes;
	for (unsigned i = 0; i < nlists; i++) {
		frame_t end = nframes + i;

		l->link[end].newer = l->link[end].older = end;
		l->count[i] = 0;
	}
}

/* f, which is in no list, becomes the neighbour of 'older' on its newer side.
 */
static inline void
frame_lists_link(struct frame_lists *l, unsigned list, frame_t f, frame_t older)
{
	frame_t newer = l->link[older].newer;

	l->link[f].older = older;
	l->link[f].newer = newer;
	l->link[older].newer = f;
	l->link[newer].older = f;
	l->count[list]++;
}

static inline void
frame_lists_push_tail(struct frame_lists *l, unsigned list, frame_t f)
{
	frame_lists_link(l, list, f, l->nframes + list);
}

static inline void
frame_lists_push_head(struct frame_lists *l, unsigned list, frame_t f)
{
	frame_t *last = &l->last[list][l->entered[list]++ % FRAME_LISTS_AHEAD];

	l->link[*last].ahead = f;
	*last = f;
	frame_lists_link(l, list, f, l->link[l->nframes + list].older);
}

/* f is in this list. */
static inline void
frame_lists_remove(struct frame_lists *l, unsigned list, frame_t f)
{
	struct frame_link at = l->link[f];

	l->link[at.newer].older = at.older;
	l->link[at.older].newer = at.newer;
	l->count[list]--;
}

/* The oldest of the list; NO_FRAME: the list is empty. */
static inline frame_t
frame_lists_tail(const struct frame_lists *l, unsigned list)
{
	frame_t f = l->link[l->nframes + list].newer;

	return (f < l->nframes ? f : NO_FRAME);
}

/* A frame that the walk from the tail is likely to come to after f; its link is
 * being fetched. */
static inline frame_t
frame_lists_ahead(const struct frame_lists *l, frame_t f)
{
	frame_t ahead = l->link[f].ahead;

	__builtin_prefetch(&l->link[ahead], 1);
	return (ahead);
}

/* The one that came after f; NO_FRAME: f is the newest. */
static inline frame_t
frame_lists_newer(const struct frame_lists *l, frame_t f)
{
	frame_t newer = l->link[f].newer;

	return (newer < l->nframes ? newer : NO_FRAME);
}

#endif
