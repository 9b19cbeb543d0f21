/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The machine under a plain twin: frames, bits, what one reference did.
 *
 * Every change of a page is made here.  A twin that evicts a page which is not
 * resident or is pinned, fills a frame twice or loses one fails an assertion at
 * that reference.
 */
#include "plain.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Memory lent to a twin; the bytes follow. */
struct plain_chunk {
	struct plain_chunk *next;
	_Alignas(16) unsigned char bytes[];
};

static void
out_of_memory(void)
{
	fputs("plain twin: out of memory\n", stderr);
	exit(99);
}

/* The last report has been read; a new one begins. */
static void
begin_report(struct plain_run *r)
{
	if (!r->reported)
		return;
	r->reported = false;
	r->step.nvictims = 0;
	r->step.ncleaned = 0;
}

static uint32_t
count_settings(const char *params)
{
	uint32_t n = 0;

	if (params == NULL || *params == '\0')
		return (0);
	for (n = 1; *params != '\0'; params++)
		n += *params == ',';
	return (n);
}

static void
drop(struct plain_run *r, uint32_t page)
{
	if (r->twin->drop != NULL)
		r->twin->drop(r, page);
}

static void
empty_frame(struct plain_run *r, uint32_t page)
{
	uint32_t f = r->frame[page];

	r->page[f] = PLAIN_NONE;
	r->frame[page] = PLAIN_NONE;
	if (f < r->lowest)
		r->lowest = f;
	r->nfree++;
}

void *
plain_alloc(struct plain_run *r, size_t n, size_t size)
{
	struct plain_chunk *c;

	if (size != 0 && n > (SIZE_MAX - sizeof(*c)) / size)
		out_of_memory();
	c = calloc(1, sizeof(*c) + n * size);
	if (c == NULL)
		out_of_memory();
	c->next = r->chunks;
	r->chunks = c;
	return (c->bytes);
}

struct plain_run *
plain_open(const struct plain *twin, const struct plain_setup *setup)
{
	struct plain_run *r = calloc(1, sizeof(*r));

	assert(setup->nframes > 0);
	if (r == NULL)
		out_of_memory();
	r->twin = twin;
	r->setup = *setup;
	r->nframes = r->nfree = setup->nframes;
	r->npages = setup->npages;
	r->page = plain_alloc(r, r->nframes, sizeof(*r->page));
	r->frame = plain_alloc(r, r->npages, sizeof(*r->frame));
	r->accessed = plain_alloc(r, r->npages, sizeof(*r->accessed));
	r->used = plain_alloc(r, r->npages, sizeof(*r->used));
	r->dirty = plain_alloc(r, r->npages, sizeof(*r->dirty));
	r->pinned = plain_alloc(r, r->npages, sizeof(*r->pinned));
	r->came = plain_alloc(r, r->npages, sizeof(*r->came));
	for (uint32_t f = 0; f < r->nframes; f++)
		r->page[f] = PLAIN_NONE;
	for (uint32_t p = 0; p < r->npages; p++)
		r->frame[p] = PLAIN_NONE;
	r->always_writes = twin->always_writes;
	r->st = plain_alloc(r, 1, twin->size);
	if (twin->open != NULL)
		twin->open(r);
	/* A parameter that was not looked up is misspelt. */
	assert(r->nasked == count_settings(setup->params));
	return (r);
}

void
plain_tick(struct plain_run *r)
{
	begin_report(r);
	if (r->twin->tick != NULL)
		r->twin->tick(r);
}

void
plain_wake(struct plain_run *r)
{
	begin_report(r);
	if (r->twin->wake != NULL)
		r->twin->wake(r);
}

static void
tick_if_due(struct plain_run *r)
{
	uint64_t period = r->twin->period != NULL ? r->twin->period(r) : 0;

	if (period != 0 && r->now != 0 && r->now % period == 0)
		r->twin->tick(r);
}

void
plain_skip(struct plain_run *r)
{
	tick_if_due(r);
	r->now++;
}

/* A write, and once more as long as the twin says so. */
static void
make_dirty(struct plain_run *r, uint32_t page)
{
	bool tell = !r->dirty[page] && !r->pinned[page] &&
		    plain_is_file(r, page) && r->twin->dirtied != NULL;

	do
		r->dirty[page] = true;
	while (tell && r->twin->dirtied(r, page));
}

