/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random operations on address spaces, each with its expected result.
 */
#include "laws/contents_law.h"

void
contents_trouble(void)
{
	struct err err;

	if (vmswap_failure(law.swap, &err) != 0)
		contents_fail(err.msg, __LINE__);
}

/* Whether a kernel's read or write succeeds; it ignores permissions. */
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

/* A read or a write within the space, of a few bytes or many; bytes before a
 * bad address have been copied. */
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
	contents_trouble();
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

/* At least one frame is left to the policy. */
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
	/* While the pages that they share are in frames. */
	for (unsigned i = below(8); i > 0; i--) {
		unsigned k = below(2) == 0 ? from : to;

		if (below(8) == 0)
			pin(law.space[k], &law.model[k], below(PAGES));
		else
			transfer(law.space[k], &law.model[k], true);
	}
}

void
contents_drop(unsigned k)
{
	addrspace_destroy(law.space[k]);
	law.space[k] = NULL;
	for (unsigned i = 0; i < PAGES; i++)
		forget(&law.model[k], i);
}

void
contents_check(void)
{
	static uint8_t buf[PAGE];
	struct vmswap_counts c = vmswap_tell(law.swap);

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

void
contents_step(void)
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
			contents_drop(k);
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
