/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory of one run.
 *
 * A struct mem owns all that a run allocates and gives it back in one call, so
 * a run cannot leak into the next.  Two kinds:
 *
 *   mem_alloc()   ordinary, zeroed.
 *   mem_reserve()  a long array indexed by page, frame or slot number, zeroed.
 *		   Address space is reserved for the whole of it at once and
 *		   memory is taken as it is touched, so an array for "as many
 *		   pages as there may be" costs what there are.  Its address
 *		   never changes.
 *
 * Both end the program when the system has no memory: the one exit that is not
 * the front door's.  A number out of a trace or a configuration must be held
 * to a stated limit before it gets here.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mem;

struct mem *mem_open(void);
void mem_close(struct mem *m); /* NULL is allowed */

void *mem_alloc(struct mem *m, size_t size);
/* n objects of size bytes; the product is checked. */
void *mem_array(struct mem *m, size_t n, size_t size);
void mem_free(struct mem *m, void *p);
char *mem_strdup(struct mem *m, const char *s);
void *mem_reserve(struct mem *m, uint64_t n, size_t size);
/*
 * sparse: arrays reserved from now on lie on small pages, because they are much
 * longer than what is likely to be touched of them; a huge page for each of a
 * run's dozen arrays takes 24 MiB.  Not sparse, as a struct mem begins: what is
 * touched from now on lies on huge pages, in arrays reserved before, too.
 */
void mem_sparse(struct mem *m, bool sparse);

/*
 * Makes room for one element more in an array that grows by doubling: array
 * and *cap are updated, what is there is kept.  Returns the array.
 */
void *mem_grow(
    struct mem *m, void *array, size_t used, size_t *cap, size_t size);

#endif
