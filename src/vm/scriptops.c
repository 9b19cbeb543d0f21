/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The operations of a script: each is a row that calls a function of an address
 * space and prints its answer.
 */
#include <string.h>

#include "vm/say.h"
#include "vm/script.h"

#define FNV_START UINT64_C(0xcbf29ce484222325)
#define FNV_PRIME UINT64_C(0x100000001b3)
#define UNREAD    0xee /* what a buffer holds before it is read into */

static void
say_space(struct script *s, enum addr_code rc, struct addrspace *as, FILE *out)
{
	say_code(rc, out);
	if (rc != ADDR_OK)
		return;
	s->space =
	    mem_grow(s->m, s->space, s->nspace, &s->cap, sizeof(*s->space));
	s->space[s->nspace] = as;
	fprintf(out, " space %zu", s->nspace++);
}

static void
op_new(struct script *s, const uint64_t *arg, FILE *out)
{
	struct addrspace *as = NULL;
	enum addr_code rc = addrspace_create(&as, &s->phys, arg[0], arg[1]);

	say_space(s, rc, as, out);
	if (rc == ADDR_OK)
		s->now = as;
}

static void
op_use(struct script *s, const uint64_t *arg, FILE *out)
{
	s->now = s->space[arg[0]];
	say_code(ADDR_OK, out);
}

static void
op_drop(struct script *s, const uint64_t *arg, FILE *out)
{
	if (s->now == s->space[arg[0]])
		s->now = NULL;
	addrspace_destroy(s->space[arg[0]]);
	s->space[arg[0]] = NULL;
	say_code(ADDR_OK, out);
}

static void
op_limit(struct script *s, const uint64_t *arg, FILE *out)
{
	/* The number of frames of a policy is fixed when it is made. */
	if (s->phys.config.swapper != NULL && arg[0] != s->phys.frames.limit) {
		say_code(ADDR_BAD_STATE, out);
		return;
	}
	s->phys.frames.limit = arg[0] < SCRIPT_FRAMES ? arg[0] : SCRIPT_FRAMES;
	say_code(ADDR_OK, out);
}

static void
op_frames(struct script *s, not_used const uint64_t *arg, FILE *out)
{
	const struct frame_pool *p = &s->phys.frames;

	fprintf(out, "used=%llu allocs=%llu frees=%llu tables=%llu",
	    (unsigned long long)p->used, (unsigned long long)p->allocs,
	    (unsigned long long)p->frees,
	    (unsigned long long)s->phys.table_frames.used);
}

static void
op_info(struct script *s, not_used const uint64_t *arg, FILE *out)
{
	fprintf(out, "base=0x%llx end=0x%llx size=0x%llx",
	    (unsigned long long)addrspace_base(s->now),
	    (unsigned long long)addrspace_end(s->now),
	    (unsigned long long)addrspace_size(s->now));
}

static void
op_debug(struct script *s, not_used const uint64_t *arg, FILE *out)
{
	addrspace_format(s->now, out);
}

static void
op_contains(struct script *s, const uint64_t *arg, FILE *out)
{
	say_bool(addrspace_contains_range(s->now, arg[0], arg[1]), out);
}

static void
op_map_linear(struct script *s, const uint64_t *arg, FILE *out)
{
	say_code(addrspace_map_linear(
		     s->now, arg[0], arg[1], arg[2], (unsigned)arg[3]),
	    out);
}

static void
op_map_alloc(struct script *s, const uint64_t *arg, FILE *out)
{
	say_code(addrspace_map_alloc(
		     s->now, arg[0], arg[1], (unsigned)arg[2], arg[3] != 0),
	    out);
}

static void
op_populate(struct script *s, const uint64_t *arg, FILE *out)
{
	say_code(addrspace_populate_area(s->now, arg[0], arg[1]), out);
}

static void
op_unmap(struct script *s, const uint64_t *arg, FILE *out)
{
	say_code(addrspace_unmap(s->now, arg[0], arg[1]), out);
}

static void
op_unmap_user(struct script *s, not_used const uint64_t *arg, FILE *out)
{
	say_code(addrspace_unmap_user_areas(s->now), out);
}

static void
op_protect(struct script *s, const uint64_t *arg, FILE *out)
{
	say_code(
	    addrspace_protect(s->now, arg[0], arg[1], (unsigned)arg[2]), out);
}

static void
op_clear(struct script *s, not_used const uint64_t *arg, FILE *out)
{
	addrspace_clear(s->now);
	say_code(ADDR_OK, out);
}

static void
op_check(struct script *s, const uint64_t *arg, FILE *out)
{
	struct va_range r = { .start = arg[0] };

	say_bool(!__builtin_add_overflow(arg[0], arg[1], &r.end) &&
		     addrspace_check_region_access(s->now, r, (unsigned)arg[2]),
	    out);
}

