/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Linux's classic reclaim: two lists of anonymous pages under the limit of a
 * memory group, swap on a synchronous device or on one that is not
 * (mm/vmscan.c, mm/workingset.c, mm/memcontrol.c; versions 6.1 to 7.3 with
 * CONFIG_LRU_GEN off).
 *
 *	new, back late ──▶ inactive ──▶ evicted
 *	back early ──────▶  active  ──▶ inactive, always
 *	inactive, accessed twice ──▶ active
 *
 * At the tail of the inactive list an accessed page is kept: the first time it
 * goes to the head of the list, the second time to the active list.  At the
 * tail of the active list a page goes to the inactive list whether it was
 * accessed or not.  So the second chance is on the inactive list only.
 *
 * An evicted page leaves a shadow: the age of the lists, which counts evictions
 * and activations.  If it comes back before the age has grown by more than the
 * length of the active list, it was evicted too early and becomes active.
 *
 * Pages are reclaimed when a charge does not fit the limit (model/charge.h), in
 * batches of 32: at each priority from 12 to 0 a part of both lists is scanned,
 * their length divided by 2^priority and by the share that anonymous pages have
 * beside files, until 32 pages are free.
 *
 * Pages of files have two lists of their own.  How far each type is scanned is
 * decided by swappiness and by what reclaiming it has cost.  A dirty page of a
 * file is not reclaimed; when too many are dirty, all are written.
 *
 * Where swap is asynchronous, a page that must be written goes back to the head
 * of the inactive list.  A scan that finds it there activates it.  When it has
 * been written it goes to the tail of the inactive list, wherever it was, and
 * the next scan frees it.
 *
 * Lengths of lists and refaults are read from statistics that are up to date
 * (stats=fresh) or were copied some references ago (lib/stat_updates.h).
 */
#include "policies/lib/linux_reclaim.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

struct linux_params {
	int version;
	uint64_t stats; /* an enum kernel_stats, or references */
	uint64_t swappiness;
	uint64_t file_bytes;
	struct kernel_swap_params swap;
};

static size_t
linux_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct linux_lru) + setup->npages * sizeof(uint64_t) +
		frame_lists_bytes(setup->nframes, NLISTS) +
		setup->nframes * sizeof(struct linux_frame));
}

static void
linux_init(void *st, const struct policy_setup *setup)
{
	const struct linux_params *p = setup->params;
	struct linux_lru *x = st;
	char *at = (char *)(x + 1);

	x->host = setup->host;
	x->frames = setup->frames;
	x->swappiness = p->swappiness;
	x->file = setup->file;
	x->any_file = setup->files;
	x->files.bytes = p->file_bytes;
	x->dirty.pause = DIRTY_FIRST;
	x->fresh = p->stats == STATS_FRESH;
	x->adds_up = p->version == LINUX_6_1;
	x->updates.whole = p->version == LINUX_6_1;
	if (p->stats == STATS_TIME) {
		x->fresh = x->host->time == NULL;
		x->next_flush = x->fresh ? 0 : STATS_PERIOD_NS;
	}
	x->batch_max = kernel_batch(p->version);
	x->drains = kernel_drains(p->version);
	x->counts_writes = p->version == LINUX_6_1;
	x->walks_again = p->version != LINUX_6_1;
	charge_open(&x->charge,
	    setup->machine_memory ? CHARGE_NO_LIMIT : setup->nframes,
	    setup->kernel_pages);
	x->shadow = (uint64_t *)at;
	at += setup->npages * sizeof(uint64_t);
	frame_lists_place(&x->lists, at, setup->nframes, NLISTS);
	at += frame_lists_bytes(setup->nframes, NLISTS);
	x->frame = (struct linux_frame *)at;
	x->host->prefetch.absent = x->shadow;
	x->host->prefetch.size = sizeof(*x->shadow);
}

static void
linux_admit(void *st, frame_t f, page_id_t page)
{
	struct linux_lru *x = st;
	struct linux_frame *at = &x->frame[f];
	bool pinned;

	linux_flush_due(x);
	pinned = at->place == PINNED;
	if (!pinned)
		charge_page(&x->charge);
	*at = (struct linux_frame){ .place = IN_BATCH,
		.file = page_file(x->file, x->any_file, page) };
	if (at->file != 0 && !pinned)
		file_charge_count(&x->files, &x->charge, 1);
	if (at->file != 0 && frame_dirty(x->frames, f))
		x->dirty.now++; /* it was pinned */
	if (!pinned)
		stat_updated_each(&x->updates,
		    stat_fault(at->file != 0, x->shadow[page] != 0));
	if (x->shadow[page] != 0)
		at->activate = linux_refault(x, at, x->shadow[page]);
	x->shadow[page] = 0;
	x->batch[x->nbatch++] = f;
	if (x->nbatch == x->batch_max)
		linux_drain(x);
}

