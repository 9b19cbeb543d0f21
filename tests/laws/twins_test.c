/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every policy against its plain twin, on reference strings made from seeds:
 * the same faults, the same victims, the same write-backs, in the same order.
 *
 * The product is fed in batches cut anywhere, bound and unbound in turn.
 *
 *	twins_test [POLICY [ROUNDS [SEED]]]
 *
 * A difference is printed with the policy, frames, kind and seed that show it
 * again; the exit status is 1.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plain.h"
#include "policy/choose.h"
#include "sim/replay.h"
#include "twins_params.h"
#include "twins_run.h"
#include "twins_variants.h"

/* What a machine did, in the order it did it. */
struct record {
	uint64_t at; /* references that came before; of faults only */
	page_id_t page;
	bool dirty;
	uint64_t begun; /* references; of the product's victims only */
};

struct diary {
	struct record fault[PAGES], victim[2 * PAGES], clean[2 * PAGES];
	uint32_t nfault, nvictim, nclean;
};

static const frame_t sizes[] = { 1, 2, 3, 4, 5, 7, 10, 20, 50, 100 };
#define NSIZES (sizeof(sizes) / sizeof(sizes[0]))

static const struct settings settings = { .page_size = 4096, .seed = 7 };
static const struct device_figures none = {
	.name = "none", .kind = "none", .servers = 1, .program_ways = 1
};
static const struct kernel_figures kernel = { 0 };

static struct twins_trace trace;
static struct diary product, twin;
static page_id_t pinned[PAGES];
static uint32_t npinned;
/* The policy under test, for messages. */
static const char *policy_name, *policy_params;

static void
see_evict(void *self, uint64_t at, page_id_t page, slot_t out, bool written)
{
	struct diary *d = self;

	(void)out;
	d->victim[d->nvictim++] = (struct record){ 0, page, written, at };
}

/* A fault is reported when it is over.  What the policy released during it,
 * with this reference begun, left after the victim. */
static void
see_fault(void *self, const struct fault *fault)
{
	struct diary *d = self;
	uint32_t i = d->nvictim;

	d->fault[d->nfault++] =
	    (struct record){ fault->at, fault->page, false, 0 };
	if (fault->victim == NO_PAGE)
		return;
	see_evict(d, fault->at + 1, fault->victim, fault->out, fault->written);
	for (; i > 0 && d->victim[i - 1].begun == fault->at + 1; i--) {
		struct record victim = d->victim[i];

		d->victim[i] = d->victim[i - 1];
		d->victim[i - 1] = victim;
	}
}

static void
see_clean(void *self, uint64_t at, page_id_t page, slot_t out)
{
	struct diary *d = self;

	(void)at;
	(void)out;
	d->clean[d->nclean++] = (struct record){ 0, page, true, 0 };
}

static void
step_twin(
    struct plain_run *run, struct diary *d, uint64_t at, struct reference ref)
{
	struct plain_step did;

	plain_step(run, reference_page(ref), reference_write(ref), &did);
	if (did.fault)
		d->fault[d->nfault++] =
		    (struct record){ at, reference_page(ref), false, 0 };
	for (uint32_t i = 0; i < did.nvictims; i++)
		see_evict(d, 0, did.victim[i], 0, did.victim_dirty[i]);
	for (uint32_t i = 0; i < did.ncleaned; i++)
		see_clean(d, 0, did.cleaned[i], 0);
}

