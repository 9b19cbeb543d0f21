/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A line for each fault:
 *
 *	reference  number of the reference, from 1; for an event between two
 *		   references, that of the first
 *	page	   number of the page in its address space
 *	kind	   zero_fill, swap_in, cow, cow_last; or, without a fault, clean
 *		   (the policy wrote a page back) and release (it released one)
 *	victim	   page that was evicted, or -
 *	read	   slot that was read, file, or -
 *	written	   slot that was written, or -
 *	process	   process of the page, as the trace numbers it
 *	from	   process of the victim, or -
 *
 * Or the lines that the kernel of uCore's lab 3 prints, so that a student's
 * run can be compared with the model line by line:
 *
 *	page fault at 0x%08x: K/W [no page found].
 *	swap_out: i 0, store page in vaddr 0x%x to disk swap entry %d
 *	swap_in: load disk swap entry %d with swap_page in vadr 0x%x
 *
 * An address is that of the page's first byte.
 */
#include "cli/events.h"

#include <inttypes.h>

static const char *const kinds[FAULT_KINDS] = {
	[FAULT_ZERO] = "zero_fill",
	[FAULT_SWAP_IN] = "swap_in",
	[FAULT_COW] = "cow",
	[FAULT_COW_LAST] = "cow_last",
};

static void
put_number(FILE *to, bool known, uint64_t n)
{
	if (known)
		fprintf(to, "\t%" PRIu64, n);
	else
		fputs("\t-", to);
}

static uint32_t
process_of(const struct page_facts *f, page_id_t page)
{
	uint32_t process = f->process[page];

	return (f->pid != NULL ? f->pid[process] : process);
}

static void
line(const struct events *e, uint64_t reference, page_id_t page,
    const char *kind, page_id_t victim, const char *file, slot_t in, slot_t out)
{
	const struct page_facts *f = &e->columns;
	FILE *to = e->save.to;

	fprintf(to, "%" PRIu64 "\t%" PRIu64 "\t%s", reference, f->number[page],
	    kind);
	put_number(
	    to, victim != NO_PAGE, victim != NO_PAGE ? f->number[victim] : 0);
	if (file != NULL)
		fprintf(to, "\t%s", file);
	else
		put_number(to, in != NO_SLOT, in);
	put_number(to, out != NO_SLOT, out);
	fprintf(to, "\t%" PRIu32, process_of(f, page));
	put_number(to, victim != NO_PAGE,
	    victim != NO_PAGE ? process_of(f, victim) : 0);
	fputc('\n', to);
}

static void
on_begin(void *self, const struct page_facts *facts)
{
	struct events *e = self;

	e->columns = *facts;
}

static void
on_fault(void *self, const struct fault *f)
{
	line(self, f->at + 1, f->page, kinds[f->kind], f->victim,
	    f->read && f->in == NO_SLOT ? "file" : NULL, f->in,
	    f->written ? f->out : NO_SLOT);
}

static void
on_evict(void *self, uint64_t at, page_id_t page, slot_t out, bool written)
{
	line(self, at, page, "release", NO_PAGE, NULL, NO_SLOT,
	    written ? out : NO_SLOT);
}

static void
on_clean(void *self, uint64_t at, page_id_t page, slot_t out)
{
	line(self, at, page, "clean", NO_PAGE, NULL, NO_SLOT, out);
}

static uint64_t
address(const struct events *e, page_id_t page)
{
	return (e->columns.number[page] << e->page_shift);
}

static void
swap_out(struct events *e, page_id_t page, slot_t slot)
{
	fprintf(e->save.to,
	    "swap_out: i 0, store page in vaddr 0x%" PRIx64
	    " to disk swap entry %" PRIu32 "\n",
	    address(e, page), slot);
}

static void
ucore_fault(void *self, const struct fault *f)
{
	struct events *e = self;
	bool present = f->kind == FAULT_COW || f->kind == FAULT_COW_LAST;

	fprintf(e->save.to, "page fault at 0x%08" PRIx64 ": K/%c [%s].\n",
	    address(e, f->page), f->write ? 'W' : 'R',
	    present ? "protection fault" : "no page found");
	if (f->victim != NO_PAGE && f->written)
		swap_out(e, f->victim, f->out);
	if (f->read && f->in != NO_SLOT)
		fprintf(e->save.to,
		    "swap_in: load disk swap entry %" PRIu32
		    " with swap_page in vadr 0x%" PRIx64 "\n",
		    f->in, address(e, f->page));
}

static void
ucore_evict(
    void *self, not_used uint64_t at, page_id_t page, slot_t out, bool written)
{
	if (written)
		swap_out(self, page, out);
}

int
events_open(struct events *e, const char *path, enum events_format format,
    uint64_t page_size, struct err *err)
{
	*e = (struct events){
		.page_shift = (unsigned)__builtin_ctzll(page_size),
		.observer = { .begin = on_begin,
		    .fault = on_fault,
		    .evict = on_evict,
		    .clean = on_clean,
		    .self = e },
	};
	if (save_open(&e->save, path, err) != 0)
		return (-1);
	if (format == EVENTS_UCORE) {
		e->observer.fault = ucore_fault;
		e->observer.evict = ucore_evict;
		e->observer.clean = NULL;
		return (0);
	}
	fputs("reference\tpage\tkind\tvictim\tread\twritten\tprocess\tfrom\n",
	    e->save.to);
	return (0);
}

int
events_close(struct events *e, bool keep, struct err *err)
{
	return (save_close(&e->save, keep, err));
}
