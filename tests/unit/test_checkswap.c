/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * uCore's checks of its swap managers with their numbers, step by step: through
 * its own interface to an address space, and in a replay.
 */
#include "study/refstring.h"
#include "unit/fixture.h"
#include "unit/vmswap_fixture.h"
#include "vm/mm.h"

/* a is 0x1000; a small letter is a write, a capital one a read. */
static vaddr_t
address(char letter)
{
	return ((vaddr_t)((letter | 0x20) - 'a' + 1) * PAGE);
}

static bool
writes(char letter)
{
	return (letter >= 'a');
}

/* _fifo_check_swap after its prefix. */
static const char sequence[] = "cadbebabcdeAa";

static const struct {
	const char *policy;
	uint64_t faults[13];
	uint64_t out, in;
} checks[] = {
	{ "fifo", { 4, 4, 4, 4, 5, 5, 6, 7, 8, 9, 10, 11, 11 }, 7, 6 },
	{ "clock", { 4, 4, 4, 4, 5, 5, 6, 6, 7, 8, 9, 9, 9 }, 5, 4 },
	{ "extended-clock", { 4, 4, 4, 4, 5, 5, 6, 6, 7, 8, 9, 9, 9 }, 5, 4 },
	{ "lru", { 4, 4, 4, 4, 5, 5, 5, 5, 6, 7, 8, 9, 9 }, 5, 4 },
};

static struct mm *
check_content_set(void)
{
	struct vma vma = vma_create(0x1000, 0x6000, RW);
	struct mm *mm;

	ck_assert_int_eq(mm_create(&mm, &phys), 0);
	ck_assert_int_eq(mm_insert_vma(mm, &vma), 0);
	for (char c = 'a'; c <= 'd'; c++) {
		uint8_t value = (uint8_t)(c - 'a' + 0x0a);

		ck_assert_int_eq(mm_access(mm, address(c), true), 0);
		ck_assert_uint_eq(
		    pte_number(addrspace_query(mm->as, address(c))),
		    phys.frames.first + (uint64_t)(c - 'a'));
		memset(physmem_bytes(&phys,
			   pte_number(addrspace_query(mm->as, address(c)))),
		    value, 1);
		ck_assert_int_eq(mm_access(mm, address(c) + 0x10, true), 0);
		ck_assert_uint_eq(mm->pgfault_num, (uint64_t)(c - 'a') + 1);
	}
	ck_assert_uint_eq(frame_pool_spare(&phys.frames), 0);
	return (mm);
}

START_TEST(test_check_swap)
{
	struct mm *mm;
	uint64_t entry;

	begin();
	settings.slot_mode = SLOTS_VADDR;
	settings.always_write = true;
	attach(checks[_i].policy, 4);
	mm = check_content_set();
	for (int i = 0; sequence[i] != '\0'; i++) {
		vaddr_t at = address(sequence[i]);

		ck_assert_int_eq(mm_access(mm, at, writes(sequence[i])), 0);
		ck_assert_uint_eq(mm->pgfault_num, checks[_i].faults[i]);
		ck_assert_uint_eq(faults(), checks[_i].faults[i]);
		entry = addrspace_query(mm->as, at);
		if (sequence[i] == 'A')
			ck_assert_uint_eq(
			    *physmem_bytes(&phys, pte_number(entry)), 0x0a);
	}
	ck_assert_uint_eq(vmswap_tell(swap).evictions, checks[_i].out);
	ck_assert_uint_eq(vmswap_tell(swap).reads, checks[_i].in);
	/* The swap entry that uCore would have: not slot 0, and bits 0
	 * (present) to 7 are clear. */
	for (char c = 'a'; c <= 'e'; c++) {
		entry = pagetable_get(&mm->as->pt, address(c));
		if ((entry & PTE_SWAPPED) == 0)
			continue;
		slot_t slot = vmswap_slot(swap, (uint32_t)pte_number(entry));

		ck_assert_uint_eq(slot, swap_slot_of(address(c)));
		ck_assert_uint_eq(swap_entry_make(slot), slot << 8);
		ck_assert(swap_entry_valid(swap_entry_make(slot), 32768));
	}
	mm_destroy(mm);
	end();
}
END_TEST

