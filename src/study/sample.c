/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Recording a sample, and dividing it.
 */
#include "study/sample.h"

#include <string.h>

#include "base/rng.h"
#include "model/level.h"
#include "study/refstream.h"

/* Of a page of the trace: not seen yet; not in the sample. */
#define UNSEEN 0
#define OUT    UINT32_MAX

struct sampler {
	struct mem *m;
	struct refstring *to;
	struct page_facts whole; /* columns of the trace */
	uint64_t seed, limit;    /* hashes below it are in the sample */
	uint64_t cap;
	uint32_t *number; /* by page of the trace: its own number plus 1 */
	/* By own number. */
	uint32_t *hash;
	uint64_t *vpn;
	uint32_t *area, *process;
	uint8_t *file;
	uint64_t npages;
	/* With a number of pages: hashes of those in the sample, a heap whose
	 * first is the largest. */
	uint32_t *heap;
	uint64_t nheap, most;
	uint64_t warmup; /* references before counting begins */
};

int
sample_check(const struct engine_spec *spec, struct err *err)
{
	const struct settings *s = spec->settings;
	const char *why = NULL;

	if (s->scope == SCOPE_LOCAL)
		why = "scope=local divides memory among the processes";
	else if (s->swap_size != 0 || s->slot_mode == SLOTS_VADDR)
		why = "swap is limited";
	else if (settings_level(s) >= 2)
		why = "from level 2 on a fault reads neighbours, which a "
		      "sample lacks";
	else if (s->contents != CONTENTS_NONE)
		why = "the contents of pages are followed";
	else if (s->think == THINK_TRACE)
		why = "think=trace takes the time of each access";
	else if (spec->explain)
		why = "--explain needs the cause of each fault";
	else if (spec->map)
		why = "--map shows every reference";
	else if (spec->seeds > 1)
		why = "--seeds measures a spread of its own";
	else if (spec->band)
		why = "--band is of frames, and a sample has fewer";
	else if (spec->observer != NULL)
		why = "each fault is asked for";
	if (why == NULL)
		return (0);
	return (err_set(err, ERR_USAGE,
	    "a sample cannot be taken (--sample), because %s", why));
}

static int
begin(void *self, const struct stream_facts *facts, not_used struct err *err)
{
	struct sampler *s = self;

	s->whole = facts->page;
	s->cap = mem_bound((uint64_t)facts->npages + 1, 29);
	s->number = mem_reserve(s->m, s->cap, sizeof(*s->number));
	s->hash = mem_reserve(s->m, s->cap, sizeof(*s->hash));
	s->vpn = mem_reserve(s->m, s->cap, sizeof(*s->vpn));
	s->area = mem_reserve(s->m, s->cap, sizeof(*s->area));
	s->process = mem_reserve(s->m, s->cap, sizeof(*s->process));
	s->file = mem_reserve(s->m, s->cap, sizeof(*s->file));
	if (s->most != 0)
		s->heap = mem_array(s->m, s->most + 1, sizeof(*s->heap));
	return (0);
}

static void
pages(void *self, page_id_t npages)
{
	struct sampler *s = self;

	if (npages >= s->cap)
		mem_exceeded(s->cap, "pages");
}

/* Moves the hash at a place down to where it belongs. */
static void
sink(uint32_t *heap, uint64_t n, uint64_t at, uint32_t hash)
{
	for (uint64_t child; (child = 2 * at + 1) < n; at = child) {
		child += child + 1 < n && heap[child + 1] > heap[child];
		if (heap[child] <= hash)
			break;
		heap[at] = heap[child];
	}
	heap[at] = hash;
}

/* Notes a hash; where there are too many, the limit becomes the largest. */
static void
note_hash(struct sampler *s, uint32_t hash)
{
	uint64_t at = s->nheap++;

	for (; at > 0 && s->heap[(at - 1) / 2] < hash; at = (at - 1) / 2)
		s->heap[at] = s->heap[(at - 1) / 2];
	s->heap[at] = hash;
	if (s->nheap <= s->most)
		return;
	s->limit = s->heap[0];
	while (s->nheap > 0 && s->heap[0] >= s->limit) {
		s->nheap--;
		sink(s->heap, s->nheap, 0, s->heap[s->nheap]);
	}
}

