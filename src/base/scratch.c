/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arrays that may be larger than memory.  Anonymous memory grows by mremap();
 * beyond SCRATCH_MEMORY the content is moved to a file without a name, and
 * later bytes follow there.  The file is written with write() and never
 * through a mapping: a full disk is then an error that can be reported, not a
 * SIGBUS.
 */
#include "base/scratch.h"

#include <sys/mman.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

#define FIRST_SIZE (UINT64_C(1) << 20)

/* From this size on memory is on huge pages, aligned. */
#define HUGE_FROM (UINT64_C(4) << 20)

struct scratch {
	char *map; /* what is mapped, NULL: nothing yet */
	uint64_t mapped;
	uint64_t size;
	int fd; /* -1: in memory */
};

const char *
scratch_folder(void)
{
	const char *dir = getenv("TMPDIR");

	return (dir != NULL && dir[0] != '\0' ? dir : "/tmp");
}

static int
file_write(struct scratch *s, const char *bytes, uint64_t size, struct err *err)
{
	while (size > 0) {
		ssize_t n = write(
		    s->fd, bytes, size < (1u << 30) ? size : (size_t)1 << 30);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return (err_sys(err,
			    "cannot write the temporary file in %s (set TMPDIR "
			    "to a folder with more space)",
			    scratch_folder()));
		bytes += n;
		size -= (uint64_t)n;
	}
	return (0);
}

static void
unmap(struct scratch *s)
{
	if (s->map != NULL)
		munmap(s->map, s->mapped);
	s->map = NULL;
	s->mapped = 0;
}

/* New memory, with what was mapped at its front. */
static void *
move_memory(const struct scratch *s, uint64_t want)
{
	uint64_t more = want < HUGE_FROM ? 0 : HUGE_PAGE, before = 0;
	char *p = mmap(NULL, want + more, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return (p);
	if (more > 0) {
		before = -(uintptr_t)p % HUGE_PAGE;
		if (before > 0)
			munmap(p, before);
		munmap(p + before + want, more - before);
		p += before;
		madvise(p, want, MADV_HUGEPAGE);
	}
	if (s->map != NULL &&
	    mremap(s->map, s->mapped, s->mapped, MREMAP_MAYMOVE | MREMAP_FIXED,
		p) == MAP_FAILED) {
		munmap(p, want);
		return (MAP_FAILED);
	}
	return (p);
}

/* Makes at least size bytes of memory. */
static int
map_memory(struct scratch *s, uint64_t size, struct err *err)
{
	uint64_t want = s->mapped == 0 ? FIRST_SIZE : s->mapped;
	void *p;

	while (want < size)
		want *= 2;
	p = move_memory(s, want);
	if (p == MAP_FAILED)
		return (err_sys(
		    err, "cannot get %ju bytes of memory", (uintmax_t)want));
	s->map = p;
	s->mapped = want;
	return (0);
}

int
scratch_file(struct err *err)
{
	char path[4096];
	int fd = file_open(scratch_folder(), O_TMPFILE | O_RDWR, 0600);

	if (fd >= 0)
		return (fd);
	snprintf(path, sizeof(path), "%s/pagerace.XXXXXX", scratch_folder());
	fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0)
		return (err_sys(err, "cannot make a temporary file in %s",
		    scratch_folder()));
	unlink(path);
	return (fd);
}

struct scratch *
scratch_open(void)
{
	struct scratch *s = calloc(1, sizeof(*s));

	if (s == NULL)
		mem_die("out of memory");
	s->fd = -1;
	return (s);
}

void
scratch_close(struct scratch *s)
{
	if (s == NULL)
		return;
	unmap(s);
	if (s->fd >= 0)
		close(s->fd);
	free(s);
}

int
scratch_append(
    struct scratch *s, const void *bytes, size_t size, struct err *err)
{
	if (s->fd < 0 && s->size + size > SCRATCH_MEMORY) {
		s->fd = scratch_file(err);
		if (s->fd < 0 || file_write(s, s->map, s->size, err) != 0)
			return (-1);
		unmap(s);
	}
	if (s->fd >= 0) {
		if (file_write(s, bytes, size, err) != 0)
			return (-1);
	} else if (size > 0) {
		if (s->size + size > s->mapped &&
		    map_memory(s, s->size + size, err) != 0)
			return (-1);
		memcpy(s->map + s->size, bytes, size);
	}
	s->size += size;
	return (0);
}

const void *
scratch_read(struct scratch *s, uint64_t *size, struct err *err)
{
	void *p;

	*size = s->size;
	if (s->map != NULL)
		return (s->map);
	if (s->size == 0)
		return (s);
	p = mmap(NULL, s->size, PROT_READ, MAP_SHARED, s->fd, 0);
	if (p == MAP_FAILED) {
		err_sys(err, "cannot map the temporary file");
		return (NULL);
	}
	s->map = p;
	s->mapped = s->size;
	return (p);
}

void *
scratch_array(struct scratch *s, uint64_t size, struct err *err)
{
	void *p;

	s->size = size;
	if (size <= SCRATCH_MEMORY)
		return (map_memory(s, size, err) != 0 ? NULL : s->map);
	s->fd = scratch_file(err);
	if (s->fd < 0)
		return (NULL);
	errno = posix_fallocate(s->fd, 0, (off_t)size);
	if (errno != 0) {
		err_sys(err,
		    "cannot allocate %ju bytes in %s (set TMPDIR to a folder "
		    "with "
		    "more space)",
		    (uintmax_t)size, scratch_folder());
		return (NULL);
	}
	p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, s->fd, 0);
	if (p == MAP_FAILED) {
		err_sys(err, "cannot map the temporary file");
		return (NULL);
	}
	s->map = p;
	s->mapped = size;
	return (p);
}
