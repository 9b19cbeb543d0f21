/* SPDX-License-Identifier: BSD-2-Clause */
#include "oracle/touches.h"

#include <stdlib.h>
#include <string.h>

#include "oracle/guest/touchfile.h"

#define TABLE_PAGES 512 /* of a page table of the lowest level */
#define BUFFER      16384

struct place {
	uint64_t table;
	uint32_t process;
	page_id_t page;
};

struct touch_writer {
	FILE *to;
	const struct refstring *s;
	struct touches *counts;
	uint32_t *at;     /* by page: where it is in its process's region */
	uint8_t *process; /* by page */
	uint8_t *mapped;  /* by page */
	uint32_t pages[TOUCH_PROCESSES];
	uint32_t word[BUFFER];
	size_t n;
	uint64_t words;
	uint32_t who;              /* the process under way */
	struct touch_range *range; /* by area; n 0: it is of no file */
	size_t nrange;
};

static const char *const refused[] = {
	[CHANGE_SHARE] = "a fork",
	[CHANGE_PIN] = "pinned pages",
	[CHANGE_UNPIN] = "pinned pages",
	[CHANGE_PAGEOUT] = "a page-out of its own",
	[CHANGE_COUNT] = "a warm-up",
};

#define NREFUSED (sizeof(refused) / sizeof(refused[0]))

static int
by_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->process != y->process)
		return (x->process < y->process ? -1 : 1);
	if (x->table != y->table)
		return (x->table < y->table ? -1 : 1);
	return (0);
}

static bool
of_file(const struct refstring *s, page_id_t page)
{
	const uint8_t *file = s->facts.page.file;

	return (file != NULL && file[page] != 0);
}

static int
check(const struct refstring *s, struct err *err)
{
	size_t processes = s->facts.nprocess;

	for (uint64_t i = 0; i < s->nchange; i++) {
		enum change_kind k = s->change[i].kind;

		if ((size_t)k < NREFUSED && refused[k] != NULL)
			return (err_set(err, ERR_TRACE,
			    "the trace has %s after reference %llu, which a "
			    "real kernel cannot be made to do",
			    refused[k], (unsigned long long)s->change[i].at));
		if (k == CHANGE_FREE && of_file(s, s->change[i].page))
			return (err_set(err, ERR_TRACE,
			    "the trace unmaps a page of a file after reference "
			    "%llu, which a real kernel would keep in memory",
			    (unsigned long long)s->change[i].at));
	}
	if (processes > TOUCH_PROCESSES)
		return (err_set(err, ERR_LIMIT,
		    "the trace has %zu processes; a real kernel is asked "
		    "with %d at most",
		    processes, TOUCH_PROCESSES));
	if (s->n == 0)
		return (err_set(err, ERR_TRACE, "the trace has no reference"));
	return (0);
}

/* Gives each page its place. */
static int
lay_out(struct touch_writer *w, struct mem *m, struct err *err)
{
	const struct page_facts *f = &w->s->facts.page;
	page_id_t n = w->s->facts.npages;
	struct place *place = mem_array(m, n, sizeof(*place));
	uint64_t tables = 0;

	for (page_id_t i = 0; i < n; i++)
		place[i] = (struct place){ f->number[i] / TABLE_PAGES,
			f->process[i], i };
	qsort(place, n, sizeof(*place), by_place);
	for (page_id_t i = 0; i < n; i++) {
		const struct place *p = &place[i];

		if (i == 0 || p[-1].process != p->process)
			tables = 1;
		else if (p[-1].table != p->table)
			tables++;
		if (tables > TOUCH_PAGES / TABLE_PAGES)
			return (err_set(err, ERR_LIMIT,
			    "the pages of a process lie in more than %u page "
			    "tables",
			    TOUCH_PAGES / TABLE_PAGES));
		w->at[p->page] = (uint32_t)((tables - 1) * TABLE_PAGES +
					    f->number[p->page] % TABLE_PAGES);
		w->process[p->page] = (uint8_t)p->process;
		if (w->pages[p->process] <= w->at[p->page])
			w->pages[p->process] = w->at[p->page] + 1;
	}
	mem_free(m, place);
	return (0);
}

/* The ranges of files: from the first page of an area that is touched to the
 * last. */
