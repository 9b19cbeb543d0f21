/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Allocating the memory of a policy that is checked.
 *
 * For the law of memory, the policy's memory is surrounded by bytes that are
 * not zero, up to the page's end, and by pages that may not be accessed: a
 * changed byte is found after the call that changed it, an access ends the
 * child.
 */
#include "check/lent_memory.h"

#include <sys/mman.h>

#include <string.h>

#include "base/mem.h"

#define ALIGN      ((size_t)64)
#define GUARD      ((size_t)1 << 20)
#define OPEN       ((size_t)64 << 10)
#define LOW_AT     ((char *)0x10000000)
#define SURROUNDED 0xa5

static size_t
round_up(size_t n, size_t to)
{
	return ((n + to - 1) / to * to);
}

void *
lent_map(void *at, size_t size)
{
	void *p = mmap(at, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		mem_die("cannot map memory for a trial");
	return (p);
}

void
lent_protect(void *p, size_t size, int access)
{
	if (mprotect(p, size, access) != 0)
		mem_die("cannot protect memory for a trial");
}

/* Unguarded: zeroed pages before and behind, as in a real run. */
static void
lend_openly(struct interposer *ip, size_t size)
{
	bool low = ip->placement != PLACE_ANYWHERE;

	ip->size = size;
	ip->mapped = round_up(size, PAGE) + 2 * OPEN;
	ip->map = lent_map(low ? LOW_AT : NULL, ip->mapped);
	ip->st = ip->map + OPEN;
	if (ip->placement == PLACE_INSIDE)
		ip->st += 19 * ALIGN;
}

void
lend_memory(struct interposer *ip, size_t size)
{
	size_t room = round_up(size == 0 ? 1 : size, PAGE);

	if (ip->placement < PLACE_ENDS) {
		lend_openly(ip, size);
		return;
	}
	ip->size = size;
	ip->mapped = room + 2 * GUARD;
	ip->map = lent_map(NULL, ip->mapped);
	lent_protect(ip->map, GUARD, PROT_NONE);
	lent_protect(ip->map + GUARD + room, GUARD, PROT_NONE);
	ip->st = ip->map + GUARD;
	if (ip->placement == PLACE_ENDS)
		ip->st += room - round_up(size, ALIGN);
	memset(ip->map + GUARD, SURROUNDED, (size_t)(ip->st - ip->map) - GUARD);
	memset(ip->st + size, SURROUNDED,
	    (size_t)(ip->map + GUARD + room - ip->st) - size);
}

static bool
untouched(const char *from, const char *to)
{
	return (from == to ||
		(*from == (char)SURROUNDED &&
		    memcmp(from, from + 1, (size_t)(to - from) - 1) == 0));
}

bool
lent_written_before(const struct interposer *ip)
{
	return (
	    ip->placement >= PLACE_ENDS && !untouched(ip->map + GUARD, ip->st));
}

bool
lent_written_behind(const struct interposer *ip)
{
	return (ip->placement >= PLACE_ENDS &&
		!untouched(ip->st + ip->size, ip->map + ip->mapped - GUARD));
}
