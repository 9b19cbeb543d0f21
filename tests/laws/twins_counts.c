/* SPDX-License-Identifier: BSD-2-Clause */
#include "twins_counts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "plain_machine.h"
#include "policy/choose.h"
#include "twins_params.h"

static const char *const names[] = { "hits", "evictions", "reads", "writes",
	"pgmajfault", "pgfault_minor_swapcache", "pswpin", "pswpout", "pgscan",
	"pgsteal", "workingset_refault", "workingset_activate",
	"workingset_restore", "swap_ra", "swap_ra_hit", "oom", "file_reads",
	"file_writes", "pgscan_file", "pgsteal_file", "workingset_refault_file",
	"workingset_activate_file", "allocstall", "pgsteal_direct",
	"pgsteal_kswapd", "total_ns" };
#define NCOUNTS (sizeof(names) / sizeof(names[0]))
_Static_assert(
    sizeof(struct kernel_tally) == NCOUNTS * sizeof(uint64_t), "names");

const struct policy *
counts_policy(const char *name)
{
	for (size_t i = 0; policy_list[i] != NULL; i++)
		if (strcmp(policy_list[i]->name, name) == 0)
			return (policy_list[i]);
	return (NULL);
}

uint32_t
case_place(
    struct rng *rng, int kind, uint32_t span, uint32_t index, uint32_t *state)
{
	uint32_t x = (uint32_t)rng_below(rng, span);

	switch (kind) {
	case 1:
		for (int i = 0; i < 2; i++)
			x = (uint32_t)rng_below(rng, x + 1);
		return (x);
	case 2:
		return (rng_below(rng, 40) == 0 ? x : index % span);
	case 3:
		return (
		    index / 200 % 3 == 2 ? index % span : x % (span / 4 + 1));
	case 4:
		*state = (*state + span + x % 9 - 4) % span;
		return (*state);
	case 5: /* runs, upward or downward */
		if (rng_below(rng, 12) == 0)
			*state = x;
		*state = (*state + (index / 500 % 2 ? span - 1 : 1)) % span;
		return (*state);
	}
	return (x);
}

/* Which pages were evicted, in order, and before which reference: to print
 * where a difference begins. */
struct victims {
	struct {
		uint64_t at;
		uint32_t page;
	} victim[4 * CASE_PAGES];
	uint32_t n;
};

static struct victims product_victims, twin_victims;

static void
note_victim(struct victims *v, uint64_t at, uint32_t page)
{
	if (v->n == sizeof(v->victim) / sizeof(v->victim[0]))
		return;
	v->victim[v->n].at = at;
	v->victim[v->n++].page = page;
}

/* Those of the reference from which on they differ. */
static void
print_victims(const struct victims *v, uint32_t from)
{
	uint64_t at = from < v->n ? v->victim[from].at : 0;

	while (from > 0 && v->victim[from - 1].at == at)
		from--;
	printf(" victims of %ju:", (uintmax_t)at);
	for (; from < v->n && v->victim[from].at == at; from++)
		printf(" %u", v->victim[from].page);
}

static void
print_first_victim(void)
{
	const struct victims *p = &product_victims, *t = &twin_victims;
	uint32_t i = 0;

	while (i < p->n && i < t->n && p->victim[i].page == t->victim[i].page)
		i++;
	if (p->n == 0)
		return;
	print_victims(p, i);
	printf("; the twin's");
	print_victims(t, i);
}

/* -- the product --------------------------------------------------------- */

static void
expect(const struct kernel_case *at, int result, const struct err *err)
{
	if (result == 0)
		return;
	printf("seed %ju: %s\n", (uintmax_t)at->seed, err->msg);
	exit(1);
}

static struct percentile_table
constant(uint64_t ns)
{
	return ((struct percentile_table){ { { 0, ns }, { 1000000, ns } }, 2 });
}

static void
see_evict(void *self, uint64_t at, page_id_t page, slot_t out, bool written)
{
	(void)out;
	(void)written;
	note_victim(self, at, page);
}

/* What reclaim released in the same reference left after the victim. */
static void
see_fault(void *self, const struct fault *fault)
{
	struct victims *v = self;
	uint32_t i = v->n, to;

	if (fault->victim == NO_PAGE)
		return;
	note_victim(v, fault->at + 1, fault->victim);
	for (; i > 0 && v->victim[i - 1].at == fault->at + 1; i--) {
		to = v->victim[i].page;
		v->victim[i].page = v->victim[i - 1].page;
		v->victim[i - 1].page = to;
	}
}

