/* SPDX-License-Identifier: BSD-2-Clause */
#include "oracle/guest/toucher.h"

#include <sys/mman.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* A page table of the lowest level reaches so far with pages of 4 KiB. */
#define TABLE_REACH (UINT64_C(2) << 20)

/* Changing the permissions of more pages than 33 flushes the whole TLB on
 * x86. */
#define DUMMY_PAGES 128

#define STAT_ROOM 4096
#define MIX       UINT64_C(0x9e3779b97f4a7c15)
#define WORDS     8 /* written by the first touch of a page */

static const struct touch_head *
map_touches(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	const struct touch_head *h = MAP_FAILED;
	struct stat st;

	if (fd < 0)
		return (NULL);
	errno = EINVAL;
	if (fstat(fd, &st) == 0 && (size_t)st.st_size >= sizeof(*h))
		h = mmap(NULL, (size_t)st.st_size, PROT_READ,
		    MAP_SHARED | MAP_POPULATE, fd, 0);
	close(fd);
	if (h == MAP_FAILED)
		return (NULL);
	if (memcmp(h->magic, TOUCH_MAGIC, sizeof(h->magic)) == 0 &&
	    h->processes >= 1 && h->processes <= TOUCH_PROCESSES &&
	    (uint64_t)st.st_size == touch_bytes(h))
		return (h);
	munmap((void *)h, (size_t)st.st_size);
	errno = EINVAL;
	return (NULL);
}

uint32_t
toucher_processes(const char *path)
{
	const struct touch_head *h = map_touches(path);
	uint32_t n = 0;

	if (h != NULL) {
		n = h->processes;
		munmap((void *)h, touch_bytes(h));
	}
	return (n);
}

static void *
map(uint64_t size, int flags)
{
	return (mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0));
}

/* Maps every page that process 'me' touches to the page of zeros. */
static uint64_t
read_pages(const struct toucher *t, uint32_t me)
{
	uint32_t who = 0;
	uint64_t sum = 0;

	for (uint64_t i = 0; i < t->head->words; i++) {
		uint32_t w = t->word[i];

		if (w >= TOUCH_SWITCH && w < TOUCH_DISCARD)
			who = w - TOUCH_SWITCH;
		else if (who == me && w < TOUCH_SWITCH && !t->seen[w >> 1])
			sum += *(
			    volatile unsigned char *)(t->region +
						      (w >> 1) * t->page_bytes);
	}
	return (sum);
}

/* Reads a page of each page table of the range, and drops it: the table
 * remains. */
static uint64_t
make_tables(const struct toucher *t, const struct touch_range *r)
{
	const uint64_t reach = TABLE_REACH / t->page_bytes;
	unsigned char *at = t->region + r->first * t->page_bytes;
	uint64_t sum = 0;

	for (uint64_t i = 0; i < r->n; i += reach - (r->first + i) % reach)
		sum += *(volatile unsigned char *)(at + i * t->page_bytes);
	(void)madvise(at, r->n * t->page_bytes, MADV_DONTNEED);
	return (sum);
}

/* Maps the ranges of files over the region. */
static const char *
map_files(struct toucher *t, const struct replay_spec *spec, uint32_t me)
{
	const struct touch_range *r =
	    (const struct touch_range *)(t->word + t->head->words);

	for (uint32_t i = 0; i < t->head->ranges; i++, r++) {
		if (r->process != me)
			continue;
		if (t->file < 0 && spec->file_fd != NULL)
			t->file = spec->file_fd[me];
		if (t->file < 0 && spec->file != NULL)
			t->file = open(spec->file, O_RDWR | O_CLOEXEC);
		if (t->file < 0 ||
		    mmap(t->region + r->first * t->page_bytes,
			r->n * t->page_bytes, PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_FIXED, t->file,
			(off_t)(r->at * t->page_bytes)) == MAP_FAILED)
			return ("a file cannot be mapped");
		memset(t->seen + r->first, 1, r->n);
		t->sum += make_tables(t, r);
	}
	if (t->file >= 0)
		(void)posix_fadvise(t->file, 0, 0, POSIX_FADV_DONTNEED);
	return (NULL);
}

