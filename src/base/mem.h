/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory of one run.
 *
 * A struct mem owns everything that a run allocates, and mem_close() frees all
 * of it, so nothing of one run is left for the next.  There are two kinds:
 *
 *	mem_alloc()	ordinary memory, zeroed.
 *	mem_reserve()	a long array indexed by page, frame or slot number,
 *			zeroed.  Address space is reserved for its largest
 *			size at once and memory is taken as it is touched, so
 *			an array with an element for each possible page needs
 *			only the memory that is used.  Its address never
 *			changes.
 *
 * Both end the program when the system has no memory; it is the only exit
 * outside cli/.  A number from a trace or a configuration must be held to a
 * stated limit before it is used as a size here.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Bytes of a huge page. */
#define HUGE_PAGE ((size_t)2 << 20)

struct mem;

/* The end for want of memory, with exit status 4.  what: the message, which
 * goes to standard error, or to the function that mem_on_die() was given. */
void mem_die(const char *what) __attribute__((noreturn));
void mem_on_die(void (*tell)(const char *what));

/* A stream whose content is a text when it is closed, to be given to free(). */
struct mem_text {
	FILE *to;
	char *text;
	size_t size;
};

void mem_text_open(struct mem_text *t);
char *mem_text_close(struct mem_text *t);

struct mem *mem_open(void);
/* The same; it is closed with its parent, where it is not closed before. */
struct mem *mem_open_in(struct mem *parent);
void mem_close(struct mem *m); /* NULL is allowed */
/* Memory that a reserved array of so many bytes takes when all of it has been
 * touched. */
uint64_t mem_reserved(uint64_t bytes);

void *mem_alloc(struct mem *m, size_t size);
/* n objects of size bytes; the product is checked. */
void *mem_array(struct mem *m, size_t n, size_t size);
void mem_free(struct mem *m, void *p);
char *mem_strdup(struct mem *m, const char *s);
void *mem_reserve(struct mem *m, uint64_t n, size_t size);
/* The same of bytes, with memory behind it that cannot be accessed, so that
 * what is written past its end ends the program before it changes anything
 * else.  So it is of the first few thousand; more would take too many of the
 * system's mappings. */
void *mem_reserve_fenced(struct mem *m, size_t bytes);

/* Bytes of address space that the system allows ('ulimit -v'); UINT64_MAX: no
 * limit. */
uint64_t mem_addresses(void);
/* How many elements to reserve of 'most' that may be needed, when each takes so
 * many bytes in all arrays: as many as an eighth of the address space that the
 * system allows holds, or 'most' where it sets no limit. */
uint64_t mem_bound(uint64_t most, uint64_t bytes);
/* The end where more of them are needed; what: what there are n of. */
_Noreturn void mem_exceeded(uint64_t n, const char *what);
/*
 * sparse: arrays reserved from now on use small pages, because only a small
 * part of them is likely to be touched; one huge page for each of a run's dozen
 * arrays takes 24 MiB.  Not sparse, which is the initial state: memory that is
 * touched from now on is on huge pages, also in arrays reserved before.
 */
void mem_sparse(struct mem *m, bool sparse);

/*
 * Makes space for one more element in an array that grows by doubling: *cap is
 * updated and the elements are kept; those behind them are zero.  Returns the
 * array.  A long one is moved by the kernel and not copied.
 */
void *mem_grow(
    struct mem *m, void *array, size_t used, size_t *cap, size_t size);

/* Makes space for so many elements at once, if there is not. */
void *mem_grow_to(struct mem *m, void *array, size_t used, size_t *cap,
    size_t least, size_t size);

#endif
