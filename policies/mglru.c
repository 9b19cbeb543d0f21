/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * MGLRU, the multi-generational LRU of Linux, for the pages of one memory group
 * with swap on a synchronous device or on one that is not (mm/vmscan.c with
 * CONFIG_LRU_GEN; Documentation/mm/multigen_lru.rst).
 *
 *	[ oldest | ... | newest ]	2 to 4 generations
 *	 evicted from     where accessed pages go
 *
 * Eviction takes pages from the tail of the oldest generation.  When only two
 * are left, and in part of the versions when the newest grows too large, a new
 * one begins: page tables are walked, and pages found accessed move to it
 * (generation_walk.h).  A page that eviction finds accessed goes there, too,
 * and the pages around it are looked at.
 *
 * A page that comes back soon is protected: in 6.1 and 6.12 it survives once at
 * the tail, later the pages of its tier are while they come back more often
 * than those without accesses (generations.h).
 *
 * Pages of files have lists of their own in each generation.  The type that is
 * evicted from is the one of which fewer come back, weighed by swappiness
 * (generation_control.h); the other is, when it has no page that is old.
 *
 * Versions differ in much of this: doc/KERNEL.md.
 */
#include "policies/lib/generation_files.h"
#include "policies/lib/generation_state.h"
#include "sim/bind.h"

struct mglru_params {
	int version;
	int walk; /* an enum gen_walk */
	uint64_t swappiness;
	uint64_t file_bytes;
	struct kernel_swap_params swap;
};

static size_t
mglru_footprint(const struct policy_setup *setup)
{
	const size_t n = setup->nframes;

	return (sizeof(struct generations) + 2 * n * sizeof(uint64_t) +
		frame_lists_bytes(setup->nframes, GEN_LISTS) +
		n * sizeof(struct gen_table) + n * sizeof(struct gen_frame) +
		2 * key_map_bytes(setup->nframes) +
		2 * gen_filter_bytes(gen_filter_shift(setup->nframes)) +
		setup->npages * sizeof(uint32_t));
}

static void
mglru_init(void *st, const struct policy_setup *setup)
{
	const struct mglru_params *p = setup->params;
	const size_t n = setup->nframes;
	struct generations *g = st;
	char *at = (char *)(g + 1);

	g->host = setup->host;
	g->frames = setup->frames;
	g->vpn = setup->vpn;
	g->process = setup->process;
	g->file = setup->file;
	g->any_file = setup->files;
	g->files.bytes = p->file_bytes;
	g->dirty.pause = DIRTY_FIRST;
	g->swappiness = p->swappiness;
	g->version = (enum kernel_version)p->version;
	g->walk = (enum gen_walk)p->walk;
	g->batch_max = kernel_batch(g->version);
	g->max = GENS - 1;
	charge_open(&g->charge,
	    setup->machine_memory ? CHARGE_NO_LIMIT : setup->nframes,
	    setup->kernel_pages);
	g->key = (uint64_t *)at;
	g->table_key = g->key + n;
	at = (char *)(g->table_key + n);
	g->filter_shift = gen_filter_shift(setup->nframes);
	for (unsigned i = 0; i < 2; i++) {
		g->filter[i] = (uint64_t *)at;
		at += gen_filter_bytes(g->filter_shift);
	}
	frame_lists_place(&g->lists, at, setup->nframes, GEN_LISTS);
	at += frame_lists_bytes(setup->nframes, GEN_LISTS);
	g->table = (struct gen_table *)at;
	at += n * sizeof(struct gen_table);
	g->frame = (struct gen_frame *)at;
	at += n * sizeof(struct gen_frame);
	key_map_place(&g->address, at, setup->nframes, g->key);
	at += key_map_bytes(setup->nframes);
	key_map_place(&g->tables, at, setup->nframes, g->table_key);
	at += key_map_bytes(setup->nframes);
	g->shadow = (uint32_t *)at;
	g->host->reads_addresses = true;
	g->host->prefetch.absent = g->shadow;
	g->host->prefetch.size = sizeof(*g->shadow);
}