/* Whether a page that is new is in the sample. */
static uint32_t
decide(struct sampler *s, page_id_t page)
{
	uint64_t vpn = s->whole.number[page];
	uint32_t hash = (uint32_t)(rng_at(s->seed, vpn) >> 32);
	uint64_t own = s->npages;

	if (hash >= s->limit)
		return (s->number[page] = OUT);
	s->hash[own] = hash;
	s->vpn[own] = vpn;
	s->area[own] = s->whole.area[page];
	s->process[own] = s->whole.process[page];
	s->file[own] = s->whole.file != NULL ? s->whole.file[page] : 0;
	s->npages++;
	if (s->most != 0)
		note_hash(s, hash);
	return (s->number[page] = (uint32_t)own + 1);
}

static inline uint32_t
number_of(struct sampler *s, page_id_t page)
{
	uint32_t n = s->number[page];

	return (n == UNSEEN ? decide(s, page) : n);
}

/* References that are added at a time. */
#define BATCH 4096

static int
feed(void *self, const struct reference *ref, size_t n, struct err *err)
{
	struct sampler *s = self;
	struct reference kept[BATCH];
	size_t k = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t own = number_of(s, reference_page(ref[i]));

		if (own == OUT)
			continue;
		kept[k++] = reference_make(own - 1, reference_write(ref[i]));
		if (k < BATCH)
			continue;
		if (refstring_add(s->to, kept, k, err) != 0)
			return (-1);
		k = 0;
	}
	return (k == 0 ? 0 : refstring_add(s->to, kept, k, err));
}

static int
change(void *self, const struct change *ch, size_t n, struct err *err)
{
	struct sampler *s = self;

	for (size_t i = 0; i < n; i++) {
		struct change c = ch[i];
		uint32_t page, other;

		if (c.kind == CHANGE_COUNT)
			s->warmup = s->to->n;
		if (c.page != NO_PAGE) {
			page = number_of(s, c.page);
			other = c.other != NO_PAGE ? number_of(s, c.other)
						   : NO_PAGE;
			if (page == OUT || (c.other != NO_PAGE && other == OUT))
				continue;
			c.page = page - 1;
			c.other = c.other != NO_PAGE ? other - 1 : NO_PAGE;
		}
		if (refstring_changes(s->to, &c, 1, err) != 0)
			return (-1);
	}
	return (0);
}

/* What a machine is told of a sample: nothing was denied in it. */
static void
tell_facts(struct mem *m, const struct trace_facts *whole, struct refstring *to,
    uint64_t npages, uint64_t warmup)
{
	struct trace_facts *t = mem_alloc(m, sizeof(*t));

	*t = *whole;
	t->references = to->n;
	t->pages = npages;
	t->denied_area = t->denied_permission = 0;
	t->window.warmup = t->window.warmup_fed = warmup;
	t->window.warmup_denied = 0;
	to->facts.npages = npages > 0 ? (page_id_t)npages : 1;
	to->facts.trace = t;
}

/* Writes the references to pages whose hashes are from 'from' to below 'to'
 * into a sample of its own. */