void
plain_step(
    struct plain_run *r, uint32_t page, bool write, struct plain_step *out)
{
	assert(page < r->npages);
	begin_report(r);
	tick_if_due(r);
	if (r->now % 64 == 0)
		plain_wake(r);
	r->write = write;
	r->step.fault = !plain_resident(r, page);
	if (r->step.fault) {
		r->nfaults++;
		r->twin->miss(r, page);
	} else if (!r->pinned[page] && r->twin->hit != NULL) {
		r->twin->hit(r, page);
	}
	assert(plain_resident(r, page));
	r->accessed[page] = r->used[page] = true;
	if (write)
		make_dirty(r, page);
	r->now++;
	r->step.victim = r->victim;
	r->step.victim_dirty = r->victim_dirty;
	r->step.cleaned = r->cleaned;
	r->reported = true;
	*out = r->step;
}

void
plain_unmap(struct plain_run *r, uint32_t page)
{
	plain_wake(r);
	drop(r, page);
	if (plain_resident(r, page))
		empty_frame(r, page);
	r->pinned[page] = false;
}

void
plain_pageout(struct plain_run *r, uint32_t page)
{
	begin_report(r);
	drop(r, page);
	plain_evict(r, page);
}

void
plain_pin(struct plain_run *r, uint32_t page)
{
	assert(plain_evictable(r, page));
	begin_report(r);
	r->pinning = true;
	drop(r, page);
	r->pinning = false;
	r->pinned[page] = true;
}

void
plain_unpin(struct plain_run *r, uint32_t page)
{
	assert(plain_resident(r, page) && r->pinned[page]);
	begin_report(r);
	r->pinned[page] = false;
	if (r->twin->admit != NULL)
		r->twin->admit(r, page);
}

void
plain_close(struct plain_run *r)
{
	struct plain_chunk *next;

	for (struct plain_chunk *c = r->chunks; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
	free(r->victim);
	free(r->victim_dirty);
	free(r->cleaned);
	free(r);
}

static void *
grow(void *p, uint32_t n, size_t size)
{
	p = realloc(p, n * size);
	if (p == NULL)
		out_of_memory();
	return (p);
}

void
plain_evict(struct plain_run *r, uint32_t page)
{
	struct plain_step *s = &r->step;
	bool dirty =
	    r->dirty[page] || (r->always_writes && !plain_is_file(r, page));

	assert(plain_evictable(r, page));
	if (s->nvictims == r->victim_room) {
		r->victim_room = r->victim_room * 2 + 1;
		r->victim = grow(r->victim, r->victim_room, sizeof(*r->victim));
		r->victim_dirty = grow(
		    r->victim_dirty, r->victim_room, sizeof(*r->victim_dirty));
	}
	r->victim[s->nvictims] = page;
	r->victim_dirty[s->nvictims++] = dirty;
	r->nevicted++;
	r->nevicted_dirty += dirty;
	r->nfile_dirty += dirty && plain_is_file(r, page);
	empty_frame(r, page);
}

void
plain_load(struct plain_run *r, uint32_t page)
{
	uint32_t f = r->lowest;

	assert(!plain_resident(r, page) && !plain_full(r));
	while (r->page[f] != PLAIN_NONE)
		f++;
	r->lowest = f + 1;
	r->nback += r->came[page] && !plain_is_file(r, page);
	r->came[page] = true;
	r->page[f] = page;
	r->frame[page] = f;
	r->nfree--;
	r->accessed[page] = false;
	r->dirty[page] = false;
}

void
plain_clean(struct plain_run *r, uint32_t page)
{
	struct plain_step *s = &r->step;

	assert(plain_resident(r, page));
	if (!r->dirty[page])
		return;
	if (s->ncleaned == r->cleaned_room) {
		r->cleaned_room = r->cleaned_room * 2 + 1;
		r->cleaned =
		    grow(r->cleaned, r->cleaned_room, sizeof(*r->cleaned));
	}
	r->cleaned[s->ncleaned++] = page;
	r->ncleaned++;
	r->dirty[page] = false;
}
