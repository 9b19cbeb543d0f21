/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interactive swapper: the same references give the same counts as in a
 * replay, for every policy; slots that run out, pins, unreachable pages.
 */
#include "base/rng.h"
#include "unit/fixture.h"
#include "unit/vmswap_fixture.h"

/* Random references give the same counts here and in a replay. */
START_TEST(test_same)
{
	enum { PAGES = 40, N = 6000, FRAMES = 11 };
	const struct policy *p = policy_list[_i];
	static struct reference ref[N + REPLAY_AHEAD];
	uint64_t number[PAGES] = { 0 };
	const struct page_facts facts = { .number = number };
	page_id_t page_of[PAGES], npages = 0;
	struct outcome outcome = { 0 };
	struct rng rng = { 7 };
	struct addrspace *as;
	struct vmswap_counts c;
	struct replay *r;

	if (p->sight == SEES_FUTURE)
		return;
	begin();
	settings.tick = 100;
	attach(p->name, FRAMES);
	ck_assert_int_eq(
	    addrspace_create(&as, &phys, 0, PAGES * PAGE), ADDR_OK);
	addrspace_map_alloc(as, 0, PAGES * PAGE, RW, false);
	memset(page_of, 0xff, sizeof(page_of));
	for (int i = 0; i < N; i++) {
		uint64_t at = rng_below(&rng, rng_below(&rng, PAGES) + 1);
		bool write = rng_below(&rng, 3) == 0;

		if (page_of[at] == NO_PAGE) {
			number[npages] = at;
			page_of[at] = npages++;
		}
		ref[i] = reference_make(page_of[at], write);
		addrspace_access(as, at * PAGE, write ? MAP_WRITE : MAP_READ);
	}
	r = open_replay(p, NULL, &facts, FRAMES, PAGES, &outcome);
	ck_assert_int_eq(replay_feed(r, ref, N, &err), 0);
	replay_finish(r, 0, 0);
	c = vmswap_tell(swap);
	ck_assert_uint_eq(c.references, N);
	ck_assert_uint_eq(c.faults[FAULT_ZERO], outcome.faults[FAULT_ZERO]);
	ck_assert_uint_eq(
	    c.faults[FAULT_SWAP_IN], outcome.faults[FAULT_SWAP_IN]);
	ck_assert_uint_eq(c.evictions, outcome.evictions);
	ck_assert_uint_eq(c.reads, outcome.swap_reads);
	ck_assert_uint_eq(c.writes, outcome.swap_writes);
	ck_assert_uint_eq(c.cleaned, outcome.cleaned);
	replay_close(r);
	addrspace_destroy(as);
	end();
}
END_TEST

START_TEST(test_refused)
{
	struct vmswap_setup setup = {
		.policy = find("opt"),
		.settings = &settings,
	};

	begin();
	physmem_init(&phys, mem, &physmem_default);
	ck_assert_int_eq(vmswap_open(&swap, &phys, &setup, &err), -1);
	ck_assert_int_eq(err.kind, ERR_USAGE);
	ck_assert_msg(
	    strstr(err.msg, "needs the future") != NULL, "%s", err.msg);
}
END_TEST

/* A page for which there is no slot stays; a page with a good copy needs none.
 */
START_TEST(test_swap_full)
{
	struct addrspace *as;
	uint8_t byte = 1;

	begin();
	settings.swap_size = PAGE;
	attach("fifo", 1);
	ck_assert_int_eq(addrspace_create(&as, &phys, 0, 4 * PAGE), ADDR_OK);
	addrspace_map_alloc(as, 0, 4 * PAGE, RW, false);
	ck_assert_int_eq(addrspace_write(as, 0, &byte, 1), ADDR_OK);
	ck_assert_int_eq(
	    addrspace_access(as, PAGE, MAP_WRITE), ADDR_FAULT_ZERO);
	ck_assert_int_eq(
	    addrspace_access(as, 0, MAP_READ), ADDR_FAULT_NO_FRAME);
	ck_assert_int_eq(addrspace_access(as, PAGE, MAP_READ), ADDR_FAULT_HIT);
	addrspace_unmap(as, PAGE, PAGE);
	ck_assert_int_eq(addrspace_read(as, 0, &byte, 1), ADDR_OK);
	ck_assert_uint_eq(byte, 1);
	/* Clean, with a good copy: dropped, not written. */
	ck_assert_int_eq(
	    addrspace_access(as, 2 * PAGE, MAP_READ), ADDR_FAULT_ZERO);
	ck_assert_uint_eq(vmswap_tell(swap).writes, 1);
	addrspace_destroy(as);
	end();
}
END_TEST

/* A pinned page stays in its frame; when every frame is pinned, a fault finds
 * none. */
START_TEST(test_pins)
{
	struct addrspace *as;
	uint64_t entry;

	begin();
	attach("lru", 2);
	ck_assert_int_eq(addrspace_create(&as, &phys, 0, 8 * PAGE), ADDR_OK);
	addrspace_map_alloc(as, 0, 8 * PAGE, RW, false);
	ck_assert_int_eq(addrspace_pin(as, 0, PAGE), ADDR_OK);
	entry = addrspace_query(as, 0);
	for (vaddr_t va = PAGE; va < 8 * PAGE; va += PAGE)
		ck_assert_int_eq(
		    addrspace_access(as, va, MAP_WRITE), ADDR_FAULT_ZERO);
	ck_assert_uint_eq(addrspace_query(as, 0), entry);
	ck_assert_int_eq(addrspace_pin(as, 7 * PAGE, PAGE), ADDR_OK);
	ck_assert_int_eq(
	    addrspace_access(as, PAGE, MAP_READ), ADDR_FAULT_NO_FRAME);
	ck_assert_int_eq(addrspace_pin(as, PAGE, PAGE), ADDR_NO_MEMORY);
	ck_assert_int_eq(addrspace_unpin(as, 0, 8 * PAGE), ADDR_OK);
	ck_assert_int_eq(
	    addrspace_access(as, PAGE, MAP_READ), ADDR_FAULT_SWAP_IN);
	/* Pinning a page and loading it for that are not references. */
	ck_assert_uint_eq(vmswap_tell(swap).references, 9);
	addrspace_destroy(as);
	end();
}
END_TEST

/* A page that is unreachable, because its table was taken out, cannot be
 * evicted: there is no entry for its ticket. */
START_TEST(test_out_of_sight)
{
	struct addrspace *as;
	uint8_t byte = 5;

	begin();
	attach("fifo", 2);
	ck_assert_int_eq(addrspace_create(&as, &phys, 0, 8 * PAGE), ADDR_OK);
	addrspace_map_alloc(as, 0, 8 * PAGE, RW, false);
	ck_assert_int_eq(addrspace_write(as, 0, &byte, 1), ADDR_OK);
	addrspace_clear_mappings(as, (struct va_range){ 0, PAGE });
	for (vaddr_t va = 0; va < 4 * PAGE; va += PAGE)
		ck_assert_int_eq(
		    addrspace_access(as, va, MAP_WRITE), ADDR_FAULT_ZERO);
	ck_assert_uint_eq(vmswap_tell(swap).evictions, 3);
	addrspace_destroy(as);
	end();
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("vmswap");
	int policies = 0;

	fixture_mem(t);
	while (policy_list[policies] != NULL)
		policies++;
	tcase_add_loop_test(t, test_same, 0, policies);
	tcase_add_test(t, test_refused);
	tcase_add_test(t, test_swap_full);
	tcase_add_test(t, test_pins);
	tcase_add_test(t, test_out_of_sight);
	tcase_set_timeout(t, 600);
	return (fixture_run("vmswap", t));
}