static bool
differs(const struct twins_trace *c, const char *what, uint64_t at,
    const struct record *a, uint32_t na, const struct record *b, uint32_t nb)
{
	uint32_t n = na < nb ? na : nb, i = 0;

	while (i < n && a[i].at == b[i].at && a[i].page == b[i].page &&
	       a[i].dirty == b[i].dirty)
		i++;
	if (i == n && na == nb)
		return (false);
	printf("%s:%s, %u frames, %s, seed %ju: before reference %ju, %s %u: ",
	    policy_name, policy_params, c->nframes, twins_trace_kinds[c->kind],
	    (uintmax_t)c->seed, (uintmax_t)at, what, i);
	if (i < na)
		printf("page %u%s at %ju", a[i].page,
		    a[i].dirty ? " dirty" : "", (uintmax_t)a[i].at);
	else
		printf("none");
	if (i < nb)
		printf(", the twin page %u%s at %ju\n", b[i].page,
		    b[i].dirty ? " dirty" : "", (uintmax_t)b[i].at);
	else
		printf(", the twin none\n");
	return (true);
}

static bool
agree(const struct twins_trace *c, uint64_t at)
{
	const struct diary *p = &product, *t = &twin;

	return (!differs(
		    c, "fault", at, p->fault, p->nfault, t->fault, t->nfault) &&
		!differs(c, "victim", at, p->victim, p->nvictim, t->victim,
		    t->nvictim) &&
		!differs(c, "write-back", at, p->clean, p->nclean, t->clean,
		    t->nclean));
}

static void
expect(int result, const struct err *err)
{
	if (result == 0)
		return;
	printf("%s:%s, %u frames, %s, seed %ju: %s\n", policy_name,
	    policy_params, trace.nframes, twins_trace_kinds[trace.kind],
	    (uintmax_t)trace.seed, err->msg);
	exit(1);
}

/* What comes between references, done to both. */
static void
change(struct twins_trace *c, const struct step *s, struct plain_run *run,
    struct replay *r)
{
	struct change change = { .page = s->page };
	uint32_t i = 0;
	struct err err;

	switch (s->what) {
	case REFERENCE:
		return;
	case TICK:
		change.kind = CHANGE_TICK;
		if (run->twin->tick != NULL)
			plain_tick(run);
		break;
	case UNMAP:
		change.kind = CHANGE_FREE;
		while (i < npinned && pinned[i] != s->page)
			i++;
		if (i < npinned)
			pinned[i] = pinned[--npinned];
		plain_unmap(run, s->page);
		break;
	case PAGEOUT:
		if (s->page == NO_PAGE || !plain_evictable(run, s->page))
			return;
		change.kind = CHANGE_PAGEOUT;
		plain_pageout(run, s->page);
		break;
	case PIN:
		if (s->page == NO_PAGE || !plain_evictable(run, s->page) ||
		    npinned + 1 >= c->nframes)
			return;
		change.kind = CHANGE_PIN;
		pinned[npinned++] = s->page;
		plain_pin(run, s->page);
		break;
	case UNPIN:
		if (npinned == 0)
			return;
		change.kind = CHANGE_UNPIN;
		i = s->page % npinned;
		change.page = pinned[i];
		pinned[i] = pinned[--npinned];
		plain_unpin(run, change.page);
		break;
	}
	expect(replay_change(r, &change, 1, &err), &err);
}

static bool
lead(struct twins_trace *c, struct plain_run *run, struct replay *r)
{
	struct rng cuts = { c->seed ^ 1 };
	uint32_t i = 0, at = 0;

	product.nfault = product.nvictim = product.nclean = 0;
	twin.nfault = twin.nvictim = twin.nclean = 0;
	npinned = 0;
	while (i < c->nstep) {
		uint32_t n = 0, most = 1 + (uint32_t)rng_below(&cuts, 200);
		struct err err;

		if (c->step[i].what != REFERENCE) {
			change(c, &c->step[i++], run, r);
			continue;
		}
		for (; i < c->nstep && n < most && c->step[i].what == REFERENCE;
		     i++, n++)
			step_twin(run, &twin, at + n, c->ref[at + n]);
		expect(replay_feed(r, &c->ref[at], n, &err), &err);
		at += n;
		if (!agree(c, at))
			return (false);
	}
	return (true);
}

/* Addresses in another order than that of the first touches, from the whole
 * range of them; now and then two pages have the same, as pages of two
 * processes may. */