static void
op_fault(struct script *s, const uint64_t *arg, FILE *out)
{
	say_bool(
	    addrspace_handle_page_fault(s->now, arg[0], (unsigned)arg[1]), out);
}

static void
op_access(struct script *s, const uint64_t *arg, FILE *out)
{
	enum addr_fault f = addrspace_access(s->now, arg[0], (unsigned)arg[1]);

	fputs(f == ADDR_FAULT_HIT    ? "hit"
	      : addr_fault_served(f) ? "fault-ok"
				     : "segv",
	    out);
}

static void
op_pin(struct script *s, const uint64_t *arg, FILE *out)
{
	say_code(addrspace_pin(s->now, arg[0], arg[1]), out);
}

static void
op_unpin(struct script *s, const uint64_t *arg, FILE *out)
{
	say_code(addrspace_unpin(s->now, arg[0], arg[1]), out);
}

static void
op_tick(struct script *s, not_used const uint64_t *arg, FILE *out)
{
	const struct swapper *sw = s->phys.config.swapper;

	if (sw != NULL && sw->tick != NULL)
		sw->tick(sw->ctx);
	say_code(ADDR_OK, out);
}

static void
op_swap(struct script *s, not_used const uint64_t *arg, FILE *out)
{
	const struct swapper *sw = s->phys.config.swapper;

	if (sw != NULL && sw->tell != NULL)
		sw->tell(sw->ctx, out);
	else
		fputs("none", out);
}

static void
op_find(struct script *s, const uint64_t *arg, FILE *out)
{
	struct va_range limit = { arg[2], arg[3] };
	vaddr_t at;

	if (limit.start > limit.end)
		say_code(ADDR_INVALID, out);
	else if (addrspace_find_free_area(s->now, arg[0], arg[1], limit, &at))
		fprintf(out, "0x%llx", (unsigned long long)at);
	else
		fputs("NONE", out);
}

static void
op_copy_from(struct script *s, const uint64_t *arg, FILE *out)
{
	say_code(addrspace_copy_mappings_from(s->now, s->space[arg[0]]), out);
}

static void
op_clear_mappings(struct script *s, const uint64_t *arg, FILE *out)
{
	struct va_range r = { .start = arg[0] };

	if (__builtin_add_overflow(arg[0], arg[1], &r.end)) {
		say_code(ADDR_INVALID, out);
		return;
	}
	addrspace_clear_mappings(s->now, r);
	say_code(ADDR_OK, out);
}

static void
op_clone(struct script *s, not_used const uint64_t *arg, FILE *out)
{
	struct addrspace *as = NULL;
	enum addr_code rc = addrspace_clone_or_err(s->now, &as);

	say_space(s, rc, as, out);
}

static void
op_try_clone(struct script *s, not_used const uint64_t *arg, FILE *out)
{
	struct addrspace *as = NULL;
	enum addr_code rc = addrspace_try_clone(s->now, &as);

	say_space(s, rc, as, out);
}

static void
op_write(struct script *s, const uint64_t *arg, FILE *out)
{
	uint8_t *buf = mem_alloc(s->m, arg[1]);

	for (uint64_t i = 0; i < arg[1]; i++)
		buf[i] = (uint8_t)(arg[2] * 31 + 7 * i);
	say_code(addrspace_write(s->now, arg[0], buf, arg[1]), out);
	mem_free(s->m, buf);
}

static void
op_read(struct script *s, const uint64_t *arg, FILE *out)
{
	uint8_t *buf = mem_alloc(s->m, arg[1]);
	uint64_t fnv = FNV_START;
	enum addr_code rc;

	memset(buf, UNREAD, arg[1]);
	rc = addrspace_read(s->now, arg[0], buf, arg[1]);
	for (uint64_t i = 0; i < arg[1]; i++)
		fnv = (fnv ^ buf[i]) * FNV_PRIME;
	mem_free(s->m, buf);
	say_code(rc, out);
	fprintf(out, " %sfnv=%016llx", rc == ADDR_OK ? "" : "partial_",
	    (unsigned long long)fnv);
}

static void
op_query(struct script *s, const uint64_t *arg, FILE *out)
{
	uint64_t entry = addrspace_query(s->now, arg[0]);
	unsigned shift = s->phys.shift;

	if (entry == 0) {
		fputs("NotMapped", out);
		return;
	}
	fprintf(out, "pa=0x%llx flags=",
	    (unsigned long long)(pte_number(entry) << shift |
				 (arg[0] & (s->phys.config.page_size - 1))));
	say_flags(entry & PTE_FLAGS, out);
}

static void
op_areas(struct script *s, not_used const uint64_t *arg, FILE *out)
{
	say_areas(s->now, out);
}

static void
op_pt(struct script *s, not_used const uint64_t *arg, FILE *out)
{
	say_entries(s->now, true, out);
}

