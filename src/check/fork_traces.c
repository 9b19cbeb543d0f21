/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random traces of several processes, which fork, write to shared pages, unmap
 * pages and end.
 *
 * A process has PLACES addresses; an address that was touched has a page.  A
 * fork gives the child a page for each of them, a copy on write of the
 * parent's, in the order of addresses, as a fork in a trace does.
 */
#include "check/fork_traces.h"

#define PROCESSES 4
#define PLACES    20

struct fork_generator {
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
add(struct fork_generator *g, enum step_kind kind, page_id_t page)
{
	testtrace_add(
	    g->m, g->out, (struct step){ .kind = kind, .page = page });
}

static void
begin(struct fork_generator *g, unsigned process)
{
	g->is_alive[process] = true;
	g->alive++;
	for (unsigned i = 0; i < PLACES; i++) {
		g->page[process][i] = NO_PAGE;
		g->pinned[process][i] = false;
	}
}

/* Most draws fall on a few places. */
static unsigned
draw_place(struct fork_generator *g)
{
	return ((unsigned)rng_below(g->rng, 1 + rng_below(g->rng, PLACES)));
}

static void
run(struct fork_generator *g)
{
	page_id_t *page = g->page[g->running];

	for (uint64_t n = 1 + rng_below(g->rng, 12); n > 0; n--) {
		unsigned i = draw_place(g);

		if (page[i] == NO_PAGE)
			page[i] = g->out->npages++;
		add(g, rng_below(g->rng, 3) == 0 ? STEP_WRITE : STEP_READ,
		    page[i]);
	}
}

static void
unmap(struct fork_generator *g, unsigned process, unsigned place)
{
	page_id_t *page = &g->page[process][place];

	if (*page == NO_PAGE)
		return;
	add(g, STEP_UNMAP, *page);
	g->npinned -= g->pinned[process][place];
	g->pinned[process][place] = false;
	*page = NO_PAGE;
}

static void
fork_one(struct fork_generator *g)
{
	unsigned child = 0;

	while (child < PROCESSES && g->is_alive[child])
		child++;
	if (child == PROCESSES)
		return;
	begin(g, child);
	for (unsigned i = 0; i < PLACES; i++) {
		if (g->page[g->running][i] == NO_PAGE)
			continue;
		g->page[child][i] = g->out->npages++;
		testtrace_add(g->m, g->out,
		    (struct step){ .kind = STEP_SHARE,
			.page = g->page[g->running][i],
			.other = g->page[child][i] });
	}
}

static void
switch_process(struct fork_generator *g)
{
	do
		g->running = (unsigned)rng_below(g->rng, PROCESSES);
	while (!g->is_alive[g->running]);
}

/* At most half the frames are pinned, so that the policy has a choice. */
static void
pin_or_unpin(struct fork_generator *g)
{
	unsigned i = draw_place(g);
	bool *pinned = &g->pinned[g->running][i];

	if (g->page[g->running][i] == NO_PAGE)
		return;
	if (!*pinned && (g->npinned + 1) * 2 > g->nframes)
		return;
	add(g, *pinned ? STEP_UNPIN : STEP_PIN, g->page[g->running][i]);
	g->npinned += *pinned ? (frame_t)-1 : 1;
	*pinned = !*pinned;
}

static void
change(struct fork_generator *g)
{
	unsigned place = draw_place(g);

	switch (rng_below(g->rng, 10)) {
	case 0:
	case 1:
		fork_one(g);
		break;
	case 2:
		if (g->alive == 1)
			break;
		for (unsigned i = 0; i < PLACES; i++)
			unmap(g, g->running, i);
		g->is_alive[g->running] = false;
		g->alive--;
		switch_process(g);
		break;
	case 3:
		unmap(g, g->running, draw_place(g));
		break;
	case 4:
		pin_or_unpin(g);
		break;
	case 5:
	case 6:
		if (g->page[g->running][place] != NO_PAGE &&
		    !g->pinned[g->running][place])
			add(g, STEP_PAGEOUT, g->page[g->running][place]);
		break;
	default:
		switch_process(g);
	}
}

void
fork_traces_make(struct mem *m, struct rng *rng, uint64_t length,
    struct testtrace *out, frame_t *nframes)
{
	struct fork_generator g = { .m = m, .rng = rng, .out = out };

	g.nframes = *nframes = 2 + (frame_t)rng_below(rng, 2 * PLACES);
	begin(&g, 0);
	while (out->n < length) {
		run(&g);
		change(&g);
	}
}
