/* SPDX-License-Identifier: BSD-2-Clause */
#include "oracle/guest/wholememory.h"

#include <sys/mman.h>

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "oracle/guest/counters.h"
#include "oracle/guest/group.h"

#define TEXT_ROOM 8192
#define NEAR      4 /* pages: no nearer, because taking them takes some, too */
#define KIB       1024

static int
write_number(const char *path, uint64_t n)
{
	char text[32];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)n);
	return (group_write(path, text));
}

static uint64_t
free_pages(void)
{
	char text[TEXT_ROOM];
	int found = 0;

	if (counters_text("/proc/meminfo", text, sizeof(text)) != 0)
		return (0);
	return (counters_find(text, "MemFree:", &found) * KIB /
		(uint64_t)sysconf(_SC_PAGESIZE));
}

/* The factor that brings the step of the watermarks, of the machine's whole
 * memory.  A quarter of min is the least that the kernel takes. */
static int
set_watermarks(const struct wholememory_spec *spec)
{
	const uint64_t all = (uint64_t)sysconf(_SC_PHYS_PAGES);
	uint64_t factor = spec->step * 10000 / all;

	if (write_number("/proc/sys/vm/min_free_kbytes", spec->min_kib) != 0)
		return (-1);
	return (write_number(
	    "/proc/sys/vm/watermark_scale_factor", factor > 0 ? factor : 1));
}

const char *
wholememory_take(struct wholememory *m, const struct wholememory_spec *spec)
{
	const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t left;

	m->n = 0;
	if (set_watermarks(spec) != 0)
		return ("the watermarks cannot be set");
	sync();
	(void)group_write("/proc/sys/vm/drop_caches", "3");
	errno = 0;
	if (free_pages() < spec->pages)
		return ("the machine has less free memory than that");
	while ((left = free_pages()) > spec->pages + NEAR &&
	       m->n < WHOLEMEMORY_RANGES) {
		const uint64_t bytes = (left - spec->pages) * page;
		void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (at == MAP_FAILED)
			return ("memory cannot be taken");
		m->range[m->n].at = at;
		m->range[m->n++].bytes = bytes;
		if (mlock(at, bytes) != 0)
			return ("memory cannot be taken");
	}
	if (left > spec->pages + NEAR)
		return ("the machine's free memory does not get so short");
	return (NULL);
}

void
wholememory_give(const struct wholememory *m)
{
	for (unsigned i = 0; i < m->n; i++)
		munmap(m->range[i].at, m->range[i].bytes);
}
