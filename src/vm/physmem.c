/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Physical memory: taking frames, and where their bytes are.
 */
#include "vm/physmem.h"

void
physmem_init(
    struct physmem *phys, struct mem *m, const struct physmem_config *config)
{
	uint64_t table_size =
	    config->page_size < TABLE_BYTES ? TABLE_BYTES : config->page_size;

	*phys = (struct physmem){
		.m = m,
		.config = *config,
		.shift = (unsigned)__builtin_ctzll(config->page_size),
		.table_shift = (unsigned)__builtin_ctzll(table_size),
	};
	frame_pool_init(&phys->frames, m, config->frame_base >> phys->shift,
	    config->frame_limit, config->page_size, config->contents);
	frame_pool_init(&phys->table_frames, m,
	    config->table_base >> phys->table_shift, config->table_limit,
	    table_size, false);
	table_source_init(&phys->tables, m, &phys->table_frames);
	if (config->contents && config->linear_size > 0)
		phys->linear = mem_reserve(m, config->linear_size, 1);
}

void
physmem_attach(struct physmem *phys, const struct swapper *swapper)
{
	phys->config.swapper = swapper;
}

bool
physmem_admits(const struct physmem *phys)
{
	const struct swapper *sw = phys->config.swapper;

	return (sw == NULL || sw->admits(sw->ctx));
}

uint64_t
physmem_take(struct physmem *phys, struct addrspace *as, vaddr_t va)
{
	const struct swapper *sw = phys->config.swapper;
	uint64_t frame;

	if (!physmem_admits(phys))
		return (POOL_NONE);
	if (sw != NULL && sw->prepare != NULL)
		sw->prepare(sw->ctx, as, va);
	if (sw == NULL || frame_pool_spare(&phys->frames) > 0)
		return (frame_pool_take(&phys->frames));
	frame = sw->reclaim(sw->ctx, as, va);
	if (frame != POOL_NONE && frame_pool_refs(&phys->frames, frame) == 0)
		frame_pool_claim(&phys->frames, frame);
	return (frame);
}

uint8_t *
physmem_bytes(struct physmem *phys, uint64_t frame)
{
	uint64_t offset = (frame << phys->shift) - phys->config.linear_base;

	if (phys->linear != NULL && offset < phys->config.linear_size)
		return (phys->linear + offset);
	return (frame_pool_bytes(&phys->frames, frame));
}

const struct physmem_config physmem_default = {
	.page_size = 4096,
	.paging = PAGING_SV39,
	.linear_base = 0x80000000,
	.linear_size = 0x40000,
	.frame_base = 0x80040000,
	.frame_limit = 4096,
	.table_base = 0x40000000,
	.table_limit = 16384, /* 32 GiB of mapped pages */
	.contents = true,
};
