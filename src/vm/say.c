/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The text of the answers of scripts (say.h).
 */
#include "vm/say.h"

void
say_code(enum addr_code rc, FILE *out)
{
	static const char *const text[] = {
		[ADDR_OK] = "OK",
		[ADDR_INVALID] = "ERR InvalidInput",
		[ADDR_EXISTS] = "ERR AlreadyExists",
		[ADDR_NO_MEMORY] = "ERR NoMemory",
		[ADDR_BAD_ADDRESS] = "ERR BadAddress",
		[ADDR_BAD_STATE] = "ERR BadState",
		[ADDR_IO] = "ERR Io",
	};

	fputs(text[rc], out);
}

void
say_bool(bool b, FILE *out)
{
	fputs(b ? "true" : "false", out);
}

void
say_flags(unsigned flags, FILE *out)
{
	char letters[sizeof(MAP_LETTERS)];

	fputs(flags == 0 ? "-" : map_letters(letters, flags), out);
}

void
say_areas(const struct addrspace *as, FILE *out)
{
	struct area_at at = areas_begin(&as->areas);

	fprintf(out, "n=%llu ", (unsigned long long)as->areas.count);
	for (; at.leaf != NULL;) {
		const struct area *a = area_get(at);

		fprintf(out, "[0x%llx,0x%llx)", (unsigned long long)a->start,
		    (unsigned long long)a->end);
		say_flags(a->flags, out);
		if (a->backend == BACKEND_LINEAR)
			fprintf(out, ":L0x%llx", (unsigned long long)a->offset);
		else
			fputs(a->backend == BACKEND_LAZY ? ":Z" : ":P", out);
		at = area_next(at);
		if (at.leaf != NULL)
			fputc(' ', out);
	}
}

struct listing {
	FILE *out;
	unsigned shift;
	bool frames; /* of data pages */
	bool count_only;
	uint64_t n;
};

static int
list_entry(void *ctx, vaddr_t addr, uint64_t *entry)
{
	struct listing *l = ctx;
	unsigned long long pa = pte_number(*entry) << l->shift;

	if ((*entry & PTE_RESIDENT) == 0)
		return (0);
	l->n++;
	if (l->count_only)
		return (0);
	fprintf(
	    l->out, "%s0x%llx", l->n == 1 ? "" : " ", (unsigned long long)addr);
	if (l->frames)
		fprintf(l->out, "->0x%llx", pa);
	else if ((*entry & PTE_OWNED) == 0)
		fprintf(l->out, "=0x%llx", pa);
	fputc('/', l->out);
	say_flags(*entry & PTE_FLAGS, l->out);
	return (0);
}

void
say_entries(const struct addrspace *as, bool frames, FILE *out)
{
	struct listing l = { out, as->phys->shift, frames, true, 0 };

	pagetable_walk(&as->pt, as->range.start, as->range.end, list_entry, &l);
	fprintf(out, "n=%llu ", (unsigned long long)l.n);
	l.n = 0;
	l.count_only = false;
	pagetable_walk(&as->pt, as->range.start, as->range.end, list_entry, &l);
}
