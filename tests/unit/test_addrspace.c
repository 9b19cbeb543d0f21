/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Address spaces: each result of a fault, a swapper, copies, and random
 * operations compared with a plain model, after which every frame is free.
 */
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "unit/fixture.h"
#include "vm/addrspace.h"

#define PAGE  UINT64_C(4096)
#define PAGES 64
#define BASE  UINT64_C(0x100000)

static struct physmem phys;
static struct addrspace *as;

static void
start_with(const struct physmem_config *config)
{
	physmem_init(&phys, mem, config);
	ck_assert_int_eq(
	    addrspace_create(&as, &phys, BASE, PAGES * PAGE), ADDR_OK);
}

static void
start(void)
{
	start_with(&physmem_default);
}

static void
finish(void)
{
	addrspace_destroy(as);
	ck_assert_uint_eq(phys.frames.used, 0);
	ck_assert_uint_eq(phys.frames.allocs, phys.frames.frees);
	ck_assert_uint_eq(phys.table_frames.used, 0);
}

START_TEST(test_faults)
{
	start();
	addrspace_map_alloc(as, BASE, PAGE, MAP_READ | MAP_WRITE, false);
	addrspace_map_alloc(as, BASE + PAGE, PAGE, MAP_READ, true);
	addrspace_map_linear(as, BASE + 2 * PAGE, 0x80000000, PAGE, MAP_READ);
	addrspace_map_alloc(as, BASE + 3 * PAGE, PAGE, MAP_READ, false);
#define FAULT(page, access) addrspace_fault(as, BASE + (page)*PAGE + 5, access)
	ck_assert_int_eq(FAULT(0, MAP_WRITE), ADDR_FAULT_ZERO);
	ck_assert_int_eq(FAULT(0, MAP_READ), ADDR_FAULT_SPURIOUS);
	ck_assert_int_eq(FAULT(0, MAP_EXEC), ADDR_FAULT_NO_PERMISSION);
	ck_assert_int_eq(FAULT(0, MAP_USER), ADDR_FAULT_NO_PERMISSION);
	ck_assert_int_eq(FAULT(1, MAP_READ), ADDR_FAULT_REFUSED);
	ck_assert_int_eq(FAULT(2, MAP_READ), ADDR_FAULT_REFUSED);
	ck_assert_int_eq(FAULT(4, MAP_READ), ADDR_FAULT_BAD_ADDRESS);
	ck_assert_int_eq(FAULT(PAGES, MAP_READ), ADDR_FAULT_BAD_ADDRESS);
	phys.frames.limit = 2;
	ck_assert_int_eq(FAULT(3, MAP_READ), ADDR_FAULT_NO_FRAME);
	ck_assert_int_eq(addrspace_access(as, BASE, MAP_READ), ADDR_FAULT_HIT);
	ck_assert_uint_eq(as->faults[ADDR_FAULT_NO_PERMISSION], 2);
	ck_assert_uint_eq(as->faults[ADDR_FAULT_HIT], 0);
	finish();
}
END_TEST

START_TEST(test_fault_in)
{
	struct physmem_config config = physmem_default;
	char text[] = "over two pages";

	config.fault_in = true;
	config.page_size = 65536;
	physmem_init(&phys, mem, &config);
	ck_assert_int_eq(
	    addrspace_create(&as, &phys, 0, UINT64_C(1) << 32), ADDR_OK);
	ck_assert_int_eq(
	    addrspace_map_alloc(as, 4096, 65536, 3, false), ADDR_INVALID);
	ck_assert_int_eq(
	    addrspace_map_alloc(as, 65536, 131072, 3, false), ADDR_OK);
	ck_assert_int_eq(
	    addrspace_write(as, 131072 - 4, "over two pages", 15), ADDR_OK);
	memset(text, 0, sizeof(text));
	ck_assert_int_eq(addrspace_read(as, 131072 - 4, text, 15), ADDR_OK);
	ck_assert_str_eq(text, "over two pages");
	ck_assert_uint_eq(phys.frames.used, 2);
	/* An access that the area does not allow loads no page. */
	addrspace_map_alloc(as, 196608, 65536, MAP_READ, false);
	ck_assert_int_eq(addrspace_write(as, 196608, "x", 1), ADDR_BAD_ADDRESS);
	ck_assert_int_eq(addrspace_read(as, 196608, text, 1), ADDR_OK);
	finish();
}
END_TEST

/* A swapper that evicts pages of all spaces in turn and counts slots. */
#define SLOTS 1024

