/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random traces of several processes, which fork, write to what they share,
 * give pages back and end.
 *
 * A process has a row of places; a place that was touched has a page.  A fork
 * gives the child a page of its own for each, a copy on write of the parent's,
 * in the order of places, as a fork in a trace does.
 */
#include "check/fork_traces.h"

#define PROCESSES 4
#define PLACES    20

struct family {
	struct mem *m;
	struct rng *rng;
	struct testtrace *out;
	frame_t nframes, npinned;
	unsigned alive, running; /* processes: how many, and which one runs */
	bool is_alive[PROCESSES];
	page_id_t page[PROCESSES][PLACES]; /* NO_PAGE: not touched */
	bool pinned[PROCESSES][PLACES];
};

static void
add(struct family *f, enum step_kind kind, page_id_t page)
{
	testtrace_add(
	    f->m, f->out, (struct step){ .kind = kind, .page = page });
}

static void
begin(struct family *f, unsigned process)
{
	f->is_alive[process] = true;
	f->alive++;
	for (unsigned i = 0; i < PLACES; i++) {
		f->page[process][i] = NO_PAGE;
		f->pinned[process][i] = false;
	}
}

/* A few places have most of it. */
static unsigned
draw_place(struct family *f)
{
	return ((unsigned)rng_below(f->rng, 1 + rng_below(f->rng, PLACES)));
}

static void
run(struct family *f)
{
	page_id_t *page = f->page[f->running];

	for (uint64_t n = 1 + rng_below(f->rng, 12); n > 0; n--) {
		unsigned i = draw_place(f);

		if (page[i] == NO_PAGE)
			page[i] = f->out->npages++;
		add(f, rng_below(f->rng, 3) == 0 ? STEP_WRITE : STEP_READ,
		    page[i]);
	}
}

static void
unmap(struct family *f, unsigned process, unsigned place)
{
	page_id_t *page = &f->page[process][place];

	if (*page == NO_PAGE)
		return;
	add(f, STEP_UNMAP, *page);
	f->npinned -= f->pinned[process][place];
	f->pinned[process][place] = false;
	*page = NO_PAGE;
}

static void
fork_one(struct family *f)
{
	unsigned child = 0;

	while (child < PROCESSES && f->is_alive[child])
		child++;
	if (child == PROCESSES)
		return;
	begin(f, child);
	for (unsigned i = 0; i < PLACES; i++) {
		if (f->page[f->running][i] == NO_PAGE)
			continue;
		f->page[child][i] = f->out->npages++;
		testtrace_add(f->m, f->out,
		    (struct step){ .kind = STEP_SHARE,
			.page = f->page[f->running][i],
			.other = f->page[child][i] });
	}
}

static void
switch_process(struct family *f)
{
	do
		f->running = (unsigned)rng_below(f->rng, PROCESSES);
	while (!f->is_alive[f->running]);
}

/* At most half the frames are pinned, so that there is something to choose. */
static void
pin_or_unpin(struct family *f)
{
	unsigned i = draw_place(f);
	bool *pinned = &f->pinned[f->running][i];

	if (f->page[f->running][i] == NO_PAGE)
		return;
	if (!*pinned && (f->npinned + 1) * 2 > f->nframes)
		return;
	add(f, *pinned ? STEP_UNPIN : STEP_PIN, f->page[f->running][i]);
	f->npinned += *pinned ? (frame_t)-1 : 1;
	*pinned = !*pinned;
}

static void
change(struct family *f)
{
	switch (rng_below(f->rng, 8)) {
	case 0:
	case 1:
		fork_one(f);
		break;
	case 2:
		if (f->alive == 1)
			break;
		for (unsigned i = 0; i < PLACES; i++)
			unmap(f, f->running, i);
		f->is_alive[f->running] = false;
		f->alive--;
		switch_process(f);
		break;
	case 3:
		unmap(f, f->running, draw_place(f));
		break;
	case 4:
		pin_or_unpin(f);
		break;
	default:
		switch_process(f);
	}
}

void
fork_traces_make(struct mem *m, struct rng *rng, uint64_t length,
    struct testtrace *out, frame_t *nframes)
{
	struct family f = { .m = m, .rng = rng, .out = out };

	f.nframes = *nframes = 2 + (frame_t)rng_below(rng, 2 * PLACES);
	begin(&f, 0);
	while (out->n < length) {
		run(&f);
		change(&f);
	}
}