static void
mglru_admit(void *st, frame_t f, page_id_t page)
{
	struct generations *g = st;
	struct gen_frame *at = &g->frame[f];
	const uint8_t is = page_file(g->file, g->any_file, page);
	const bool file = is != 0;

	for (; g->used <= f; g->used++)
		g->frame[g->used].place = GEN_NOWHERE;
	if (at->place != GEN_PINNED) {
		charge_page(&g->charge);
		if (file)
			file_charge_count(&g->files, &g->charge, 1);
	}
	if (file && frame_dirty(g->frames, f))
		g->dirty.now++; /* it was pinned */
	*at = (struct gen_frame){ .place = GEN_COLLECTED,
		.file = file,
		.code = (is & FILE_CODE) != 0 && g->version == LINUX_7_3,
		.referenced = g->version == LINUX_7_3,
		.accessed = at->place == GEN_PINNED && at->accessed };
	gen_map(g, f, page);
	g->faults++;
	if (g->shadow[page] != 0)
		gen_refault(g, at, g->shadow[page]);
	g->collected[g->ncollected++] = f;
	if (g->ncollected == g->batch_max) {
		at->in_swap_cache =
		    g->version == LINUX_7_3 && g->shadow[page] != 0 && !file;
		gen_drain(g);
	}
	g->shadow[page] = 0;
}

/* Removes f from a batch that has it. */
static void
unbatch(frame_t *batch, unsigned *n, frame_t f)
{
	unsigned i = 0;

	while (batch[i] != f)
		i++;
	for (--*n; i < *n; i++)
		batch[i] = batch[i + 1];
}

static void
mglru_leave(void *st, frame_t f, enum leave_why why)
{
	struct generations *g = st;
	struct gen_frame *at = &g->frame[f];

	if (at->place < GEN_LISTS)
		gen_take(g, f, GEN_ISOLATED);
	if (at->place == GEN_COLLECTED)
		unbatch(g->collected, &g->ncollected, f);
	if (at->pending)
		unbatch(g->pending, &g->npending, f);
	at->pending = false;
	if (at->place != GEN_PINNED) {
		gen_unmap(g, f, why == LEAVE_PINNED);
		if (at->file && frame_dirty(g->frames, f))
			dirty_uncount(&g->dirty);
	}
	at->place = why == LEAVE_PINNED ? GEN_PINNED : GEN_NOWHERE;
	if (why == LEAVE_EVICTED) {
		g->shadow[g->frames->page[f]] = gen_shadow(g, at);
		g->control[gen_type(at)][gen_tier(at)].evicted++;
		g->evictions++;
	}
	if (why != LEAVE_PINNED) {
		uncharge_page(&g->charge);
		if (at->file)
			file_charge_count(&g->files, &g->charge, -1);
	}
}

static void
mglru_forget(void *st, page_id_t page)
{
	struct generations *g = st;

	g->shadow[page] = 0;
}

static bool
mglru_needs_scan(const void *st)
{
	const struct generations *g = st;

	return (!charge_fits(&g->charge));
}

/* try_charge_memcg(): a reclaim that frees nothing is repeated; then the group
 * is out of memory. */
static void
mglru_scan(void *st, not_used frame_t n)
{
	struct generations *g = st;

	for (unsigned tries = 0; tries <= CHARGE_RETRIES + 1;) {
		uint64_t freed = gen_reclaim(g);

		if (charge_fits(&g->charge))
			return;
		tries += freed == 0;
	}
	g->counts.oom++;
}

static frame_t
mglru_tail(const struct generations *g, uint32_t seq)
{
	frame_t f = frame_lists_tail(&g->lists, gen_list(GEN_FILES, seq));

	return (f != NO_FRAME
		    ? f
		    : frame_lists_tail(&g->lists, gen_list(GEN_ANON, seq)));
}

/* No frame is free although the charge fits, or could not be made to: the
 * oldest page that was not accessed. */
static frame_t
mglru_victim(void *st, not_used page_id_t page)
{
	struct generations *g = st;
	const uint32_t anon = g->min[GEN_ANON], files = g->min[GEN_FILES];
	const uint32_t oldest = anon < files ? anon : files;

	gen_drain(g);
	gen_drain_pending(g);
	for (uint32_t seq = oldest;;) {
		frame_t f = mglru_tail(g, seq);

		if (f == NO_FRAME) {
			seq = seq == g->max ? oldest : seq + 1;
			continue;
		}
		gen_take(g, f, GEN_ISOLATED);
		g->counts.pgscan++;
		g->counts.scan_file += g->frame[f].file;
		if (!gen_accessed(g, f)) {
			g->counts.pgsteal++;
			g->counts.steal_file += g->frame[f].file;
			return (f);
		}
		gen_clear_accessed(g, f);
		gen_put(g, f, g->max);
	}
}

static void
mglru_counts(const void *st, struct reclaim_counts *to)
{
	const struct generations *g = st;

	reclaim_counts_add(to, &g->counts);
}

/* folio_rotate_reclaimable(): the page is the next to be scanned.  One that is
 * isolated misses that. */