/* The check of the extended clock: after the prefix every page is written back
 * and nothing is accessed or dirty. */
static const char extended[] = "CAaDBbEBAaBCD";

static const struct {
	const char *policy;
	uint64_t faults[13];
	uint64_t in, out, written;
} cleared[] = {
	{ "fifo", { 4, 4, 4, 4, 4, 4, 5, 5, 6, 6, 7, 8, 9 }, 4, 5, 2 },
	{ "clock", { 4, 4, 4, 4, 4, 4, 5, 5, 6, 6, 6, 7, 8 }, 3, 4, 1 },
	{ "extended-clock", { 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 6, 7 }, 2, 3,
	    3 },
	{ "lru", { 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 6, 7 }, 2, 3, 0 },
	{ "opt", { 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 6 }, 1, 2, 0 },
};

START_TEST(test_cleared)
{
	struct mm *mm;

	begin();
	attach(cleared[_i].policy, 4);
	mm = check_content_set();
	for (frame_t f = 0; f < 4; f++) {
		swap->instance.host.clean(&swap->instance.host, f);
		frame_clear_accessed(&swap->instance.frames, f);
	}
	ck_assert_uint_eq(vmswap_tell(swap).writes, 4);
	for (int i = 0; extended[i] != '\0'; i++) {
		ck_assert_int_eq(
		    mm_access(mm, address(extended[i]), writes(extended[i])),
		    0);
		ck_assert_uint_eq(faults(), cleared[_i].faults[i]);
	}
	ck_assert_uint_eq(vmswap_tell(swap).evictions, cleared[_i].out);
	ck_assert_uint_eq(vmswap_tell(swap).reads, cleared[_i].in);
	ck_assert_uint_eq(vmswap_tell(swap).writes - 4, cleared[_i].written);
	mm_destroy(mm);
	end();
}
END_TEST

/* The same references for a replay. */
static struct refstring
lay_out(const char *letters)
{
	struct refstring refstring;

	refstring_open(&refstring);
	for (; *letters != '\0'; letters++) {
		struct reference ref = reference_make(
		    (page_id_t)((*letters | 0x20) - 'a'), writes(*letters));

		ck_assert_int_eq(refstring_add(&refstring, &ref, 1, &err), 0);
	}
	ck_assert_int_eq(refstring_seal(&refstring, &err), 0);
	return (refstring);
}

/* The same in a replay, and with OPT.  Of the pages that are never used again
 * OPT evicts a clean one, so it writes none. */
START_TEST(test_cleared_replay)
{
	static const struct page_facts facts;
	struct future_memory future;
	struct outcome outcome = { 0 };
	struct replay *r;
	struct refstring refstring;
	char all[32];

	begin();
	snprintf(all, sizeof(all), "aabbccdd%s", extended);
	refstring = lay_out(all);
	ck_assert_int_eq(future_open(&future, &refstring, 5, &err), 0);
	r = open_replay(
	    find(cleared[_i].policy), &future.future, &facts, 4, 5, &outcome);
	ck_assert_int_eq(replay_feed(r, refstring.reference, 8, &err), 0);
	for (frame_t f = 0; f < 4; f++) {
		r->partition->instance.host.clean(
		    &r->partition->instance.host, f);
		frame_clear_accessed(&r->partition->instance.frames, f);
	}
	ck_assert_int_eq(replay_feed(r, refstring.reference + 8, 13, &err), 0);
	replay_finish(r, 0, 0);
	ck_assert_uint_eq(
	    outcome_page_faults(&outcome), cleared[_i].faults[12]);
	ck_assert_uint_eq(outcome.evictions, cleared[_i].out);
	ck_assert_uint_eq(outcome.swap_reads, cleared[_i].in);
	ck_assert_uint_eq(outcome.swap_writes - 4, cleared[_i].written);
	replay_close(r);
	future_close(&future);
	refstring_close(&refstring);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("checkswap");

	fixture_mem(t);
	tcase_add_loop_test(t, test_check_swap, 0, 4);
	tcase_add_loop_test(t, test_cleared, 0, 4);
	tcase_add_loop_test(t, test_cleared_replay, 0, 5);
	tcase_set_timeout(t, 600);
	return (fixture_run("checkswap", t));
}
