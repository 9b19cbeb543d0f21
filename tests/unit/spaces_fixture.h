/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tests of the spaces of a trace have in common: one set of spaces,
 * fed with one access or event at a time.
 */
#ifndef UNIT_SPACESFIXTURE_H
#define UNIT_SPACESFIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "space/spaces.h"
#include "unit/fixture.h"

static const struct settings plain = { .page_size = 4096 };

static struct spaces *spaces;
static struct err err;
static const struct err_where here = { "t", 7, 1 };

static inline void
start(const struct settings *settings, const struct area_spec *d, size_t n)
{
	memset(&err, 0, sizeof(err));
	ck_assert_int_eq(spaces_open(&spaces, mem, settings, d, n, &err), 0);
}

/* One access: its page, NO_PAGE when it gives none, NO_PAGE - 1 for an error.
 */
static inline page_id_t
touch(uint32_t pid, enum access_op op, vaddr_t addr)
{
	struct access a = { .addr = addr, .size = 1, .pid = pid, .op = op };
	struct reference r;
	size_t n;

	if (spaces_resolve(spaces, &a, 1, &r, &n, &here, &err) != 0)
		return (NO_PAGE - 1);
	if (n == 0)
		return (NO_PAGE);
	ck_assert_int_eq(
	    reference_write(r), op == ACCESS_WRITE || op == ACCESS_MODIFY);
	return (reference_page(r));
}

static inline struct trace_facts
facts(void)
{
	struct trace_facts f = { 0 };

	spaces_tell(spaces, &f);
	return (f);
}

static inline int
happen(enum event_kind kind, vaddr_t at, uint64_t size, unsigned flags,
    enum backend_kind backend)
{
	struct event ev = {
		.kind = kind,
		.start = at,
		.size = size,
		.flags = flags,
		.backend = backend,
		.name = "heap",
	};

	return (spaces_event(spaces, &ev, &here, &err));
}

static inline int
happen_to(enum event_kind kind, uint32_t pid, uint32_t child)
{
	struct event ev = { .kind = kind, .pid = pid, .child = child };

	return (spaces_event(spaces, &ev, &here, &err));
}

/* The changes of the last event, as text: "F3 S1>4 P2 ". */
static inline const char *
changes(void)
{
	static char text[256];
	static const char letter[] = {
		[CHANGE_FREE] = 'F',
		[CHANGE_FILL] = 'L',
		[CHANGE_SHARE] = 'S',
		[CHANGE_PIN] = 'P',
		[CHANGE_UNPIN] = 'U',
		[CHANGE_PROTECT] = 'R',
		[CHANGE_TICK] = 'T',
		[CHANGE_PAGEOUT] = 'O',
		[CHANGE_COUNT] = 'C',
	};
	size_t n, used = 0;
	const struct change *c = spaces_changes(spaces, &n);

	text[0] = '\0';
	for (size_t i = 0; i < n && used < sizeof(text) - 32; i++) {
		used += (size_t)snprintf(text + used, sizeof(text) - used,
		    c[i].kind == CHANGE_TICK ? "%c " : "%c%u",
		    letter[c[i].kind], c[i].page);
		if (c[i].kind == CHANGE_SHARE)
			used += (size_t)snprintf(text + used,
			    sizeof(text) - used, ">%u", c[i].other);
		if (c[i].kind != CHANGE_TICK)
			text[used++] = ' ';
		text[used] = '\0';
	}
	return (text);
}

#endif
