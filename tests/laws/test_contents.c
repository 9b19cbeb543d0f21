/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * No page is lost by hand: random operations on address spaces with few frames
 * under every policy that can be had, against a plain model of bytes.  Every
 * read is what was written last, every answer the one expected, and when the
 * last space is gone so are frames, tables and slots.
 *
 * PAGERACE_SEEDS=N tries N seeds; PAGERACE_SEED=N begins with that one, which
 * is what a failure names.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "config/settings.h"
#include "policy/choose.h"
#include "policy/list.h"
#include "replay/handswap.h"
#include "space/addrspace.h"

#define PAGE       UINT64_C(4096)
#define PAGES      24
#define SPACES     5
#define BASE       UINT64_C(0x3ff0000) /* two leaves of the page table */
#define LINEAR     UINT64_C(0x80000000)
#define OPERATIONS 20000 /* for each policy and seed */
#define SEEDS      4

enum kind { NOTHING, LAZY, FILLED, FIXED };

/* A space as arrays: no areas, no tables. */
struct model {
	enum kind kind[PAGES];
	unsigned flags[PAGES];
	bool pinned[PAGES];
	unsigned physical[PAGES]; /* FIXED: page of linear memory */
	uint8_t byte[PAGES][PAGE];
};

static struct law {
	struct mem *mem;
	struct physmem phys;
	struct handswap *swap;
	struct addrspace *space[SPACES];
	struct model model[SPACES];
	uint8_t linear[PAGES][PAGE];
	struct rng rng;
	unsigned npinned;
	const char *policy;
	uint64_t seed;
	unsigned step;
} law;

static void
fail(const char *what, int line)
{
	printf("policy %s, seed %ju, operation %u, line %d: %s\n", law.policy,
	    (uintmax_t)law.seed, law.step, line, what);
	exit(EXIT_FAILURE);
}