/* Feeds in parts that end anywhere, and where pages change. */
static void
replay_case(const struct kernel_case *at, struct replay_setup *setup,
    struct outcome *outcome, struct mem *keep)
{
	const uint32_t some = 1 + (uint32_t)(at->seed * 31 % 97);
	struct replay *r;
	uint32_t nchange = 0;
	struct err err;

	expect(at, replay_open(&r, setup, outcome, keep, &err), &err);
	for (uint32_t i = 0, n;; i += n) {
		for (; nchange < at->nchange && at->change[nchange].at == i;
		     nchange++)
			expect(at,
			    replay_change(r, &at->change[nchange], 1, &err),
			    &err);
		if (i == at->nref)
			break;
		n = at->nref - i < some ? at->nref - i : some;
		if (nchange < at->nchange && at->change[nchange].at - i < n)
			n = (uint32_t)(at->change[nchange].at - i);
		expect(at, replay_feed(r, at->ref + i, n, &err), &err);
	}
	replay_finish(r, 0, 0);
	replay_close(r);
}

static void
read_outcome(
    const struct outcome *o, bool timed, bool machine, struct kernel_tally *c)
{
	const struct kernel_counts *k = &o->kernel;

	*c = (struct kernel_tally){ o->hits, o->evictions, o->swap_reads,
		o->swap_writes,
		{ k->pgmajfault, k->pgfault_minor_swapcache, k->pswpin,
		    k->pswpout, k->pgscan, k->pgsteal, k->workingset_refault,
		    k->workingset_activate, k->workingset_restore, k->swap_ra,
		    k->swap_ra_hit, k->oom, k->file_reads, k->file_writes,
		    k->pgscan_file, k->pgsteal_file, k->workingset_refault_file,
		    k->workingset_activate_file, machine ? k->allocstall : 0,
		    machine ? k->pgsteal_direct : 0,
		    machine ? k->pgsteal_kswapd : 0 },
		timed ? o->total_ns : 0 };
}

void
counts_product(const struct kernel_case *at, const struct policy *policy,
    struct kernel_tally *c)
{
	const struct plain_figures *f = &at->figures;
	const struct page_facts facts = { .number = at->vpn,
		.process = at->process,
		.area = at->area,
		.file = at->file };
	const struct settings settings = { .page_size = 4096,
		.seed = 7,
		.think_ns = f->think_ns,
		.kernel_pages = at->kernel_pages,
		.level = at->machine ? LEVEL_3 : LEVEL_AUTO,
		.memory_of = at->machine ? MEMORY_OF_MACHINE : MEMORY_OF_AUTO,
		.min_free_kbytes = at->min_free_kbytes };
	const struct device_figures device = { .name = "constant",
		.kind = "flash",
		.servers = f->servers,
		.request_pages = f->request,
		.program_ways = 1,
		.overhead_ns = f->overhead_ns,
		.bandwidth = f->bandwidth,
		.read = constant(f->read_ns),
		.write = constant(f->write_ns) };
	const struct device_figures none = {
		.name = "none", .kind = "none", .servers = 1, .program_ways = 1
	};
	const struct kernel_figures kernel = { .zero_fault_ns = f->zero_ns,
		.major_fault_ns = f->major_ns,
		.cow_last_ns = f->minor_ns,
		.evict_ns = f->evict_ns };
	const struct frame_division division = { at->ngroup, at->group_frames,
		at->group };
	struct mem *keep = mem_open();
	struct replay_setup setup = { .policy = policy,
		.params = twins_params(policy, at->params, keep),
		.settings = &settings,
		.nframes = at->nframes,
		.npages = at->npages,
		.facts = &facts,
		.device = at->timed ? &device : &none,
		.kernel = &kernel,
		.division = at->ngroup > 0 ? &division : NULL,
		.unbound = at->seed & 1 };
	const struct observer observer = {
		.fault = see_fault, .evict = see_evict, .self = &product_victims
	};
	struct outcome o = { 0 };