/* The page in f leaves.  An evicted one leaves a shadow: workingset_eviction().
 * A pinned page stays charged. */
static void
linux_leave(void *st, frame_t f, enum leave_why why)
{
	struct linux_lru *x = st;
	struct linux_frame *at = &x->frame[f];
	unsigned i = 0;

	if (at->place < NLISTS)
		frame_lists_remove(&x->lists, at->place, f);
	if (at->place == IN_BATCH) {
		while (x->batch[i] != f)
			i++;
		for (x->nbatch--; i < x->nbatch; i++)
			x->batch[i] = x->batch[i + 1];
	}
	if (at->file != 0 && at->place != PINNED && frame_dirty(x->frames, f))
		dirty_uncount(&x->dirty);
	at->place = why == LEAVE_PINNED ? PINNED : NOWHERE;
	if (why == LEAVE_EVICTED)
		x->shadow[x->frames->page[f]] =
		    x->age++ * 2 + 2 + at->workingset;
	if (why != LEAVE_PINNED) {
		uncharge_page(&x->charge);
		if (at->file != 0)
			file_charge_count(&x->files, &x->charge, -1);
	}
}

static void
linux_forget(void *st, page_id_t page)
{
	struct linux_lru *x = st;

	x->shadow[page] = 0;
}

static bool
linux_needs_scan(const void *st)
{
	const struct linux_lru *x = st;

	return (!charge_fits(&x->charge));
}

/* try_charge_memcg(): a reclaim that frees nothing is repeated; then the group
 * is out of memory. */
static void
linux_scan(void *st, not_used frame_t n)
{
	struct linux_lru *x = st;

	linux_flush_due(x);
	for (unsigned tries = 0; tries <= CHARGE_RETRIES + 1;) {
		uint64_t freed = linux_reclaim(x);

		if (charge_fits(&x->charge))
			return;
		tries += freed == 0;
	}
	x->counts.oom++;
}

/* No frame is free although the charge fits, or could not be made to: one page,
 * by the rules of the inactive list. */
static frame_t
linux_victim(void *st, not_used page_id_t page)
{
	struct linux_lru *x = st;
	unsigned type = ANON;
	const frame_t *n = x->lists.count;
	unsigned inactive;
	enum linux_list list;
	frame_t f = NO_FRAME;

	linux_drain(x);
	if (n[linux_list(FILES, INACTIVE)] + n[linux_list(FILES, ACTIVE)] >
	    n[INACTIVE] + n[ACTIVE])
		type = FILES;
	inactive = linux_list(type, INACTIVE);
	for (;;) {
		if (x->lists.count[inactive] == 0)
			linux_shrink_active(x, type, CHARGE_RECLAIM);
		(void)linux_isolate(x, inactive, 1, &f);
		x->counts.pgscan++;
		x->counts.scan_file += type == FILES;
		if (!linux_keep(x, f, &list))
			break;
		linux_push(x, list, f);
		x->age += list == ACTIVE;
	}
	x->counts.pgsteal++;
	x->counts.steal_file += type == FILES;
	return (f);
}

/* folio_rotate_reclaimable(): the page is the next to be scanned.  One that is
 * isolated stays where it is put. */
static void
linux_written(void *st, frame_t f)
{
	struct linux_lru *x = st;
	struct linux_frame *at = &x->frame[f];

	if (at->place >= NLISTS)
		return;
	frame_lists_remove(&x->lists, at->place, f);
	frame_lists_push_tail(&x->lists, INACTIVE, f);
	at->place = ON_INACTIVE;
}

/* lru_add_drain(), in do_swap_page() and after read-ahead; 7.3 does neither. */
static void
linux_settle(void *st, frame_t f)
{
	struct linux_lru *x = st;

	if (x->drains && (f == NO_FRAME || x->frame[f].place == IN_BATCH))
		linux_drain(x);
}

static void
linux_tick(void *st)
{
	struct linux_lru *x = st;

	if (x->next_flush == 0)
		linux_flush_old(x);
}

static uint64_t
linux_tick_every(const void *params)
{
	const struct linux_params *p = params;

	return (p->stats < STATS_REFERENCES ? STATS_DEFAULT : p->stats);
}

