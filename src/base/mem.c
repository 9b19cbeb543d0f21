/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory of one run: a heap for small objects, reserved mappings for long
 * arrays.
 */
#include "base/mem.h"

#include <sys/mman.h>
#include <sys/resource.h>

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/heap.h"

/* Head of a reserved array's mapping; the elements begin on the next page, or
 * on the next huge page. */
struct reserved {
	struct reserved *next;
	size_t size; /* of the mapping */
	bool huge;   /* long enough to lie on huge pages */
	bool fenced;
	bool grows; /* mem_grow_to() made it */
};

/* A fence divides a mapping, and a process may have 65,530 mappings (Linux,
 * vm.max_map_count).  Arrays beyond so many have no fence. */
#define FENCES_MAX 4096

static atomic_uint fences;

#define COLUMN_HEAD 4096

/* Reserved arrays from this size on are on huge pages of this size, aligned.
 * With a million pages the replay loop took 11.1 ns a reference without huge
 * pages, 7.7 ns with arrays above 4 MiB on them, and 3 % less again with these.
 */
#define HUGE_FROM ((size_t)256 << 10)

/* A growing array of this size is a mapping of its own, which the kernel moves
 * as it grows: what is in it is neither copied nor touched for the first time
 * again.  Of the 12,000 page faults of a run over 786,000 pages 9,000 were for
 * arrays that had doubled. */
#define GROWN_FROM ((size_t)1 << 20)

struct mem {
	struct heap *heap;
	struct reserved *columns;
	bool sparse;
	struct mem *parent, *children; /* NULL: none */
	struct mem *sibling;           /* the next child of the parent */
};

/* Who is told first.  Static because mem_die() is called where nothing else is
 * known. */
static void (*tell_die)(const char *what);

void
mem_on_die(void (*tell)(const char *what))
{
	tell_die = tell;
}

void
mem_die(const char *what)
{
	if (tell_die != NULL)
		tell_die(what);
	else
		fprintf(stderr, "pagerace: %s\n", what);
	_exit(4);
}

static void *
or_die(void *p, size_t size)
{
	char what[80];

	if (p != NULL)
		return (p);
	snprintf(
	    what, sizeof(what), "out of memory (%zu bytes asked for)", size);
	mem_die(size > 0 ? what : "out of memory");
}

/* A reserved array takes address space for its largest size, and memory only
 * for what is touched: where address space is missing, a lack of memory is
 * hardly the reason. */
static void
no_addresses(size_t size)
{
	char what[160];

	snprintf(what, sizeof(what),
	    "cannot reserve %zu bytes of address space, most of which would "
	    "stay unused (is 'ulimit -v' set, or overcommit_memory 2?)",
	    size);
	mem_die(what);
}

uint64_t
mem_addresses(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_AS, &limit) != 0 ||
	    limit.rlim_cur == RLIM_INFINITY)
		return (UINT64_MAX);
	return (limit.rlim_cur);
}

uint64_t
mem_bound(uint64_t most, uint64_t bytes)
{
	uint64_t n = mem_addresses() / 8 / bytes;

	if (n == 0)
		n = 1;
	return (n < most ? n : most);
}

void
mem_exceeded(uint64_t n, const char *what)
{
	char text[120];

	snprintf(text, sizeof(text),
	    "more than %ju %s are needed, and 'ulimit -v' allows no more",
	    (uintmax_t)n, what);
	mem_die(text);
}

struct mem *
mem_open(void)
{
	struct heap *heap = or_die(heap_create(), 0);
	struct mem *m = or_die(heap_zalloc(heap, sizeof(*m)), sizeof(*m));

	m->heap = heap;
	return (m);
}

struct mem *
mem_open_in(struct mem *parent)
{
	struct mem *m = mem_open();

	m->parent = parent;
	m->sibling = parent->children;
	parent->children = m;
	return (m);
}

static void
leave_parent(const struct mem *m)
{
	struct mem **at = &m->parent->children;

	while (*at != m)
		at = &(*at)->sibling;
	*at = m->sibling;
}

void
mem_close(struct mem *m)
{
	struct reserved *c;

	if (m == NULL)
		return;
	if (m->parent != NULL)
		leave_parent(m);
	while (m->children != NULL)
		mem_close(m->children);
	while ((c = m->columns) != NULL) {
		m->columns = c->next;
		if (c->fenced)
			atomic_fetch_sub(&fences, 1);
		munmap(c, c->size);
	}
	heap_destroy(m->heap);
}

void *
mem_alloc(struct mem *m, size_t size)
{
	if (size == 0)
		size = 1;
	return (or_die(heap_zalloc(m->heap, size), size));
}

void *
mem_array(struct mem *m, size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		or_die(NULL, SIZE_MAX);
	return (mem_alloc(m, bytes));
}

char *
mem_strdup(struct mem *m, const char *s)
{
	size_t size = strlen(s) + 1;

	return (memcpy(mem_alloc(m, size), s, size));
}

