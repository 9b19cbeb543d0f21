/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * uCore's interface: its self-checks with their numbers (check_vma_struct,
 * check_pgfault, check_swap with FIFO), and the table of error codes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/fixture.h"
#include "vm/mm.h"

#define FRAMES 4
#define SLOTS  32768

static struct physmem phys;
static struct mm *mm;

/* A FIFO swapper with uCore's slots: page number plus one. */
static struct fifo {
	vaddr_t page[64];
	size_t first, n;
	uint8_t slot[16][4096];
	bool fail_read, fail_write;
	char log[4096];
	size_t used;
} fifo;

static void
say(const char *what, unsigned long long a, unsigned b)
{
	fifo.used += (size_t)snprintf(
	    fifo.log + fifo.used, sizeof(fifo.log) - fifo.used, what, a, b);
}

static bool
fifo_admits(void *ctx)
{
	(void)ctx;
	return (true);
}

/* The ticket of a page is its slot. */
static uint64_t
fifo_reclaim(void *ctx, struct addrspace *as, vaddr_t wanted)
{
	vaddr_t va = fifo.page[fifo.first];
	uint64_t frame = pte_number(addrspace_query(as, va));
	slot_t slot = swap_slot_of(va);

	(void)ctx;
	(void)wanted;
	ck_assert_ptr_eq(as, mm->as);
	if (fifo.n == 0 || fifo.fail_write ||
	    !addrspace_evictable(as, va, frame))
		return (POOL_NONE);
	say("out 0x%llx %u\n", va, slot);
	memcpy(fifo.slot[slot], frame_pool_bytes(&phys.frames, frame), 4096);
	addrspace_evict(as, va, frame, slot);
	fifo.first++;
	fifo.n--;
	return (frame);
}

static int
fifo_read(void *ctx, ticket_t slot, uint64_t frame)
{
	(void)ctx;
	if (fifo.fail_read)
		return (-1);
	memcpy(frame_pool_bytes(&phys.frames, frame), fifo.slot[slot], 4096);
	return (0);
}

static void
fifo_arrived(void *ctx, struct addrspace *as, vaddr_t va, uint64_t frame,
    enum arrival how, uint64_t from)
{
	(void)ctx;
	(void)as;
	(void)frame;
	(void)from;
	if (how == ARRIVAL_BACK)
		say("in 0x%llx %u\n", va, swap_slot_of(va));
	fifo.page[fifo.first + fifo.n++] = va;
}

static void
fifo_left(void *ctx, struct addrspace *as, vaddr_t va, uint64_t frame)
{
	(void)ctx;
	(void)as;
	(void)va;
	(void)frame;
}

static void
fifo_drop(void *ctx, ticket_t slot)
{
	(void)ctx;
	(void)slot;
}

static const struct swapper fifo_swapper = {
	.admits = fifo_admits,
	.reclaim = fifo_reclaim,
	.read = fifo_read,
	.drop = fifo_drop,
	.arrived = fifo_arrived,
	.left = fifo_left,
};

static void
start(uint64_t frames, const struct swapper *swapper)
{
	struct physmem_config config = physmem_default;

	config.frame_limit = frames;
	config.swapper = swapper;
	memset(&fifo, 0, sizeof(fifo));
	physmem_init(&phys, mem, &config);
	ck_assert_int_eq(mm_create(&mm, &phys), 0);
}

static void
finish(void)
{
	mm_destroy(mm);
	ck_assert_uint_eq(phys.frames.used, 0);
	ck_assert_uint_eq(phys.table_frames.used, 0);
}

static int
insert(vaddr_t from, vaddr_t to, unsigned flags)
{
	struct vma vma = vma_create(from, to, flags);

	return (mm_insert_vma(mm, &vma));
}