static int
take_part(struct mem *m, const struct sampler *s, const struct refstring *all,
    uint64_t from, uint64_t to, struct sample *out, struct err *err)
{
	uint32_t *number = mem_array(m, s->npages, sizeof(*number));
	struct sampler part = { .m = m, .to = &out->string, .number = number };
	struct stream_facts *facts = &out->string.facts;
	struct consumer self = { .feed = feed, .change = change };
	struct page_facts page;

	refstring_open(&out->string);
	part.vpn = mem_array(m, s->npages, sizeof(*part.vpn));
	part.area = mem_array(m, s->npages, sizeof(*part.area));
	part.process = mem_array(m, s->npages, sizeof(*part.process));
	part.file = mem_array(m, s->npages, sizeof(*part.file));
	for (uint64_t i = 0; i < s->npages; i++) {
		uint64_t own = part.npages;

		number[i] = OUT;
		if (s->hash[i] < from || s->hash[i] >= to)
			continue;
		part.vpn[own] = s->vpn[i];
		part.area[own] = s->area[i];
		part.process[own] = s->process[i];
		part.file[own] = s->file[i];
		number[i] = (uint32_t)++part.npages;
	}
	self.self = &part;
	if (refstring_feed(all, 0, all->n, &self, err) != 0 ||
	    refstring_seal(&out->string, err) != 0)
		return (-1);
	page = (struct page_facts){ part.vpn, part.area, part.process,
		s->whole.pid, part.file, s->whole.files };
	*facts = all->facts;
	facts->page = page;
	tell_facts(m, all->facts.trace, &out->string, part.npages, part.warmup);
	out->pages = part.npages;
	return (0);
}

/* The sample and its parts from what was recorded. */
static int
divide(struct engine *e, const struct sampler *s, const struct refstring *all,
    struct sample part[SAMPLE_PARTS], struct err *err)
{
	struct trace_facts *t = &e->study->trace;
	struct sample whole = { .whole = t->pages };

	refstring_close(&e->refstring);
	if (take_part(e->keep, s, all, 0, s->limit, &whole, err) != 0) {
		refstring_close(&whole.string);
		return (-1);
	}
	e->refstring = whole.string;
	for (uint64_t k = 0; k < SAMPLE_PARTS; k++) {
		part[k].whole = t->pages;
		if (take_part(e->keep, s, all, s->limit * k / SAMPLE_PARTS,
			s->limit * (k + 1) / SAMPLE_PARTS, &part[k], err) != 0)
			return (-1);
	}
	t->sampling = (struct trace_sampling){
		.ppm = e->spec->sample.ppm,
		.most = e->spec->sample.pages,
		.seed = e->spec->settings->seed,
		.pages = whole.pages,
		.references = whole.string.n,
	};
	if (whole.pages == 0)
		return (err_set(err, ERR_USAGE,
		    "the sample has none of the %ju pages (use a higher rate, "
		    "or another seed)",
		    (uintmax_t)t->pages));
	return (0);
}

int
sample_record(
    struct engine *e, struct sample part[SAMPLE_PARTS], struct err *err)
{
	const struct sample_spec *spec = &e->spec->sample;
	struct refstring all;
	struct sampler sampler = {
		.m = mem_open(),
		.to = &all,
		.seed = e->spec->settings->seed,
		.limit = spec->ppm != 0 ? (spec->ppm << 32) / 1000000
					: UINT64_C(1) << 32,
		.most = spec->pages,
	};
	struct consumer consumer = { .begin = begin,
		.pages = pages,
		.feed = feed,
		.change = change,
		.self = &sampler };
	struct stream s = {
		.source = refstream_source(e->refstream),
		.consumer = &consumer,
		.n = 1,
		.stage = "reading",
		.progress = &e->spec->progress,
	};
	int failed;

	refstring_open(&all);
	failed = stream_run(&s, err);
	if (failed == 0) {
		e->study->trace = *s.facts.trace;
		all.facts = s.facts;
		all.facts.npages = (page_id_t)(sampler.npages + 1);
		failed = refstring_seal(&all, err);
	}
	if (failed == 0 && e->study->trace.reduction.frames != 0)
		failed = err_set(err, ERR_TRACE,
		    "%.100s was reduced (--reduce), and of such a trace no "
		    "sample can be taken (use the trace that it was made from)",
		    e->study->trace.name);
	if (failed == 0)
		failed = divide(e, &sampler, &all, part, err);
	refstring_close(&all);
	mem_close(sampler.m);
	return (failed);
}

void
sample_close(struct sample part[SAMPLE_PARTS])
{
	for (size_t k = 0; k < SAMPLE_PARTS; k++)
		refstring_close(&part[k].string);
}