	if (getenv("TWINS_VICTIMS") != NULL)
		setup.observer = &observer;
	product_victims.n = twin_victims.n = 0;
	replay_case(at, &setup, &o, keep);
	read_outcome(&o, at->timed, at->machine, c);
	mem_close(keep);
}

/* -- the twin ------------------------------------------------------------ */

static void
change_twin(struct plain_run *r, const struct change *c)
{
	plain_wake(r);
	if (c->kind == CHANGE_FREE)
		plain_unmap(r, c->page);
	else if (plain_evictable(r, c->page))
		plain_pageout(r, c->page);
}

/* Of one group, or of all pages. */
static void
run_group(const struct kernel_case *at, const struct plain *twin,
    const struct plain_setup *setup, uint32_t group, struct kernel_tally *c)
{
	struct plain_run *r = plain_open(twin, setup);
	uint64_t *sum = &c->n.pgmajfault;
	const uint64_t *n = &r->counts.pgmajfault;
	uint32_t nchange = 0, nref = 0;
	struct plain_step step;

	for (uint32_t i = 0; i <= at->nref; i++) {
		uint32_t page;

		for (; nchange < at->nchange && at->change[nchange].at == i;
		     nchange++) {
			const struct change *change = &at->change[nchange];
			uint32_t p = change->page;

			if (at->ngroup == 0 ||
			    at->group[at->process[p]] == group)
				change_twin(r, change);
		}
		if (i == at->nref)
			break;
		page = reference_page(at->ref[i]);
		if (at->ngroup > 0 && at->group[at->process[page]] != group) {
			plain_skip(r);
			continue;
		}
		nref++;
		plain_step(r, page, reference_write(at->ref[i]), &step);
		for (uint32_t v = 0; v < step.nvictims; v++)
			note_victim(&twin_victims, i + 1, step.victim[v]);
	}
	if (strstr(setup->params, "swap=async") == NULL) {
		r->counts.pgmajfault += r->nback;
		r->counts.pswpin = r->nback;
		r->counts.pswpout = r->nevicted_dirty - r->nfile_dirty;
	}
	r->counts.file_writes += r->nfile_dirty;
	c->hits += nref - r->nfaults;
	c->evictions += r->nevicted;
	c->reads += r->counts.pswpin + r->counts.file_reads;
	c->writes += r->ncleaned + r->nevicted_dirty;
	for (size_t i = 0; i < sizeof(r->counts) / sizeof(*n); i++)
		sum[i] += n[i];
	if (at->timed)
		c->total_ns += r->stall_ns;
	plain_close(r);
}

void
counts_twin(const struct kernel_case *at, const struct plain *twin,
    const char *params, const struct plain_figures *figures,
    struct kernel_tally *c)
{
	struct plain_setup setup = { .nframes = at->nframes,
		.npages = at->npages,
		.params = params,
		.seed = 7,
		.vpn = at->vpn,
		.process = at->process,
		.area = at->area,
		.figures = figures,
		.file = at->file,
		.kernel_pages = at->kernel_pages };

	struct plain_machine machine = { 0 };

	memset(c, 0, sizeof(*c));
	if (at->machine) {
		plain_machine_marks(&machine, at->nframes, at->min_free_kbytes);
		setup.nframes -= (uint32_t)machine.min;
		setup.machine = &machine;
	}
	for (uint32_t g = 0; g == 0 || g < at->ngroup; g++) {
		if (at->ngroup > 0)
			setup.nframes = at->group_frames[g];
		run_group(at, twin, &setup, g, c);
	}
	if (at->timed)
		c->total_ns += at->nref * figures->think_ns;
}

bool
counts_differ(const struct kernel_case *at, const char *policy,
    const struct kernel_tally *p, const struct kernel_tally *t)
{
	uint64_t product[NCOUNTS], twin[NCOUNTS];

	if (memcmp(p, t, sizeof(*p)) == 0)
		return (false);
	memcpy(product, p, sizeof(product));
	memcpy(twin, t, sizeof(twin));
	printf("%s:%s, %u frames, seed %ju:", policy, at->params, at->nframes,
	    (uintmax_t)at->seed);
	for (size_t i = 0; i < NCOUNTS; i++)
		if (product[i] != twin[i])
			printf(" %s %ju, the twin %ju;", names[i],
			    (uintmax_t)product[i], (uintmax_t)twin[i]);
	print_first_victim();
	printf("\n");
	return (true);
}