static struct {
	uint8_t byte[SLOTS][4096];
	unsigned refs[SLOTS];
	struct addrspace *space[4];
	uint64_t turn;
} swap;

static bool
swap_admits(void *ctx)
{
	(void)ctx;
	return (true);
}

static ticket_t
swap_write(uint64_t frame)
{
	ticket_t slot = 0;

	while (swap.refs[slot] > 0)
		slot++;
	memcpy(swap.byte[slot], frame_pool_bytes(&phys.frames, frame), PAGE);
	swap.refs[slot] = 1;
	return (slot);
}

/* It does not evict pages that share a frame. */
static uint64_t
swap_reclaim(void *ctx, struct addrspace *wanted, vaddr_t at)
{
	(void)ctx;
	(void)wanted;
	(void)at;
	for (int tries = 0; tries < 4 * PAGES; tries++) {
		uint64_t k = swap.turn++ % (4 * PAGES), frame;
		struct addrspace *a = swap.space[k % 4];
		vaddr_t va = BASE + k / 4 * PAGE;

		if (a == NULL)
			continue;
		frame = pte_number(addrspace_query(a, va));
		if (frame_pool_refs(&phys.frames, frame) != 1 ||
		    !addrspace_evictable(a, va, frame))
			continue;
		addrspace_evict(a, va, frame, swap_write(frame));
		return (frame);
	}
	return (POOL_NONE);
}

static int
swap_read(void *ctx, ticket_t slot, uint64_t frame)
{
	(void)ctx;
	ck_assert_uint_gt(swap.refs[slot], 0);
	memcpy(frame_pool_bytes(&phys.frames, frame), swap.byte[slot], PAGE);
	return (0);
}

static ticket_t
swap_hold(void *ctx, struct addrspace *a, vaddr_t va, ticket_t slot)
{
	(void)ctx;
	(void)a;
	(void)va;
	swap.refs[slot]++;
	return (slot);
}

static void
swap_drop(void *ctx, ticket_t slot)
{
	(void)ctx;
	ck_assert_uint_gt(swap.refs[slot], 0);
	swap.refs[slot]--;
}

static void
swap_arrived(void *ctx, struct addrspace *a, vaddr_t va, uint64_t frame,
    enum arrival how, uint64_t from)
{
	(void)a;
	(void)va;
	(void)frame;
	if (how == ARRIVAL_BACK)
		swap_drop(ctx, (ticket_t)from);
}

static void
swap_left(void *ctx, struct addrspace *a, vaddr_t va, uint64_t frame)
{
	(void)ctx;
	(void)a;
	(void)va;
	(void)frame;
}

static const struct swapper swapper = {
	.admits = swap_admits,
	.reclaim = swap_reclaim,
	.read = swap_read,
	.hold = swap_hold,
	.drop = swap_drop,
	.arrived = swap_arrived,
	.left = swap_left,
};

/* A space as arrays by page: its flags or -1, and its first byte or -1. */
struct model {
	int flags[PAGES], value[PAGES];
};

static void
check_model(struct addrspace *a, const struct model *md)
{
	for (int i = 0; i < PAGES; i++) {
		vaddr_t va = BASE + (vaddr_t)i * PAGE;
		struct va_range r = { va, va + PAGE };
		uint8_t byte = 0;
		enum addr_code rc = addrspace_read(a, va + 9, &byte, 1);

		ck_assert_int_eq(
		    rc, md->value[i] < 0 ? ADDR_BAD_ADDRESS : ADDR_OK);
		ck_assert_uint_eq(byte, md->value[i] < 0 ? 0 : md->value[i]);
		for (unsigned f = 0; f < 8; f++)
			ck_assert_int_eq(addrspace_check_region_access(a, r, f),
			    md->flags[i] >= 0 &&
				((unsigned)md->flags[i] & f) == f);
	}
}

static void
model_map(struct addrspace *a, struct model *md, uint64_t at, uint64_t n,
    unsigned flags, bool populate)
{
	bool clear = true;
	enum addr_code rc;

	for (uint64_t i = at; i < at + n; i++)
		clear &= md->flags[i] < 0;
	rc =
	    addrspace_map_alloc(a, BASE + at * PAGE, n * PAGE, flags, populate);
	ck_assert_int_eq(rc, clear ? ADDR_OK : ADDR_EXISTS);
	for (uint64_t i = at; clear && i < at + n; i++) {
		md->flags[i] = (int)flags;
		md->value[i] = populate ? 0 : -1;
	}
}

