/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interactive swapper loses no page: random operations on address spaces
 * with few frames, with every policy that it accepts, are compared with a plain
 * model of bytes.  A read returns the bytes written last, every result is as
 * expected, and when the last space is destroyed all frames, tables and slots
 * are free.
 *
 * PAGERACE_SEEDS=N tests N seeds; PAGERACE_SEED=N begins with seed N.  A
 * failure prints its seed.
 */
#include "config/settings.h"
#include "laws/contents_law.h"
#include "policy/choose.h"

#define OPERATIONS 100000 /* for each policy and seed */
#define SEEDS      2

struct law law;

void
contents_fail(const char *what, int line)
{
	printf("policy %s, seed %ju, operation %u, line %d: %s\n", law.policy,
	    (uintmax_t)law.seed, law.step, line, what);
	exit(EXIT_FAILURE);
}

static void
start(const struct policy *p)
{
	static const struct physmem_config *const usual = &physmem_default;
	struct physmem_config config = *usual;
	struct selection sel = { .name = p->name };
	struct vmswap_setup setup = { .policy = p };
	struct settings settings;
	struct err err = { 0 };

	param_defaults(settings_table, &settings);
	settings.always_write = below(4) == 0;
	settings.swap_cache = !settings.always_write && below(3) == 0;
	settings.unwritten = (int)below(2);
	settings.tick = below(2) * 50;
	config.frame_limit = below(4) == 0 ? 17 + below(64) : 2 + below(15);
	config.fault_in = true;
	law.mem = mem_open();
	physmem_init(&law.phys, law.mem, &config);
	setup.params = choose_values(law.mem, p, &sel, &err);
	setup.settings = &settings;
	HOLD(setup.params != NULL);
	HOLD(vmswap_open(&law.swap, &law.phys, &setup, &err) == 0);
	HOLD(addrspace_create(&law.space[0], &law.phys, BASE, PAGES * PAGE) ==
	     ADDR_OK);
}

static void
finish(void)
{
	struct vmswap_counts c;

	contents_check();
	for (unsigned k = 0; k < SPACES; k++)
		contents_drop(k);
	contents_trouble();
	c = vmswap_tell(law.swap);
	HOLD(c.resident == 0);
	HOLD(c.slots == 0);
	HOLD(law.npinned == 0);
	HOLD(law.phys.frames.used == 0);
	HOLD(law.phys.frames.allocs == law.phys.frames.frees);
	HOLD(law.phys.table_frames.used == 0);
	vmswap_close(law.swap);
	mem_close(law.mem);
}

static void
run(const struct policy *p, uint64_t seed, uint64_t stream)
{
	memset(&law, 0, sizeof(law));
	law.rng.state = rng_at(seed, stream);
	law.policy = p->name;
	law.seed = seed;
	start(p);
	for (law.step = 0; law.step < OPERATIONS; law.step++) {
		contents_step();
		if (law.step % 500 == 0)
			contents_check();
	}
	finish();
}

static uint64_t
from_environment(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return (text == NULL ? otherwise : strtoull(text, NULL, 10));
}

int
main(void)
{
	uint64_t seeds = from_environment("PAGERACE_SEEDS", SEEDS);
	uint64_t first = from_environment("PAGERACE_SEED", 1);
	unsigned policies = 0;

	for (size_t i = 0; policy_list[i] != NULL; i++)
		policies += policy_list[i]->sight != SEES_FUTURE;
	for (uint64_t seed = first; seed < first + seeds; seed++)
		for (size_t i = 0; policy_list[i] != NULL; i++)
			if (policy_list[i]->sight != SEES_FUTURE)
				run(policy_list[i], seed, i);
	printf("%ju seeds, %u policies\n", (uintmax_t)seeds, policies);
	return (EXIT_SUCCESS);
}
