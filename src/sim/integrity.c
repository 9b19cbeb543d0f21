/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The machine of a plug-in, at the end of a run: every frame holds a page that
 * is in a frame, and there are no other such pages.  It costs a look at each
 * frame and at a byte for each page.  The law 'table' of 'pagerace check' finds
 * the operation that wrote.
 */
#include "sim/replay.h"

/* The pages in f, of which 'most' is too many; 0: it does not hold what it
 * should. */
static uint64_t
pages_in(const struct machine *m, frame_t f, page_id_t npages, uint64_t most)
{
	page_id_t first = m->page[f], page = first;
	uint64_t n = 0;

	do {
		if (page >= npages || !entry_in_frame(m->entry[page]) ||
		    (m->frame_of_kept && page == first &&
			m->frame_of[page] != f) ||
		    n == most)
			return (0);
		n++;
		page = machine_next_in_frame(m, page);
	} while (page != first);
	return (n);
}

int
replay_check(const struct replay *r, page_id_t npages, struct err *err)
{
	const struct machine *m = &r->machine;
	uint64_t in_frames = 0, found = 0;
	bool sound = true;

	if (r->plugin < 0)
		return (0);
	for (page_id_t page = 0; page < npages; page++)
		in_frames += entry_in_frame(m->entry[page]);
	for (size_t i = 0; i < r->npartition; i++) {
		const struct instance *in = &r->partitions[i].instance;

		for (frame_t f = in->base; f < in->base + in->used; f++) {
			uint64_t n;

			if (m->page[f] == NO_PAGE)
				continue;
			n = pages_in(m, f, npages, in_frames);
			sound &= n > 0;
			found += n;
		}
	}
	if (sound && found == in_frames)
		return (0);
	return (err_set(err, ERR_POLICY,
	    "policy %s changed the frames or the entries of pages, which it "
	    "may only read ('pagerace check' finds out when)",
	    r->policy->name));
}
