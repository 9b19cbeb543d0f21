/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A test trace: references and changes as one array of steps, so that any of
 * them can be left out.
 *
 * Pages are numbered densely in order of first appearance.  A page that was
 * unmapped is not referred to again, and one that was pinned is unpinned by
 * STEP_UNPIN or by its unmapping.
 */
#ifndef CHECK_TESTTRACE_H
#define CHECK_TESTTRACE_H

#include <stdio.h>

#include "base/mem.h"
#include "study/refstring.h"
#include "trace/trace.h"

enum step_kind {
	STEP_READ,
	STEP_WRITE,
	STEP_UNMAP,
	STEP_FILL,
	STEP_PIN,
	STEP_UNPIN,
	STEP_TICK,
	STEP_SHARE, /* other is a copy of page, on write */
	STEP_PAGEOUT,
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

/* Numbers the pages again in order of first appearance, and drops steps that
 * unmap, unpin, share or page out a page which has not appeared. */
void testtrace_settle(struct mem *m, struct testtrace *s);

/* The same steps as a reference string, allocated from m: refstring_close() is
 * not called for it. */
void testtrace_refstring(
    struct mem *m, const struct testtrace *s, struct refstring *refstring);
struct step step_of_reference(struct reference r);
struct step step_of_change(const struct change *c);

/* The first steps of a trace, at most 'enough', allocated from keep; and the
 * facts of what was read. */
int testtrace_read(struct mem *keep, const struct trace_spec *trace,
    uint64_t enough, struct testtrace *out, struct trace_facts *facts,
    struct err *err);

/* Can it be written as a file?  With shared pages every page needs a process of
 * its own, of which there may not be enough. */
bool testtrace_writable(const struct testtrace *s);
/* In the format 'text'.  Reading it gives the pages the same numbers. */
int testtrace_write(
    const struct testtrace *s, uint64_t page_size, FILE *to, struct err *err);

#endif