START_TEST(test_vma_struct)
{
	struct area_at at;
	vaddr_t i;

	start(16, NULL);
	for (i = 10; i >= 1; i--)
		ck_assert_int_eq(insert(5 * i, 5 * i + 2, 0), 0);
	for (i = 11; i <= 100; i++)
		ck_assert_int_eq(insert(5 * i, 5 * i + 2, 0), 0);
	ck_assert_uint_eq(mm_map_count(mm), 100);
	i = 1;
	for (at = areas_begin(&mm->as->areas); at.leaf != NULL;
	     at = area_next(at), i++) {
		ck_assert_uint_eq(area_get(at)->start, 5 * i);
		ck_assert_uint_eq(area_get(at)->end, 5 * i + 2);
	}
	for (i = 5; i <= 500; i += 5) {
		const struct area *vma = mm_find_vma(mm, i);

		ck_assert_ptr_nonnull(vma);
		ck_assert_uint_eq(vma->start, i);
		ck_assert_uint_eq(vma->end, i + 2);
		ck_assert_ptr_eq(mm_find_vma(mm, i + 1), vma);
		for (vaddr_t j = 2; j < 5; j++)
			ck_assert_ptr_null(mm_find_vma(mm, i + j));
	}
	for (i = 0; i < 5; i++)
		ck_assert_ptr_null(mm_find_vma(mm, i));
	ck_assert_ptr_null(mm_find_vma(NULL, 5));
	ck_assert_int_eq(insert(502, 503, 0), 0); /* touching is legal */
	ck_assert_int_eq(insert(501, 503, 0), -MM_E_EXIST);
	ck_assert_int_eq(insert(500, 501, 0), -MM_E_EXIST);
	ck_assert_int_eq(insert(600, 600, 0), -MM_E_INVAL);
	ck_assert_int_eq(insert(600, (UINT64_C(1) << 32) + 1, 0), -MM_E_INVAL);
	finish();
}
END_TEST

START_TEST(test_pgfault)
{
	int sum = 0;

	start(16, NULL);
	ck_assert_int_eq(insert(0, 4 << 20, MAP_WRITE), 0);
	ck_assert_uint_eq(mm_find_vma(mm, 0x100)->end, 4 << 20);
	for (int i = 0; i < 100; i++) {
		uint8_t value = (uint8_t)i;

		ck_assert_int_eq(mm_access(mm, 0x100 + (vaddr_t)i, true), 0);
		addrspace_write(mm->as, 0x100 + (vaddr_t)i, &value, 1);
		sum += i;
	}
	for (int i = 0; i < 100; i++) {
		uint8_t value;

		/* Present, so readable, though its VMA has no READ. */
		ck_assert_int_eq(mm_access(mm, 0x100 + (vaddr_t)i, false), 0);
		addrspace_read(mm->as, 0x100 + (vaddr_t)i, &value, 1);
		sum -= value;
	}
	ck_assert_int_eq(sum, 0);
	ck_assert_uint_eq(mm->pgfault_num, 1);
	ck_assert_uint_eq(mm->pgfault_invalid, 0);
	ck_assert_uint_eq(phys.frames.used, 1);
	finish();
}
END_TEST

/* error_code by flags of the VMA; 8: there is none. */
static const struct {
	unsigned flags;
	int by_code[4];
} codes[] = {
	{ 0, { -MM_E_INVAL, -MM_E_INVAL, -MM_E_INVAL, -MM_E_INVAL } },
	{ MAP_READ, { 0, -MM_E_INVAL, -MM_E_INVAL, -MM_E_INVAL } },
	{ MAP_EXEC, { 0, -MM_E_INVAL, -MM_E_INVAL, -MM_E_INVAL } },
	{ MAP_WRITE, { -MM_E_INVAL, -MM_E_INVAL, 0, 0 } },
	{ MAP_READ | MAP_WRITE, { 0, -MM_E_INVAL, 0, 0 } },
	{ 8, { -MM_E_INVAL, -MM_E_INVAL, -MM_E_INVAL, -MM_E_INVAL } },
};

START_TEST(test_codes)
{
	uint64_t invalid = 0;

	start(16, NULL);
	if (codes[_i].flags != 8)
		insert(0x1000, 0x2000, codes[_i].flags);
	for (unsigned user = 0; user <= MM_FAULT_USER; user += MM_FAULT_USER)
		for (unsigned code = 0; code < 4; code++) {
			ck_assert_int_eq(mm_do_pgfault(mm, code | user, 0x1234),
			    codes[_i].by_code[code]);
			invalid += codes[_i].by_code[code] != 0;
		}
	ck_assert_uint_eq(mm->pgfault_num, 8);
	ck_assert_uint_eq(mm->pgfault_invalid, invalid);
	finish();
}
END_TEST

START_TEST(test_no_frame)
{
	start(1, NULL);
	insert(0x1000, 0x3000, MAP_READ | MAP_WRITE);
	ck_assert_int_eq(mm_access(mm, 0x1000, true), 0);
	ck_assert_int_eq(mm_access(mm, 0x2000, true), -MM_E_NO_MEM);
	ck_assert_int_eq(mm_access(mm, 0x1000, false), 0);
	ck_assert(!mm_pgdir_alloc_page(mm, 0x2000, MAP_USER));
	finish();
}
END_TEST