/* Function-like: the failure is to name the line and the words. */
#define HOLD(what)                                                             \
	do {                                                                   \
		if (!(what))                                                   \
			fail(#what, __LINE__);                                 \
	} while (0)

static unsigned
below(unsigned n)
{
	return ((unsigned)rng_below(&law.rng, n));
}

static uint8_t *
bytes_of(struct model *m, unsigned page)
{
	return (m->kind[page] == FIXED ? law.linear[m->physical[page]]
				       : m->byte[page]);
}

static bool
allows(const struct model *m, unsigned page, unsigned access)
{
	return (
	    m->kind[page] != NOTHING && (m->flags[page] & access) == access);
}

/* The page is touched, and there from now on. */
static void
fill(struct model *m, unsigned page)
{
	if (m->kind[page] != LAZY)
		return;
	m->kind[page] = FILLED;
	memset(m->byte[page], 0, PAGE);
}

static void
forget(struct model *m, unsigned page)
{
	law.npinned -= m->pinned[page];
	m->pinned[page] = false;
	m->kind[page] = NOTHING;
}

static void
check_trouble(void)
{
	struct err err;

	if (handswap_trouble(law.swap, &err) != 0)
		fail(err.msg, __LINE__);
}

/* As the kernel reads and writes: what is there whatever the permissions. */
static bool
reachable(const struct model *m, unsigned page, bool write)
{
	if (m->kind[page] == LAZY)
		return (allows(m, page, write ? MAP_WRITE : MAP_READ));
	return (m->kind[page] != NOTHING);
}

static enum addr_code
expected(const struct model *m, unsigned at, unsigned len, bool write)
{
	for (unsigned p = at / PAGE; p <= (at + len - 1) / PAGE; p++)
		if (!reachable(m, p, write))
			return (ADDR_BAD_ADDRESS);
	return (ADDR_OK);
}

/* A read or a write within the space, of a few bytes or many; what was copied
 * before a bad address stays. */
static void
transfer(struct addrspace *as, struct model *m, bool write)
{
	unsigned at = below(PAGES * (unsigned)PAGE);
	unsigned len = 1 + below(below(8) == 0 ? 3 * (unsigned)PAGE : 40);
	uint8_t buf[3 * PAGE], value = (uint8_t)below(256);
	enum addr_code rc;

	if (at + len > PAGES * PAGE)
		len = PAGES * (unsigned)PAGE - at;
	for (unsigned i = 0; i < len; i++)
		buf[i] = (uint8_t)(value + i * 7);
	rc = write ? addrspace_write(as, BASE + at, buf, len)
		   : addrspace_read(as, BASE + at, buf, len);
	check_trouble();
	HOLD(rc == expected(m, at, len, write));
	for (unsigned i = 0; i < len; i++) {
		unsigned page = (unsigned)((at + i) / PAGE);

		if (!reachable(m, page, write))
			break;
		fill(m, page);
		if (write)
			bytes_of(m, page)[(at + i) % PAGE] = buf[i];
		else
			HOLD(buf[i] == bytes_of(m, page)[(at + i) % PAGE]);
	}
}

static void
touch(struct addrspace *as, struct model *m)
{
	unsigned page = below(PAGES), access = 1u << below(3);
	vaddr_t va = BASE + page * PAGE + below((unsigned)PAGE);
	bool ok = addr_fault_served(addrspace_access(as, va, access));

	HOLD(ok == allows(m, page, access));
	if (ok)
		fill(m, page);
}

static void
map(struct addrspace *as, struct model *m, unsigned at, unsigned n)
{
	unsigned flags = below(8) == 0 ? below(8) : MAP_READ | MAP_WRITE;
	unsigned what = below(8), first = below(PAGES - n + 1);
	vaddr_t va = BASE + at * PAGE;
	bool clear = true;
	enum addr_code rc;

	for (unsigned i = at; i < at + n; i++)
		clear &= m->kind[i] == NOTHING;
	rc = what == 0 ? addrspace_map_linear(
			     as, va, LINEAR + first * PAGE, n * PAGE, flags)
		       : addrspace_map_alloc(as, va, n * PAGE, flags, what < 3);
	HOLD(rc == (clear ? ADDR_OK : ADDR_EXISTS));
	for (unsigned i = at; clear && i < at + n; i++) {
		m->kind[i] = what == 0 ? FIXED : LAZY;
		m->flags[i] = flags;
		m->physical[i] = first + i - at;
		if (what == 1 || what == 2)
			fill(m, i);
	}
}

static void
unmap(struct addrspace *as, struct model *m, unsigned at, unsigned n)
{
	HOLD(addrspace_unmap(as, BASE + at * PAGE, n * PAGE) == ADDR_OK);
	for (unsigned i = at; i < at + n; i++)
		forget(m, i);
}

static void
protect(struct addrspace *as, struct model *m, unsigned at, unsigned n)
{
	unsigned flags = below(3) == 0 ? below(8) : MAP_READ | MAP_WRITE;
	bool whole = true;

	for (unsigned i = at; i < at + n; i++)
		whole &= m->kind[i] != NOTHING;
	HOLD(addrspace_protect(as, BASE + at * PAGE, n * PAGE, flags) ==
	     (whole ? ADDR_OK : ADDR_NO_MEMORY));
	for (unsigned i = at; whole && i < at + n; i++)
		m->flags[i] = flags;
}

static void
populate(struct addrspace *as, struct model *m, unsigned at, unsigned n)
{
	enum addr_code want = ADDR_OK;

	for (unsigned i = at; i < at + n && want == ADDR_OK; i++) {
		if (m->kind[i] == NOTHING)
			want = ADDR_NO_MEMORY;
		fill(m, i);
	}
	HOLD(addrspace_populate_area(as, BASE + at * PAGE, n * PAGE) == want);
}

/* One frame at least is left to the policy. */
static void
pin(struct addrspace *as, struct model *m, unsigned page)
{
	if (law.npinned + 2 > law.phys.frames.limit)
		return;
	HOLD(addrspace_pin(as, BASE + page * PAGE, PAGE) ==
	     (m->kind[page] == NOTHING ? ADDR_NO_MEMORY : ADDR_OK));
	fill(m, page);
	if (m->kind[page] != FILLED || m->pinned[page])
		return;
	m->pinned[page] = true;
	law.npinned++;
}

static void
unpin_all(struct addrspace *as, struct model *m)
{
	HOLD(addrspace_unpin(as, BASE, PAGES * PAGE) == ADDR_OK);
	for (unsigned i = 0; i < PAGES; i++) {
		law.npinned -= m->pinned[i];
		m->pinned[i] = false;
	}
}

static void
copy(unsigned from, unsigned to)
{
	enum addr_code rc;

	if (law.space[from] == NULL)
		return;
	rc = below(3) == 0
		 ? addrspace_clone_or_err(law.space[from], &law.space[to])
		 : addrspace_try_clone(law.space[from], &law.space[to]);
	HOLD(rc == ADDR_OK);
	law.model[to] = law.model[from];
	memset(law.model[to].pinned, 0, sizeof(law.model[to].pinned));
	/* While what they share is still in frames. */
	for (unsigned i = below(8); i > 0; i--) {
		unsigned k = below(2) == 0 ? from : to;

		if (below(8) == 0)
			pin(law.space[k], &law.model[k], below(PAGES));
		else
			transfer(law.space[k], &law.model[k], true);
	}
}

static void
drop(unsigned k)
{
	addrspace_destroy(law.space[k]);
	law.space[k] = NULL;
	for (unsigned i = 0; i < PAGES; i++)
		forget(&law.model[k], i);
}

static void
check_all(void)
{
	static uint8_t buf[PAGE];
	struct handswap_counts c = handswap_tell(law.swap);

	HOLD(c.resident == law.phys.frames.used);
	HOLD(law.phys.frames.used <= law.phys.frames.limit);
	for (unsigned k = 0; k < SPACES; k++)
		for (unsigned i = 0; i < PAGES && law.space[k] != NULL; i++) {
			struct model *m = &law.model[k];

			if (m->kind[i] == NOTHING || m->kind[i] == LAZY)
				continue;
			HOLD(addrspace_read(law.space[k], BASE + i * PAGE, buf,
				 PAGE) == ADDR_OK);
			HOLD(memcmp(buf, bytes_of(m, i), PAGE) == 0);
		}
}

static void
step(void)
{
	unsigned k = below(SPACES), at = below(PAGES), n = 1 + below(6);
	struct addrspace *as = law.space[k];
	struct model *m = &law.model[k];

	if (at + n > PAGES)
		n = PAGES - at;
	if (as == NULL) {
		copy(below(SPACES), k);
		return;
	}
	switch (below(40)) {
	case 0:
		if (k > 0 && below(2) == 0)
			drop(k);
		break;
	case 1:
		unmap(as, m, at, n);
		break;
	case 2:
	case 3:
	case 4:
		map(as, m, at, n);
		break;
	case 5:
		protect(as, m, at, n);
		break;
	case 6:
		populate(as, m, at, n);
		break;
	case 7:
		pin(as, m, at);
		break;
	case 8:
		law.phys.config.swapper->tick(law.phys.config.swapper->ctx);
		break;
	case 9:
		unpin_all(as, m);
		break;
	default:
		if (below(2) == 0)
			touch(as, m);
		else
			transfer(as, m, below(2) == 0);
	}
}

static void
start(const struct policy *p)
{
	static const struct physmem_config *const usual = &physmem_default;
	struct physmem_config config = *usual;
	struct selection sel = { .name = p->name };
	struct handswap_setup setup = { .policy = p };
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
	HOLD(handswap_open(&law.swap, &law.phys, &setup, &err) == 0);
	HOLD(addrspace_create(&law.space[0], &law.phys, BASE, PAGES * PAGE) ==
	     ADDR_OK);
}

static void
finish(void)
{
	struct handswap_counts c;

	check_all();
	for (unsigned k = 0; k < SPACES; k++)
		drop(k);
	check_trouble();
	c = handswap_tell(law.swap);
	HOLD(c.resident == 0);
	HOLD(c.slots == 0);
	HOLD(law.npinned == 0);
	HOLD(law.phys.frames.used == 0);
	HOLD(law.phys.frames.allocs == law.phys.frames.frees);
	HOLD(law.phys.table_frames.used == 0);
	handswap_close(law.swap);
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
		step();
		if (law.step % 500 == 0)
			check_all();
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
