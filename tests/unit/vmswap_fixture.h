/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An interactive swapper over 4 KiB pages, and a replay to compare it with.
 */
#ifndef UNIT_HANDFIXTURE_H
#define UNIT_HANDFIXTURE_H

#include <stdlib.h>
#include <string.h>

#include "config/settings.h"
#include "device/device.h"
#include "policy/choose.h"
#include "unit/fixture.h"
#include "vm/vmswap_frame.h"

#define PAGE UINT64_C(4096)
#define RW   (MAP_READ | MAP_WRITE)

static struct physmem phys;
static struct settings settings;
static struct vmswap *swap;
static struct err err;

static inline const struct policy *
find(const char *name)
{
	struct selection sel = { .name = name };
	const struct policy *p = choose_policy(policy_list, &sel, &err);

	ck_assert_msg(p != NULL, "%s", err.msg);
	return (p);
}

static inline const void *
defaults(const struct policy *p)
{
	struct selection sel = { .name = p->name };

	return (choose_values(mem, p, &sel, &err));
}

static inline void
begin(void)
{
	param_defaults(settings_table, &settings);
}

static inline void
attach(const char *policy, uint64_t frames)
{
	struct physmem_config config = physmem_default;
	struct vmswap_setup setup = {
		.policy = find(policy),
		.settings = &settings,
	};

	setup.params = defaults(setup.policy);
	config.frame_limit = frames;
	config.fault_in = true;
	physmem_init(&phys, mem, &config);
	ck_assert_msg(
	    vmswap_open(&swap, &phys, &setup, &err) == 0, "%s", err.msg);
}

static inline void
end(void)
{
	struct vmswap_counts c = vmswap_tell(swap);

	ck_assert_int_eq(vmswap_failure(swap, &err), 0);
	ck_assert_uint_eq(c.resident, 0);
	ck_assert_uint_eq(c.slots, 0);
	ck_assert_uint_eq(phys.frames.used, 0);
	vmswap_close(swap);
}

static inline uint64_t
faults(void)
{
	struct vmswap_counts c = vmswap_tell(swap);

	return (c.faults[FAULT_ZERO] + c.faults[FAULT_SWAP_IN]);
}

static inline struct replay *
open_replay(const struct policy *p, const struct future *future,
    const struct page_facts *facts, frame_t nframes, page_id_t npages,
    struct outcome *outcome)
{
	static const struct kernel_figures kernel;
	struct replay_setup setup = {
		.policy = p,
		.params = defaults(p),
		.settings = &settings,
		.nframes = nframes,
		.npages = npages,
		.facts = facts,
		.future = future,
		.device = &device_free,
		.kernel = &kernel,
	};
	struct replay *r;

	ck_assert_msg(
	    replay_open(&r, &setup, outcome, mem, &err) == 0, "%s", err.msg);
	return (r);
}

#endif