static void
model_touch(struct addrspace *a, struct model *md, uint64_t at, uint8_t value,
    unsigned access)
{
	bool may =
	    md->flags[at] >= 0 && ((unsigned)md->flags[at] & access) == access;
	vaddr_t va = BASE + at * PAGE;
	bool ok = addr_fault_served(addrspace_access(a, va, access));

	ck_assert_msg(ok == may || (may && md->value[at] >= 0),
	    "an access that its area allows may be refused only by a backend "
	    "that takes no faults");
	if (ok && md->value[at] < 0)
		md->value[at] = 0;
	if (ok && (access & MAP_WRITE) != 0) {
		ck_assert_int_eq(
		    addrspace_write(a, va + 9, &value, 1), ADDR_OK);
		md->value[at] = value;
	}
}

static void
model_step(struct addrspace *a, struct model *md, struct rng *r)
{
	uint64_t at = rng_below(r, PAGES), n = 1 + rng_below(r, 8);
	unsigned flags = (unsigned)rng_below(r, 8);
	bool whole = true;

	if (at + n > PAGES)
		n = PAGES - at;
	switch (rng_below(r, 8)) {
	case 0:
		model_map(a, md, at, n, flags, rng_below(r, 4) == 0);
		break;
	case 1:
		ck_assert_int_eq(
		    addrspace_unmap(a, BASE + at * PAGE, n * PAGE), ADDR_OK);
		for (uint64_t i = at; i < at + n; i++)
			md->flags[i] = md->value[i] = -1;
		break;
	case 2:
		for (uint64_t i = at; i < at + n; i++)
			whole &= md->flags[i] >= 0;
		ck_assert_int_eq(
		    addrspace_protect(a, BASE + at * PAGE, n * PAGE, flags),
		    whole ? ADDR_OK : ADDR_NO_MEMORY);
		/* Lazy pages before a hole are filled. */
		for (uint64_t i = at; i < at + n && md->flags[i] >= 0; i++) {
			if (phys.config.swapper == NULL && md->value[i] < 0)
				md->value[i] = 0;
			if (whole)
				md->flags[i] = (int)flags;
		}
		break;
	default:
		model_touch(
		    a, md, at, (uint8_t)rng_next(r), 1u << rng_below(r, 3));
	}
}

/* Four spaces: copies of both kinds, dropped and copied again; with enough
 * frames, or with a third of them and a swapper. */
START_TEST(test_model)
{
	struct physmem_config config = physmem_default;
	struct rng r = { (uint64_t)_i };
	struct model md[4];
	struct addrspace *space[4] = { 0 };

	memset(&swap, 0, sizeof(swap));
	memset(md, 0xff, sizeof(md));
	if (_i % 2 == 1) {
		config.swapper = &swapper;
		config.frame_limit = 80;
	}
	start_with(&config);
	space[0] = swap.space[0] = as;
	for (int step = 0; step < 3000; step++) {
		uint64_t k = rng_below(&r, 4), j = rng_below(&r, 4);
		enum addr_code rc;

		if (space[k] == NULL) {
			if (space[j] == NULL)
				continue;
			md[k] = md[j];
			rc = rng_below(&r, 2) == 0
				 ? addrspace_clone_or_err(space[j], &space[k])
				 : addrspace_try_clone(space[j], &space[k]);
			ck_assert_int_eq(rc, ADDR_OK);
			swap.space[k] = space[k];
			check_model(space[k], &md[k]);
		} else if (k > 0 && rng_below(&r, 100) == 0) {
			swap.space[k] = NULL;
			addrspace_destroy(space[k]);
			space[k] = NULL;
		} else {
			model_step(space[k], &md[k], &r);
		}
		if (step % 100 == 0)
			check_model(as, &md[0]);
	}
	for (int k = 0; k < 4; k++)
		if (space[k] != NULL)
			check_model(space[k], &md[k]);
	for (int k = 1; k < 4; k++)
		addrspace_destroy(space[k]);
	addrspace_destroy(as);
	as = NULL;
	for (int i = 0; i < SLOTS; i++)
		ck_assert_uint_eq(swap.refs[i], 0);
	finish();
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("addrspace");

	fixture_mem(t);
	tcase_add_test(t, test_faults);
	tcase_add_test(t, test_fault_in);
	tcase_add_loop_test(t, test_model, 0, 12);
	tcase_set_timeout(t, 600);
	return (fixture_run("addrspace", t));
}