static void
find_files(struct touch_writer *w, struct mem *m)
{
	const struct page_facts *f = &w->s->facts.page;

	for (page_id_t i = 0; i < w->s->facts.npages; i++) {
		struct touch_range *r;
		uint32_t end;

		if (!of_file(w->s, i))
			continue;
		if (w->nrange <= f->area[i])
			w->range =
			    mem_grow_to(m, w->range, w->nrange, &w->nrange,
				f->area[i] + (size_t)1, sizeof(*w->range));
		r = &w->range[f->area[i]];
		end = r->n == 0 ? w->at[i] + 1 : r->first + r->n;
		if (r->n == 0 || w->at[i] < r->first)
			r->first = w->at[i];
		if (w->at[i] >= end)
			end = w->at[i] + 1;
		r->process = w->process[i];
		r->n = end - r->first;
	}
}

/* Writes the ranges; each begins at a multiple of a table's pages in the
 * device, and then its place in the table. */
static void
put_files(struct touch_writer *w, struct touch_head *head)
{
	uint64_t at = 0;

	for (size_t i = 0; i < w->nrange; i++) {
		struct touch_range *r = &w->range[i];

		if (r->n == 0)
			continue;
		r->at = (uint32_t)at + r->first % TABLE_PAGES;
		at = r->at + r->n;
		at += (uint64_t)(TABLE_PAGES - at % TABLE_PAGES) % TABLE_PAGES;
		fwrite(r, sizeof(*r), 1, w->to);
		head->ranges++;
	}
	w->counts->file_pages = at;
}

static void
flush(struct touch_writer *w)
{
	fwrite(w->word, sizeof(w->word[0]), w->n, w->to);
	w->words += w->n;
	w->n = 0;
}

static void
put(struct touch_writer *w, page_id_t page, uint32_t word)
{
	if (w->n + 2 > BUFFER)
		flush(w);
	if (w->process[page] != w->who) {
		w->who = w->process[page];
		w->word[w->n++] = TOUCH_SWITCH + w->who;
	}
	w->word[w->n++] = word;
}

static void
put_touch(struct touch_writer *w, page_id_t page, bool write)
{
	put(w, page, w->at[page] << 1 | write);
	w->counts->touches++;
	if (!w->mapped[page]) {
		w->counts->first++;
		w->counts->file_first += of_file(w->s, page);
	}
	w->mapped[page] = 1;
}

static void
put_change(struct touch_writer *w, const struct change *c)
{
	if (c->kind == CHANGE_FREE) {
		if (w->mapped[c->page])
			put(w, c->page, TOUCH_DISCARD + w->at[c->page]);
		w->mapped[c->page] = 0;
	} else if (c->kind == CHANGE_FILL)
		put_touch(w, c->page, false);
}

static void
put_all(struct touch_writer *w)
{
	const struct refstring *s = w->s;
	uint64_t at = 0;

	for (uint64_t i = 0; i <= s->n; i++) {
		for (; at < s->nchange && s->change[at].at == i; at++)
			put_change(w, &s->change[at]);
		if (i < s->n)
			put_touch(w, reference_page(s->reference[i]),
			    reference_write(s->reference[i]));
	}
	flush(w);
}

int
touches_write(
    struct touches *t, FILE *to, const struct refstring *s, struct err *err)
{
	struct touch_head head = { .magic = TOUCH_MAGIC };
	struct mem *m = mem_open();
	struct touch_writer *w = mem_alloc(m, sizeof(*w));
	int failed = check(s, err);

	*t = (struct touches){ .processes = (uint32_t)s->facts.nprocess };
	*w = (struct touch_writer){ .to = to, .s = s, .counts = t };
	if (failed == 0) {
		w->at = mem_array(m, s->facts.npages, sizeof(*w->at));
		w->process = mem_alloc(m, s->facts.npages);
		w->mapped = mem_alloc(m, s->facts.npages);
		failed = lay_out(w, m, err);
		find_files(w, m);
	}
	if (failed == 0) {
		fwrite(&head, sizeof(head), 1, to);
		put_all(w);
		put_files(w, &head);
		head.processes = t->processes;
		head.words = w->words;
		head.touches = t->touches;
		for (uint32_t i = 0; i < t->processes; i++) {
			head.pages[i] = w->pages[i];
			t->region_pages += w->pages[i];
		}
		if (fseek(to, 0, SEEK_SET) != 0 ||
		    fwrite(&head, sizeof(head), 1, to) != 1 || fflush(to) != 0)
			failed = err_sys(err, "cannot write the touches");
	}
	mem_close(m);
	return (failed);
}
