/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Steps: a short trace that can be taken apart.  References and changes in one
 * row, so that any of them can be left out, which a tape cannot.
 *
 * Steps are kept in order: pages are numbered densely by first appearance, a
 * page that is unmapped does not come back, and one that is pinned is unpinned
 * by an UNPIN or its unmapping.
 */
#ifndef CHECK_TESTTRACE_H
#define CHECK_TESTTRACE_H

#include <stdio.h>

#include "base/mem.h"
#include "study/refstring.h"

enum step_kind {
	STEP_READ,
	STEP_WRITE,
	STEP_UNMAP,
	STEP_FILL,
	STEP_PIN,
	STEP_UNPIN,
	STEP_TICK,
	STEP_SHARE, /* other is a copy of page, on write */
};

struct step {
	enum step_kind kind;
	page_id_t page;
	page_id_t other;
};

struct testtrace {
	struct step *step;
	size_t n, cap;
	page_id_t npages;
	const char *name; /* of the pattern, or of the file */
	uint64_t seed;    /* of the pattern; 0: from a file */
};

static inline bool
step_is_reference(const struct step *s)
{
	return (s->kind <= STEP_WRITE);
}

void testtrace_add(struct mem *m, struct testtrace *s, struct step step);
bool testtrace_have(const struct testtrace *s, enum step_kind kind);
uint64_t testtrace_references(const struct testtrace *s);

/* Numbers the pages anew, in order of first appearance, and drops what makes
 * no sense: unmapping or unpinning a page that never was. */
void testtrace_settle(struct mem *m, struct testtrace *s);

/* The same steps as a tape, of memory of m; refstring_close() is not for it. */
void testtrace_refstring(
    struct mem *m, const struct testtrace *s, struct refstring *refstring);
struct step step_of_reference(struct reference r);
struct step step_of_change(const struct change *c);

/* Can it be written as a trace?  Not where there are copies of pages, and more
 * pages than there may be processes. */
bool testtrace_tellable(const struct testtrace *s);
/* As a trace in pagerace's own text; a replay gives the pages their numbers. */
int testtrace_write(
    const struct testtrace *s, uint64_t page_size, FILE *to, struct err *err);

#endif