/* The elements of a reserved array: its mapping without the head. */
static char *
elements(const struct reserved *c)
{
	uintptr_t start = (uintptr_t)c + COLUMN_HEAD;

	if (c->huge)
		start = (start + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
	return ((char *)start);
}

/* The mapping ends with a whole huge page, or the last one would not be huge.
 */
static void
choose_pages(struct reserved *c, bool sparse)
{
	char *start = elements(c), *end = (char *)c + c->size;

	if (c->huge)
		madvise(start, (size_t)(end - start) / HUGE_PAGE * HUGE_PAGE,
		    sparse ? MADV_NOHUGEPAGE : MADV_HUGEPAGE);
}

/* NULL: there is no address space. */
static struct reserved *
reserve(struct mem *m, size_t bytes, size_t *mapped)
{
	bool huge = bytes >= HUGE_FROM;
	struct reserved *c;

	if (__builtin_add_overflow(
		bytes, huge ? 3 * HUGE_PAGE : COLUMN_HEAD, mapped))
		or_die(NULL, SIZE_MAX);
	c = mmap(NULL, *mapped, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (c == MAP_FAILED)
		return (NULL);
	*c = (struct reserved){
		.next = m->columns, .size = *mapped, .huge = huge
	};
	m->columns = c;
	choose_pages(c, m->sparse);
	return (c);
}

void *
mem_reserve(struct mem *m, uint64_t n, size_t size)
{
	size_t bytes, mapped;
	struct reserved *c;

	if (__builtin_mul_overflow(n, size, &bytes))
		or_die(NULL, SIZE_MAX);
	c = reserve(m, bytes, &mapped);
	if (c == NULL)
		no_addresses(mapped);
	return (elements(c));
}

void *
mem_reserve_fenced(struct mem *m, size_t bytes)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), end;
	char *start;

	if (__builtin_add_overflow(bytes, 2 * page - 1, &end))
		or_die(NULL, SIZE_MAX);
	end = end / page * page;
	start = mem_reserve(m, end, 1);
	if (atomic_fetch_add(&fences, 1) < FENCES_MAX &&
	    mprotect(start + end - page, page, PROT_NONE) == 0)
		m->columns->fenced = true;
	else
		atomic_fetch_sub(&fences, 1);
	return (start);
}

uint64_t
mem_reserved(uint64_t bytes)
{
	uint64_t whole = bytes < HUGE_FROM ? COLUMN_HEAD : HUGE_PAGE;

	return ((bytes / whole + 1) * whole);
}

void
mem_sparse(struct mem *m, bool sparse)
{
	if (m->sparse && !sparse)
		for (struct reserved *c = m->columns; c != NULL; c = c->next)
			choose_pages(c, false);
	m->sparse = sparse;
}

/* Takes the mapping of a growing array out of the list; NULL: it has none. */
static struct reserved *
take_grown(struct mem *m, const void *array)
{
	struct reserved **at = &m->columns, *c;

	/* Where an array of the heap begins at a page, too, it is sought. */
	if (array == NULL || (uintptr_t)array % COLUMN_HEAD != 0)
		return (NULL);
	while ((c = *at) != NULL && !(c->grows && elements(c) == array))
		at = &c->next;
	if (c != NULL)
		*at = c->next;
	return (c);
}

void
mem_free(struct mem *m, void *p)
{
	struct reserved *c = take_grown(m, p);

	if (c != NULL)
		munmap(c, c->size);
	else
		heap_free(m->heap, p);
}

/* A mapping of so many bytes, to which those used are moved. */
static void *
grow_mapping(struct mem *m, void *array, size_t used, size_t bytes)
{
	struct reserved *old = take_grown(m, array), *c;
	size_t mapped, whole;
	char *more;

	whole = (used + COLUMN_HEAD - 1) / COLUMN_HEAD * COLUMN_HEAD;
	c = or_die(reserve(m, bytes, &mapped), bytes);
	c->grows = true;
	more = elements(c);
	if (used > 0 && old != NULL &&
	    mremap(array, whole, whole, MREMAP_MAYMOVE | MREMAP_FIXED, more) !=
		MAP_FAILED)
		memset(more + used, 0, whole - used);
	else if (used > 0)
		memcpy(more, array, used);
	if (old != NULL)
		munmap(old, old->size);
	else
		heap_free(m->heap, array);
	return (more);
}

void *
mem_grow_to(struct mem *m, void *array, size_t used, size_t *cap, size_t least,
    size_t size)
{
	void *more;

	if (least <= *cap)
		return (array);
	*cap = least;
	if (least >= GROWN_FROM / size && least <= SIZE_MAX / size)
		return (grow_mapping(m, array, used * size, least * size));
	more = mem_array(m, least, size);
	if (used > 0)
		memcpy(more, array, used * size);
	mem_free(m, array);
	return (more);
}

void *
mem_grow(struct mem *m, void *array, size_t used, size_t *cap, size_t size)
{
	if (used < *cap)
		return (array);
	return (
	    mem_grow_to(m, array, used, cap, *cap == 0 ? 16 : *cap * 2, size));
}
