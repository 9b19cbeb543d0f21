/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Costs for test_fast_path.c: each is a number of its own, so that a sum tells
 * what it is made of.
 */
#ifndef LAWS_FAST_PATH_FIGURES_H
#define LAWS_FAST_PATH_FIGURES_H

#include "device/device.h"
#include "model/figures.h"

static const struct kernel_figures kernel = { .zero_fault_ns = 3,
	.major_fault_ns = 7,
	.evict_ns = 11,
	.cow_fault_ns = 13,
	.cow_last_ns = 17 };

/* A few servers, a buffer that is full at times, and erasures. */
static const struct device_figures flash = { .name = "flash",
	.kind = "flash",
	.servers = 3,
	.read = { { { 0, 100 }, { 500000, 700 }, { 1000000, 3000 } }, 3 },
	.write = { { { 100000, 50 }, { 1000000, 900 } }, 2 },
	.buffer_pages = 4,
	.program_ns = 900,
	.program_ways = 2,
	.erase_every = 7,
	.erase_ns = 2000 };

#endif