static void
op_ptv(struct script *s, not_used const uint64_t *arg, FILE *out)
{
	say_entries(s->now, false, out);
}

const struct script_op script_ops[] = {
	{ "new", "nn", "BASE SIZE", "makes a space and selects it", true,
	    op_new, POLICY_EITHER },
	{ "use", "i", "SPACE", "selects a space", true, op_use, POLICY_EITHER },
	{ "drop", "i", "SPACE", "destroys a space", true, op_drop,
	    POLICY_EITHER },
	{ "limit", "n", "FRAMES", "data frames in use at once", true, op_limit,
	    POLICY_REFUSED },
	{ "swap", "", "", "counters of the swapper", true, op_swap,
	    POLICY_NEEDED },
	{ "tick", "", "", "the timer, for policies that use it", true, op_tick,
	    POLICY_NEEDED },
	{ "frames", "", "", "counts of data frames and tables", true, op_frames,
	    POLICY_EITHER },
	{ "info", "", "", "base, end and size", false, op_info, POLICY_EITHER },
	{ "debug", "", "", "the space in one line", false, op_debug,
	    POLICY_EITHER },
	{ "contains", "nn", "START SIZE", "whether the range is in the space",
	    false, op_contains, POLICY_EITHER },
	{ "map_linear", "nnnf", "VA PA SIZE FLAGS", "fixed physical pages",
	    false, op_map_linear, POLICY_EITHER },
	{ "map_alloc", "nnfb", "VA SIZE FLAGS POPULATE", "frames of its own",
	    false, op_map_alloc, POLICY_EITHER },
	{ "populate", "nn", "VA SIZE", "fills the absent pages of a range",
	    false, op_populate, POLICY_EITHER },
	{ "unmap", "nn", "VA SIZE", "takes a range out", false, op_unmap,
	    POLICY_EITHER },
	{ "unmap_user", "", "", "clears a space of user areas", false,
	    op_unmap_user, POLICY_EITHER },
	{ "protect", "nnf", "VA SIZE FLAGS", "replaces the flags of a range",
	    false, op_protect, POLICY_EITHER },
	{ "clear", "", "", "takes every area out", false, op_clear,
	    POLICY_EITHER },
	{ "check", "nnf", "VA SIZE FLAGS", "whether areas allow an access",
	    false, op_check, POLICY_EITHER },
	{ "fault", "af", "VA FLAGS", "a page fault", false, op_fault,
	    POLICY_EITHER },
	{ "access", "af", "VA FLAGS", "an access: a hit or a fault", false,
	    op_access, POLICY_EITHER },
	{ "pin", "nn", "VA SIZE", "pages that may not be evicted", false,
	    op_pin, POLICY_EITHER },
	{ "unpin", "nn", "VA SIZE", "ends that", false, op_unpin,
	    POLICY_EITHER },
	{ "pageout", "nn", "VA SIZE", "pages go to swap", false, script_pageout,
	    POLICY_NEEDED },
	{ "discard", "nn", "VA SIZE", "pages and their contents go", false,
	    script_discard, POLICY_EITHER },
	{ "suspend", "", "", "the process stops and its pages go to swap",
	    false, script_suspend, POLICY_NEEDED },
	{ "resume", "", "", "it goes on", false, script_resume, POLICY_NEEDED },
	{ "find", "nnnn", "HINT SIZE LOW HIGH", "the first gap", false, op_find,
	    POLICY_EITHER },
	{ "copy_from", "i", "SPACE", "sees the pages of another space", false,
	    op_copy_from, POLICY_EITHER },
	{ "clear_mappings", "nn", "VA SIZE", "empties entries of the root",
	    false, op_clear_mappings, POLICY_EITHER },
	{ "clone", "", "", "a copy with frames of its own", false, op_clone,
	    POLICY_EITHER },
	{ "try_clone", "", "", "a copy that shares frames until written", false,
	    op_try_clone, POLICY_EITHER },
	{ "fork", "", "", "the same as try_clone", false, op_try_clone,
	    POLICY_EITHER },
	{ "write", "aln", "VA SIZE SEED", "writes (31 SEED + 7 i) mod 256",
	    false, op_write, POLICY_EITHER },
	{ "read", "al", "VA SIZE", "the FNV-1a of what is read", false, op_read,
	    POLICY_EITHER },
	{ "query", "n", "VA", "the entry of a page", false, op_query,
	    POLICY_EITHER },
	{ "areas", "", "", "every area", false, op_areas, POLICY_EITHER },
	{ "pt", "", "", "every entry, with its frame", false, op_pt,
	    POLICY_EITHER },
	{ "ptv", "", "", "every entry, without frames of data", false, op_ptv,
	    POLICY_EITHER },
	{ NULL, NULL, NULL, NULL, false, NULL, POLICY_EITHER },
};