const char *
toucher_open(struct toucher *t, const struct replay_spec *spec, uint32_t me,
    uint64_t *next_flush)
{
	const char *failed;
	uint64_t size;

	*t = (struct toucher){
		.flush = spec->flush, .tlb = spec->tlb, .file = -1
	};
	t->page_bytes = (uint64_t)sysconf(_SC_PAGESIZE);
	t->head = map_touches(spec->touches);
	if (t->head == NULL || t->head->pages[me] > TOUCH_PAGES)
		return ("the touches cannot be read");
	t->word = (const uint32_t *)(t->head + 1);
	size = (uint64_t)t->head->pages[me] * t->page_bytes;
	t->seen = map(t->head->pages[me] + 1, MAP_POPULATE);
	t->dummy = map(DUMMY_PAGES * t->page_bytes, MAP_POPULATE);
	t->region = map(size + 2 * TABLE_REACH, MAP_NORESERVE);
	if (t->seen == MAP_FAILED || t->dummy == MAP_FAILED ||
	    t->region == MAP_FAILED)
		return ("memory cannot be mapped");
	t->region += -(uintptr_t)t->region % TABLE_REACH;
	(void)madvise(t->region, size, MADV_NOHUGEPAGE);
	/* An area of its own: part of another, it would be split off and merged
	 * again at each flush, and the group be charged for areas that a kernel
	 * after 6.1 frees late. */
	(void)madvise(t->dummy, DUMMY_PAGES * t->page_bytes, MADV_DONTDUMP);
	t->stat = open(groups_of(spec->groups, me)->stat, O_RDONLY | O_CLOEXEC);
	if (t->stat < 0)
		return ("memory.stat cannot be opened");
	t->next_flush = next_flush;
	*t->next_flush = t->flush != 0 ? t->flush : UINT64_MAX;
	t->next_tlb = t->tlb != 0 ? t->tlb : UINT64_MAX;
	failed = map_files(t, spec, me);
	t->sum += read_pages(t, me);
	return (failed);
}

static inline void
touch(struct toucher *t, uint32_t w, uint64_t at)
{
	uint32_t page = w >> 1;
	volatile uint64_t *to =
	    (volatile uint64_t *)(t->region + page * t->page_bytes);

	if (!t->seen[page]) {
		t->seen[page] = 1;
		for (uint64_t i = 0; i < WORDS; i++)
			to[i] = (page + UINT64_C(1)) * MIX + i;
	} else if (w & 1)
		*to = (at | 1) * MIX;
	else
		t->sum += *to;
}

/* What is due after so many words. */
static int
upkeep(struct toucher *t, uint64_t done)
{
	char text[STAT_ROOM];

	if (done >= *t->next_flush) {
		*t->next_flush = done + t->flush - done % t->flush;
		if (pread(t->stat, text, sizeof(text), 0) < 0)
			return (-1);
	}
	if (done >= t->next_tlb) {
		t->next_tlb = done + t->tlb - done % t->tlb;
		if (mprotect(t->dummy, DUMMY_PAGES * t->page_bytes,
			PROT_READ) != 0 ||
		    mprotect(t->dummy, DUMMY_PAGES * t->page_bytes,
			PROT_READ | PROT_WRITE) != 0)
			return (-1);
	}
	return (0);
}

int
toucher_run(struct toucher *t, uint64_t *at)
{
	for (uint64_t i = *at; i < t->head->words; i++) {
		uint32_t w = t->word[i];

		if (w < TOUCH_SWITCH)
			touch(t, w, i);
		else if (w < TOUCH_DISCARD) {
			*at = i;
			return (0);
		} else {
			uint32_t page = w - TOUCH_DISCARD;

			t->seen[page] = 0;
			if (madvise(t->region + page * t->page_bytes,
				t->page_bytes, MADV_DONTNEED) != 0)
				return (-1);
		}
		if ((i + 1 >= *t->next_flush || i + 1 >= t->next_tlb) &&
		    upkeep(t, i + 1) != 0)
			return (-1);
	}
	*at = t->head->words;
	return (0);
}