static void
linux_counts(const void *st, struct reclaim_counts *to)
{
	const struct linux_lru *x = st;

	reclaim_counts_add(to, &x->counts);
}

static void
linux_state(const void *st, struct policy_state *to)
{
	static const char *const names[NLISTS] = { "inactive", "active",
		"inactive file", "active file" };
	const struct linux_lru *x = st;

	for (unsigned i = 0; i < NLISTS; i++) {
		if (i >= LINUX_TYPE && x->files.files == 0)
			continue;
		to->row(to, names[i]);
		for (frame_t f = frame_lists_tail(&x->lists, i); f != NO_FRAME;
		     f = frame_lists_newer(&x->lists, f)) {
			to->page_in(to, f);
			if (x->frame[f].referenced)
				to->remark(to, "*");
		}
	}
	to->row(to, "collected");
	for (unsigned i = 0; i < x->nbatch; i++)
		to->page_in(to, x->batch[i]);
	state_value(to, "charged", x->charge.used);
}

static const char *
linux_needs(const void *params, const char *name)
{
	const struct linux_params *p = params;

	return (kernel_swap_needs(&p->swap, name));
}

static void
linux_swap(const void *params, struct policy_swap *to)
{
	const struct linux_params *p = params;

	kernel_swap_tell(&p->swap, p->version, to);
}

static const struct policy_ops linux_ops = {
	.size = sizeof(struct policy_ops),
	.admit = linux_admit,
	.victim = linux_victim,
	.leave = linux_leave,
	.forget = linux_forget,
	.state = linux_state,
	.needs_scan = linux_needs_scan,
	.scan = linux_scan,
	.counts = linux_counts,
	.written = linux_written,
	.drain = linux_settle,
	.dirtied = linux_balance_dirty,
	.background = linux_run_pass,
};

static const char *const linux_versions[] = { KERNEL_VERSIONS, NULL };
static const char *const linux_stats[] = { KERNEL_STATS, NULL };

static const struct param linux_params[] = {
	{ .name = "version",
	    .type = PARAM_CHOICE,
	    .offset = offsetof(struct linux_params, version),
	    .dflt = "6.12",
	    .choices = linux_versions,
	    .text = "the kernel whose rules are followed" },
	{ .name = "stats",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct linux_params, stats),
	    .dflt = "auto",
	    .min = STATS_REFERENCES,
	    .choices = linux_stats,
	    .unit = "references",
	    .text =
		"how old the statistics are that reclaim reads: fresh, or "
		"copied every so many references, if enough has changed, or "
		"every 2 s of modelled time (time); auto: every 1000, and in "
		"6.1 by reclaim itself, too" },
	{ .name = "swappiness",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct linux_params, swappiness),
	    .dflt = "60",
	    .max = 200,
	    .text = "vm.swappiness: the share of anonymous pages in a scan; "
		    "with 0 none is scanned, and every charge beyond the limit "
		    "is out of memory" },
	{ .name = "file_bytes",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct linux_params, file_bytes),
	    .dflt = "104",
	    .max = FILE_PAGE_BYTES,
	    .unit = "bytes",
	    .text = FILE_BYTES_TEXT },
	KERNEL_SWAP_ROWS(struct linux_params, swap),
	{ .name = NULL },
};

const struct policy policy_linux = {
	.name = "linux",
	.summary = "the reclaim of Linux: active and inactive list, refaults",
	.size = sizeof(struct policy),
	.source = "Linux 6.1 to 7.3, mm/vmscan.c, mm/workingset.c and "
		  "mm/memcontrol.c, with CONFIG_LRU_GEN off",
	.sight = SEES_BITS,
	.params = linux_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct linux_params),
	.about = "What a kernel does with the pages of a memory "
		 "group, anonymous and of files: new pages enter an inactive "
		 "list, pages accessed twice "
		 "there or back soon after eviction an active one, and pages "
		 "are reclaimed in batches of 32 when the limit is reached. It "
		 "brings the kernel's swap with it: every victim is written.",
	.weakness = "a loop longer than memory, like LRU; pages used once each "
		    "push out those in use",
	.complexity = "O(1) per fault on average, O(n) at worst, nothing per "
		      "hit; 18 bytes per frame and 8 per page number",
	.footprint = linux_footprint,
	.init = linux_init,
	.ops = &linux_ops,
	.counts_references = true,
	.tick = linux_tick,
	.tick_every = linux_tick_every,
	.kernel_swap = true,
	.swap = linux_swap,
	.needs = linux_needs,
};

POLICY_BIND(linux, replay_prefetch);