static const uint64_t *
make_vpn(page_id_t npages)
{
	static uint64_t vpn[PAGES];

	for (page_id_t p = 0; p < npages; p++)
		vpn[p] = rng_at(1, p - (p % 8 == 7)) >> (p % 3 == 0 ? 40 : 0);
	return (vpn);
}

static const uint32_t *
make_process(page_id_t npages)
{
	static uint32_t process[PAGES];

	for (page_id_t p = 0; p < npages; p++)
		process[p] = (p * 5 + 3) % 7;
	return (process);
}

static bool
run_trace(struct twins_trace *c, const struct plain *plain,
    const struct policy *policy, void *params)
{
	const struct future future = {
		.reference = c->ref,
		.next = c->next,
		.first = c->first,
		.n = c->nref,
	};
	const struct page_facts facts = { .number = make_vpn(c->npages),
		.process = make_process(c->npages) };
	const struct observer observer = { .fault = see_fault,
		.evict = see_evict,
		.clean = see_clean,
		.self = &product };
	const struct replay_setup setup = {
		.policy = policy,
		.params = params,
		.settings = &settings,
		.nframes = c->nframes,
		.npages = c->npages,
		.facts = &facts,
		.future = &future,
		.device = &none,
		.kernel = &kernel,
		.observer = &observer,
		.unbound = c->seed & 1,
	};
	const struct plain_setup plain_setup = { .nframes = c->nframes,
		.npages = c->npages,
		.params = policy_params,
		.seed = settings.seed,
		.refs = c->ref,
		.n = c->nref,
		.vpn = facts.number,
		.process = facts.process };
	struct mem *keep = mem_open();
	struct outcome outcome = { 0 };
	struct plain_run *run = plain_open(plain, &plain_setup);
	struct replay *r;
	struct err err;
	bool good;

	expect(replay_open(&r, &setup, &outcome, keep, &err), &err);
	good = lead(c, run, r);
	replay_close(r);
	plain_close(run);
	mem_close(keep);
	return (good);
}

/* Strings of every kind for every size; the differences found. */
static unsigned
run_rounds(const struct plain *plain, const struct policy *policy,
    const char *params, unsigned rounds, uint64_t seed)
{
	struct mem *m = mem_open();
	unsigned bad = 0;
	void *values;

	policy_name = policy->name;
	policy_params = params;
	values = twins_params(policy, params, m);
	for (size_t i = 0; i < NSIZES * TWINS_TRACE_KINDS * rounds && bad < 3;
	     i++) {
		trace.nframes = sizes[i / TWINS_TRACE_KINDS % NSIZES];
		trace.kind = (int)(i % TWINS_TRACE_KINDS);
		trace.seed = seed + i;
		twins_trace_make(&trace);
		bad += !run_trace(&trace, plain, policy, values);
	}
	mem_close(m);
	return (bad);
}

static const struct policy *
find_policy(const char *name)
{
	for (size_t i = 0; policy_list[i] != NULL; i++)
		if (strcmp(policy_list[i]->name, name) == 0)
			return (policy_list[i]);
	return (NULL);
}

int
main(int argc, char **argv)
{
	unsigned rounds = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 1;
	uint64_t seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
	unsigned bad = 0, ran = 0;

	for (size_t i = 0; plain_twins[i] != NULL; i++) {
		const struct plain *plain = plain_twins[i];
		const struct policy *policy = find_policy(plain->name);

		if ((argc > 1 && strcmp(argv[1], plain->name) != 0) ||
		    policy == NULL) /* twins_pairs fails for that */
			continue;
		bad += run_rounds(plain, policy, "", rounds, seed);
		ran++;
		for (const struct variant *v = twins_variants; v->name != NULL;
		     v++)
			if (strcmp(v->name, plain->name) == 0)
				bad += run_rounds(
				    plain, policy, v->params, rounds, seed);
	}
	printf("%u policies, %u differences\n", ran, bad);
	return (bad != 0 || ran == 0);
}