/* _fifo_check_swap: the accesses after a, b, c, d, and the faults so far. */
static const char check_swap[] = "cadbebabcdeAa";
static const unsigned check_faults[] = { 4, 4, 4, 4, 5, 5, 6, 7, 8, 9, 10, 11,
	11 };

START_TEST(test_check_swap)
{
	uint8_t value;

	start(FRAMES, &fifo_swapper);
	insert(0x1000, 0x6000, MAP_READ | MAP_WRITE);
	for (vaddr_t p = 0x1000; p < 0x5000; p += 0x1000) {
		value = (uint8_t)(9 + p / 0x1000); /* a is 0x0a */
		ck_assert_int_eq(mm_access(mm, p, true), 0);
		addrspace_write(mm->as, p, &value, 1);
		ck_assert_int_eq(mm_access(mm, p + 0x10, true), 0);
		ck_assert_uint_eq(mm->pgfault_num, p / 0x1000);
		ck_assert_uint_eq(pte_number(addrspace_query(mm->as, p)),
		    0x80040 + p / 0x1000 - 1);
	}
	for (int i = 0; check_swap[i] != '\0'; i++) {
		bool write = check_swap[i] >= 'a';
		vaddr_t p = (vaddr_t)(check_swap[i] - (write ? 'a' : 'A') + 1)
			    << 12;

		ck_assert_int_eq(mm_access(mm, p, write), 0);
		ck_assert_uint_eq(mm->pgfault_num, check_faults[i]);
		if (!write) {
			addrspace_read(mm->as, p, &value, 1);
			ck_assert_uint_eq(value, 0x0a);
		}
	}
	ck_assert_str_eq(fifo.log,
	    "out 0x1000 2\n"
	    "out 0x2000 3\nin 0x1000 2\nout 0x3000 4\nin 0x2000 3\n"
	    "out 0x4000 5\nin 0x3000 4\nout 0x5000 6\nin 0x4000 5\n"
	    "out 0x1000 2\nin 0x5000 6\nout 0x2000 3\nin 0x1000 2\n");
	ck_assert_uint_eq(phys.frames.used, FRAMES);
	finish();
}
END_TEST

/* An error of the device is reported, and no page is lost. */
START_TEST(test_device_fails)
{
	start(1, &fifo_swapper);
	insert(0x1000, 0x3000, MAP_READ | MAP_WRITE);
	ck_assert_int_eq(mm_access(mm, 0x1000, true), 0);
	fifo.fail_write = true;
	ck_assert_int_eq(mm_access(mm, 0x2000, true), -MM_E_NO_MEM);
	ck_assert_int_eq(mm_access(mm, 0x1000, true), 0);
	fifo.fail_write = false;
	ck_assert_int_eq(mm_access(mm, 0x2000, true), 0);
	fifo.fail_read = true;
	ck_assert_int_eq(mm_access(mm, 0x1000, true), -MM_E_IO);
	fifo.fail_read = false;
	ck_assert_int_eq(mm_access(mm, 0x1000, true), 0);
	finish();
}
END_TEST

START_TEST(test_swap_entry)
{
	ck_assert(!swap_entry_valid(0, SLOTS));
	ck_assert(!swap_entry_valid(swap_entry_make(0), SLOTS));
	ck_assert(swap_entry_valid(swap_entry_make(1), SLOTS));
	ck_assert(swap_entry_valid(swap_entry_make(SLOTS - 1), SLOTS));
	ck_assert(!swap_entry_valid(swap_entry_make(SLOTS), SLOTS));
	ck_assert(!swap_entry_valid(swap_entry_make(1) | 1, SLOTS));
	ck_assert_uint_eq(
	    swap_entry_offset(swap_entry_make(SWAP_OFFSET_LIMIT - 1)),
	    SWAP_OFFSET_LIMIT - 1);
	ck_assert_uint_eq(swap_slot_of(0x1000), 2);
	ck_assert_uint_eq(
	    swap_slot_of((UINT64_C(1) << 36) - 0x1001), (1 << 24) - 1);
	ck_assert_uint_eq(swap_slot_of((UINT64_C(1) << 36) - 1), 0);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("mm");

	fixture_mem(t);
	tcase_add_test(t, test_vma_struct);
	tcase_add_test(t, test_pgfault);
	tcase_add_loop_test(t, test_codes, 0, ROWS(codes));
	tcase_add_test(t, test_no_frame);
	tcase_add_test(t, test_check_swap);
	tcase_add_test(t, test_device_fails);
	tcase_add_test(t, test_swap_entry);
	return (fixture_run("mm", t));
}
