/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The physical memory that address spaces share: memory for linear areas, a
 * pool of data frames, a pool of frames for page tables.
 *
 *	linear_base		  frame_base
 *	|--- linear_size bytes ---|--- data frames, lowest free first --->
 */
#ifndef VM_PHYSMEM_H
#define VM_PHYSMEM_H

#include "model/spec.h"
#include "space/framepool.h"
#include "space/pagetable.h"
#include "vm/swapper.h"

struct physmem_config {
	uint64_t page_size; /* a power of two, PAGE_SIZE_MIN at least */
	enum paging paging;
	uint64_t linear_base, linear_size;
	uint64_t frame_base, frame_limit;
	uint64_t table_base, table_limit;
	bool contents; /* pages hold bytes; otherwise only entries are kept */
	bool fault_in; /* addrspace_read() and _write() fault absent pages in;
			* otherwise they fail */
	const struct swapper *swapper; /* NULL: none */
};

/* 4 KiB pages, Sv39, 256 KiB for linear areas at 2 GiB and up to 4096 data
 * frames above it, with contents. */
extern const struct physmem_config physmem_default;

struct physmem {
	struct mem *m;
	struct physmem_config config;
	unsigned shift, table_shift; /* of a frame for data, for a page table */
	struct frame_pool frames, table_frames;
	struct table_source tables;
	uint8_t *linear;
	uint32_t spaces; /* created so far */
};

void physmem_init(
    struct physmem *phys, struct mem *m, const struct physmem_config *config);

/* Attaches a swapper, or NULL; before anything is mapped. */
void physmem_attach(struct physmem *phys, const struct swapper *swapper);

/* A zeroed frame for this page; POOL_NONE: there is none.  With a swapper,
 * another page may be evicted for it, and it may be the frame that the page
 * shares already (swapper.h). */
uint64_t physmem_take(struct physmem *phys, struct addrspace *as, vaddr_t va);
/* Can the swapper, if there is one, number another page? */
bool physmem_admits(const struct physmem *phys);

/* The bytes of a physical page; NULL where there are none. */
uint8_t *physmem_bytes(struct physmem *phys, uint64_t frame);

#endif
