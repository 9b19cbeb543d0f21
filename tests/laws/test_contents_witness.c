/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The check of contents detects damage: a page is damaged, and the message must
 * name the page, the slot and their last moves.  A replay exchanges the slots
 * of two pages, the interactive swapper the bytes of two slots.
 */
#include <stdlib.h>
#include <string.h>

#include "config/settings.h"
#include "device/device.h"
#include "policy/choose.h"
#include "unit/fixture.h"
#include "vm/addrspace.h"
#include "vm/vmswap.h"

#define PAGE UINT64_C(4096)

static const struct policy *
fifo(void)
{
	for (size_t i = 0; policy_list[i] != NULL; i++)
		if (strcmp(policy_list[i]->name, "fifo") == 0)
			return (policy_list[i]);
	ck_abort_msg("there is no fifo");
	return (NULL);
}

/* One reference to the page. */
static int
refer(struct replay *r, page_id_t page, bool write, struct err *err)
{
	struct reference ref[1 + REPLAY_AHEAD] = { reference_make(
	    page, write) };

	return (replay_feed(r, ref, 1, err));
}

static const int modes[] = { CONTENTS_STAMPS, CONTENTS_BYTES };

START_TEST(test_replay)
{
	static const struct kernel_figures kernel;
	struct settings settings;
	const struct page_facts facts = { 0 };
	struct replay_setup setup = {
		.policy = fifo(),
		.settings = &settings,
		.nframes = 1,
		.npages = 3,
		.facts = &facts,
		.device = &device_free,
		.kernel = &kernel,
	};
	struct outcome outcome = { 0 };
	struct replay *r;
	struct err err;
	slot_t slot;

	param_defaults(settings_table, &settings);
	settings.contents = modes[_i];
	ck_assert_int_eq(replay_open(&r, &setup, &outcome, mem, &err), 0);
	for (page_id_t page = 0; page < 3; page++)
		ck_assert_int_eq(refer(r, page, true, &err), 0);
	/* Without damage nothing is reported. */
	ck_assert_int_eq(refer(r, 0, false, &err), 0);
	ck_assert_int_eq(refer(r, 2, false, &err), 0);
	slot = r->machine.slot_of[0];
	r->machine.slot_of[0] = r->machine.slot_of[1];
	r->machine.slot_of[1] = slot;
	ck_assert_int_eq(refer(r, 0, false, &err), -1);
	ck_assert_int_eq(err.kind, ERR_LIMIT);
	ck_assert_str_eq(err.msg,
	    "page 0 is not what was written to it (slot 2; reference 1: page 0 "
	    "in from nothing, reference 2: page 0 out to slot 1, reference 3: "
	    "page 1 out to slot 2, reference 4: page 0 in from slot 1, "
	    "reference "
	    "6: page 0 in from slot 2)");
	replay_close(r);
}
END_TEST

START_TEST(test_vmswap)
{
	struct physmem_config config = physmem_default;
	struct settings settings;
	struct vmswap_setup setup = { .policy = fifo(), .settings = &settings };
	struct vmswap *swap;
	struct addrspace *as;
	struct physmem phys;
	struct err err;
	uint8_t byte;

	param_defaults(settings_table, &settings);
	config.frame_limit = 1;
	config.fault_in = true;
	physmem_init(&phys, mem, &config);
	ck_assert_int_eq(vmswap_open(&swap, &phys, &setup, &err), 0);
	ck_assert_int_eq(addrspace_create(&as, &phys, 0, 3 * PAGE), ADDR_OK);
	ck_assert_int_eq(
	    addrspace_map_alloc(as, 0, 3 * PAGE, MAP_READ | MAP_WRITE, false),
	    ADDR_OK);
	for (uint8_t page = 0; page < 3; page++) {
		byte = (uint8_t)(10 + page);
		ck_assert_int_eq(
		    addrspace_write(as, page * PAGE, &byte, 1), ADDR_OK);
	}
	ck_assert_int_eq(addrspace_read(as, 0, &byte, 1), ADDR_OK);
	ck_assert_uint_eq(byte, 10);
	ck_assert_int_eq(addrspace_read(as, 2 * PAGE, &byte, 1), ADDR_OK);
	ck_assert_uint_eq(byte, 12);
	vmswap_exchange(swap, 1, 2);
	ck_assert_int_eq(addrspace_read(as, 0, &byte, 1), ADDR_OK);
	ck_assert_uint_eq(byte, 11);
	addrspace_destroy(as);
	vmswap_close(swap);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("contents_witness");

	fixture_mem(t);
	tcase_add_loop_test(t, test_replay, 0, 2);
	tcase_add_test(t, test_vmswap);
	return (fixture_run("contents_witness", t));
}
