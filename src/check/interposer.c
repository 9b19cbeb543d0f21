/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Passing calls on.  For the law of memory, parameters are read-only, and the
 * setup cannot be kept.
 */
#include "check/interposer.h"

#include <sys/mman.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "check/isolate.h"
#include "check/lent_memory.h"

static void
note_breach(struct interposer *ip, const char *what)
{
	if (ip->said[0] != '\0')
		return;
	snprintf(ip->said, sizeof(ip->said), "%s", what);
	ip->said_at = *ip->outer->now;
}

/* Copies the tables before a call. */
static void
before(struct interposer *ip)
{
	ip->verdict_page->at = *ip->outer->now;
	if (!ip->watch_table)
		return;
	memcpy(ip->page, ip->frames->page, ip->nframes * sizeof(*ip->page));
	memcpy(ip->entry, ip->frames->entry, ip->npages);
}

static void
after(struct interposer *ip)
{
	if (lent_written_before(ip))
		note_breach(ip, "wrote before its memory");
	if (lent_written_behind(ip))
		note_breach(ip, "wrote behind its memory");
	if (!ip->watch_table)
		return;
	if (memcmp(ip->page, ip->frames->page,
		ip->nframes * sizeof(*ip->page)) != 0)
		note_breach(ip, "changed which page a frame holds");
	for (page_id_t p = 0; p < ip->npages; p++)
		if (ip->frames->entry[p] != ip->entry[p] &&
		    ip->frames->entry[p] !=
			(ip->entry[p] & (uint8_t)~ENTRY_ACCESSED)) {
			note_breach(ip,
			    "changed more of a page's entry than its "
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
	struct interposer *ip = interposer_of(st);

	ip->offered[f] = true;
	before(ip);
	ip->policy->ops->admit(ip->st, f, page);
	after(ip);
}

static void
count_admit(void *st, frame_t f, not_used page_id_t page)
{
	interposer_of(st)->offered[f] = true;
}

static void
pass_touch(void *st, frame_t f)
{
	struct interposer *ip = interposer_of(st);

	before(ip);
	ip->policy->ops->touch(ip->st, f);
	after(ip);
}

static frame_t
pass_victim(void *st, page_id_t page)
{
	struct interposer *ip = interposer_of(st);
	char what[120];
	frame_t f;

	before(ip);
	f = ip->policy->ops->victim(ip->st, page);
	after(ip);
	if (f >= ip->nframes)
		snprintf(what, sizeof(what),
		    "named frame %u as victim, of %u frame%s", f, ip->nframes,
		    ip->nframes == 1 ? "" : "s");
	else if (!ip->offered[f])
		snprintf(what, sizeof(what),
		    "named frame %u as victim, which %s", f,
		    ip->frames->page[f] == NO_PAGE ? "is empty"
						   : "it may not empty");
	else
		return (f);
	note_breach(ip, what);
	return (f);
}

static bool
pass_needs_scan(const void *st)
{
	struct interposer *const *ip = st;

	return ((*ip)->policy->ops->needs_scan((*ip)->st));
}

static void
pass_scan(void *st, frame_t n)
{
	struct interposer *ip = interposer_of(st);

	before(ip);
	ip->policy->ops->scan(ip->st, n);
	after(ip);
}

static void
pass_written(void *st, frame_t f)
{
	struct interposer *ip = interposer_of(st);

	before(ip);
	ip->policy->ops->written(ip->st, f);
	after(ip);
}

static void
pass_drain(void *st, frame_t f)
{
	struct interposer *ip = interposer_of(st);

	before(ip);
	ip->policy->ops->drain(ip->st, f);
	after(ip);
}

static bool
pass_dirtied(void *st, frame_t f)
{
	struct interposer *ip = interposer_of(st);
	bool again;

	before(ip);
	again = ip->policy->ops->dirtied(ip->st, f);
	after(ip);
	return (again);
}

static void
pass_leave(void *st, frame_t f, enum leave_why why)
{
	struct interposer *ip = interposer_of(st);

	if (f < ip->nframes)
		ip->offered[f] = false;
	if (ip->policy->ops->leave == NULL)
		return;
	before(ip);
	ip->policy->ops->leave(ip->st, f, why);
	after(ip);
}

static void
pass_forget(void *st, page_id_t page)
{
	struct interposer *ip = interposer_of(st);

	before(ip);
	ip->policy->ops->forget(ip->st, page);
	after(ip);
}

static void
pass_tick(void *st)
{
	struct interposer *ip = interposer_of(st);

	before(ip);
	ip->policy->tick(ip->st);
	after(ip);
}

static uint64_t
pass_tick_every(const void *params)
{
	const struct interposer *ip = params;

	return (ip->policy->tick_every(ip->params));
}

static void
pass_swap(const void *params, struct policy_swap *to)
{
	const struct interposer *ip = params;

	ip->policy->swap(ip->params, to);
}

static struct interposer *
interposer_at(struct policy_host *host)
{
	const size_t offset = offsetof(struct interposer, host);

	return ((void *)((char *)host - offset));
}

/* The policy asks its host to change the machine, which is not a change by the
 * policy: so the tables are compared before, and copied again after. */
static void
pass_host(struct policy_host *host, frame_t f, bool release)
{
	struct interposer *ip = interposer_at(host);

	after(ip);
	if (f >= ip->nframes || !ip->offered[f])
		note_breach(ip, release
				    ? "released a frame that is not its own"
				    : "cleaned a frame that is not its own");
	if (release) {
		ip->releases++;
		ip->outer->release(ip->outer, f);
	} else {
		ip->outer->clean(ip->outer, f);
	}
	before(ip);
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

static enum policy_io
host_busy(struct policy_host *host, frame_t f)
{
	struct interposer *ip = interposer_at(host);

	return (ip->outer->busy(ip->outer, f));
}

static void
host_submit(struct policy_host *host)
{
	struct interposer *ip = interposer_at(host);

	ip->outer->submit(ip->outer);
}

static sim_ns
host_time(struct policy_host *host)
{
	struct interposer *ip = interposer_at(host);

	return (ip->outer->time(ip->outer));
}

static size_t
pass_footprint(const struct policy_setup *setup)
{
	const struct interposer *ip = setup->params;
	struct policy_setup lent = *setup;
	size_t size;

	lent.params = ip->params;
	size = ip->policy->footprint(&lent);
	if (ip->policy->footprint(&lent) != size)
		((struct interposer *)ip)->size = SIZE_MAX;
	return (sizeof(struct interposer *));
}

static void
open_table(struct interposer *ip, const struct policy_setup *setup)
{
	ip->frames = setup->frames;
	ip->nframes = setup->nframes;
	ip->npages = setup->npages;
	ip->offered = calloc(ip->nframes, sizeof(*ip->offered));
	ip->page = calloc(ip->nframes, sizeof(*ip->page));
	ip->entry = calloc(ip->npages, sizeof(*ip->entry));
	if (ip->offered == NULL || ip->page == NULL || ip->entry == NULL)
		mem_die("out of memory for a trial");
}

/* A policy may not keep the setup after init(): it lies in a page that is made
 * inaccessible then. */
static void
pass_init(void *st, const struct policy_setup *setup)
{
	struct interposer *ip = (struct interposer *)setup->params;
	size_t params_size = ip->policy->params_size;
	struct policy_setup *lent;

	*(struct interposer **)st = ip;
	ip->guard = lent_map(NULL, 2 * PAGE);
	lent = ip->guard;
	*lent = *setup;
	lent->params = ip->params;
	if (ip->placement >= PLACE_ENDS && params_size > 0 &&
	    params_size <= PAGE) {
		lent->params =
		    memcpy((char *)ip->guard + PAGE, ip->params, params_size);
		lent_protect((char *)ip->guard + PAGE, PAGE, PROT_READ);
	}
	ip->outer = setup->host;
	ip->host = *setup->host;
	ip->host.clean = host_clean;
	ip->host.release = host_release;
	ip->host.busy = ip->outer->busy == NULL ? NULL : host_busy;
	ip->host.time = ip->outer->time == NULL ? NULL : host_time;
	ip->host.submit = ip->outer->submit == NULL ? NULL : host_submit;
	lent->host = &ip->host;
	open_table(ip, setup);
	if (ip->size == SIZE_MAX)
		note_breach(ip, "returned two different footprints");
	lend_memory(ip, ip->policy->footprint(lent));
	before(ip);
	ip->policy->init(ip->st, lent);
	after(ip);
	if (ip->placement >= PLACE_ENDS)
		lent_protect(ip->guard, PAGE, PROT_NONE);
	setup->host->load_accessed = ip->host.load_accessed;
}

void
interposer_init(struct interposer *ip, const struct policy *p,
    const void *params, enum placement placement,
    struct verdict_page *verdict_page)
{
	const struct policy_ops *v = p->ops;

	*ip = (struct interposer){
		.face = *p,
		.policy = p,
		.params = params,
		.placement = placement,
		.verdict_page = verdict_page,
	};
	/* leave() is always set, as it ends the offer of a frame. */
	ip->ops = (struct policy_ops){
		.size = sizeof(ip->ops),
		.admit = v->admit != NULL ? pass_admit : count_admit,
		.touch = v->touch != NULL ? pass_touch : NULL,
		.victim = v->victim != NULL ? pass_victim : NULL,
		.leave = pass_leave,
		.forget = v->forget != NULL ? pass_forget : NULL,
		.needs_scan = v->needs_scan != NULL ? pass_needs_scan : NULL,
		.scan = v->scan != NULL ? pass_scan : NULL,
		.written = v->written != NULL ? pass_written : NULL,
		.drain = v->drain != NULL ? pass_drain : NULL,
		.dirtied = v->dirtied != NULL ? pass_dirtied : NULL,
	};
	ip->face.ops = &ip->ops;
	ip->face.footprint = pass_footprint;
	ip->face.init = pass_init;
	ip->face.swap = p->swap != NULL ? pass_swap : NULL;
	ip->face.tick = p->tick != NULL ? pass_tick : NULL;
	ip->face.tick_every = p->tick_every != NULL ? pass_tick_every : NULL;
}

void
interposer_end(struct interposer *ip)
{
	if (ip->map != NULL)
		munmap(ip->map, ip->mapped);
	if (ip->guard != NULL)
		munmap(ip->guard, 2 * PAGE);
	free(ip->offered);
	free(ip->page);
	free(ip->entry);
}
