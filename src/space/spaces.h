/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The address spaces of one trace: they turn accesses into page references.
 *
 * Whether an area covers an address, whether the access is allowed and which
 * page it is do not depend on the memory size or the policy, so they are
 * decided once, for any number of machines.  A page gets its number at its
 * first permitted access, when it is pinned or forked, or when a populated area
 * is mapped.  A number is never used again.
 */
#ifndef SPACE_SPACES_H
#define SPACE_SPACES_H

#include "base/err.h"
#include "base/mem.h"
#include "model/access.h"
#include "model/area.h"
#include "model/areaspec.h"
#include "model/change.h"
#include "model/reference.h"
#include "model/spec.h"
#include "model/study.h"

struct spaces;

/* declared[ndeclared] are mapped into each space as it is created.  Memory is
 * taken from m and given back with it. */
int spaces_open(struct spaces **s, struct mem *m,
    const struct settings *settings, const struct area_spec *declared,
    size_t ndeclared, struct err *err);

/*
 * Turns n accesses into at most n references, *nout of them, in order.  A
 * denied access gives none and is counted; with strict it is an error at *at.
 * An access to linear memory gives no reference.  The first access of a process
 * maps the areas declared for it; the changes that follow from populated ones
 * come before the references.
 */
int spaces_resolve(struct spaces *s, const struct access *a, size_t n,
    struct reference *out, size_t *nout, const struct err_where *at,
    struct err *err);

/*
 * Applies an event.  The changes of pages that follow are appended to a list,
 * which the caller reads with spaces_changes() and which the next call of
 * spaces_resolve() or spaces_event() empties.  Their member 'at' is 0.
 */
int spaces_event(struct spaces *s, const struct event *ev,
    const struct err_where *at, struct err *err);
const struct change *spaces_changes(const struct spaces *s, size_t *n);

/* Pages numbered so far. */
page_id_t spaces_pages(const struct spaces *s);
/* Arrays by page number; they grow in place, so the pointers stay valid. */
struct page_facts spaces_page_facts(const struct spaces *s);
/* Fills the members that address spaces know: references, reads, writes,
 * fetches, denied, pages, areas, processes, finds. */
void spaces_tell(const struct spaces *s, struct trace_facts *facts);

#endif