static void
mglru_written(void *st, frame_t f)
{
	struct generations *g = st;

	if (g->frame[f].place < GEN_LISTS)
		gen_put_tail(g, f, gen_min_of(g, &g->frame[f]));
	g->frame[f].missed = g->frame[f].place == GEN_ISOLATED;
}

/* lru_add_drain(), in do_swap_page() and after read-ahead; 7.3 does neither. */
static void
mglru_settle(void *st, frame_t f)
{
	struct generations *g = st;

	if (!kernel_drains(g->version) ||
	    (f != NO_FRAME && g->frame[f].place != GEN_COLLECTED))
		return;
	gen_drain(g);
	gen_drain_pending(g);
}

static uint64_t
mglru_tick_every(not_used const void *params)
{
	return (STATS_DEFAULT);
}

static const char *
mglru_needs(const void *params, const char *name)
{
	const struct mglru_params *p = params;

	return (kernel_swap_needs(&p->swap, name));
}

static void
mglru_swap(const void *params, struct policy_swap *to)
{
	const struct mglru_params *p = params;

	kernel_swap_tell(&p->swap, p->version, to);
}

static const struct policy_ops mglru_ops = {
	.size = sizeof(struct policy_ops),
	.admit = mglru_admit,
	.victim = mglru_victim,
	.leave = mglru_leave,
	.forget = mglru_forget,
	.state = gen_state,
	.needs_scan = mglru_needs_scan,
	.scan = mglru_scan,
	.counts = mglru_counts,
	.written = mglru_written,
	.drain = mglru_settle,
	.dirtied = gen_balance_dirty,
	.background = gen_run_pass,
};

static const char *const mglru_versions[] = { KERNEL_VERSIONS, NULL };
static const char *const mglru_walks[] = { GEN_WALKS, NULL };

static const struct param mglru_params[] = {
	{ .name = "version",
	    .type = PARAM_CHOICE,
	    .offset = offsetof(struct mglru_params, version),
	    .dflt = "6.12",
	    .choices = mglru_versions,
	    .text = "the kernel whose rules are followed; they differ, and so "
		    "do the faults" },
	{ .name = "walk",
	    .type = PARAM_CHOICE,
	    .offset = offsetof(struct mglru_params, walk),
	    .dflt = "clock",
	    .choices = mglru_walks,
	    .text = "whether page tables are walked when a generation begins, "
		    "which depends on when the process was switched in; clock: "
		    "as the work that reclaim queues says, and with each tick "
		    "of an estimated clock; always; once: at most once a "
		    "reclaim; notices: as that work and notices of the "
		    "group's events say, where nothing else runs" },
	{ .name = "swappiness",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct mglru_params, swappiness),
	    .dflt = "60",
	    .max = GEN_SWAPPINESS_MAX,
	    .text = "vm.swappiness: of which type the oldest pages are evicted "
		    "first; with 0 only those of files, and every charge "
		    "beyond the limit is out of memory without them" },
	{ .name = "file_bytes",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct mglru_params, file_bytes),
	    .dflt = "104",
	    .max = FILE_PAGE_BYTES,
	    .unit = "bytes",
	    .text = FILE_BYTES_TEXT },
	KERNEL_SWAP_ROWS(struct mglru_params, swap),
	{ .name = NULL },
};

const struct policy policy_mglru = {
	.name = "mglru",
	.summary = "the multi-generational LRU of Linux",
	.size = sizeof(struct policy),
	.source = "Linux 6.1 to 7.3, mm/vmscan.c and mm/workingset.c, with "
		  "CONFIG_LRU_GEN; Documentation/mm/multigen_lru.rst",
	.sight = SEES_BITS,
	.params = mglru_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct mglru_params),
	.about =
	    "Pages belong to one of two to four generations. The oldest is "
	    "evicted from; pages found accessed, by eviction or by walks "
	    "of the page tables, move to the newest. Reclaim is by the "
	    "limit of a memory group, and it brings the kernel's swap "
	    "with it: on zram, where every victim is written, or with "
	    "swap=async on a slower device.",
	.weakness = "its faults change with a page of memory, by a third on a "
		    "loop: compare several sizes",
	.complexity = "O(1) per fault on average, O(n) when a generation "
		      "begins, nothing per hit; 76 bytes per frame and 4 per "
		      "page number, up to 92 per frame between powers of two",
	.footprint = mglru_footprint,
	.init = mglru_init,
	.ops = &mglru_ops,
	.counts_references = true,
	.tick = gen_copy_dirty,
	.tick_every = mglru_tick_every,
	.kernel_swap = true,
	.swap = mglru_swap,
	.needs = mglru_needs,
	.band_param = "walk",
};

POLICY_BIND(mglru, replay_prefetch);
