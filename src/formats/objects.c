/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbering objects.  Sources: libCacheSim, enum.h (operations).
 */
#include "formats/objects.h"

#include <stdlib.h>

#define SLOTS_FIRST 4096

void
objects_close(struct objects *o)
{
	free(o->slot);
	*o = (struct objects){ 0 };
}

/* Twice as many slots: at most half of them are in use. */
static int
grow(struct objects *o, struct err *err)
{
	uint64_t slots = o->slot == NULL ? SLOTS_FIRST : 2 * (o->mask + 1);
	struct objects more = {
		.slot = calloc(slots, sizeof(*o->slot)),
		.mask = slots - 1,
		.n = o->n,
	};

	if (more.slot == NULL)
		return (err_sys(err, "numbering the objects of a trace"));
	for (uint64_t i = 0; o->slot != NULL && i <= o->mask; i++)
		if (o->slot[i].number != 0)
			*objects_slot(&more, o->slot[i].id) = o->slot[i];
	free(o->slot);
	*o = more;
	return (0);
}

int64_t
objects_number(struct objects *o, uint64_t id, struct err *err)
{
	struct object *slot;

	if (2 * (uint64_t)o->n >= o->mask && grow(o, err) != 0)
		return (-1);
	slot = objects_slot(o, id);
	if (slot->number == 0 && o->n == LISTED_PAGES_MAX)
		return (-2);
	if (slot->number == 0)
		*slot = (struct object){ id, ++o->n };
	return (slot->number - 1);
}

int
objects_request(struct objects *o, struct record *rec, uint64_t id,
    uint64_t size, unsigned op, struct err *err)
{
	bool reads =
	    op == OP_NOP || op == OP_GET || op == OP_GETS || op == OP_READ;
	int64_t number;

	if (op > OP_LAST)
		return (record_malformed(
		    rec, rec->start, "an operation from 0 to 14 belongs here"));
	if (size == 0 || op == OP_DELETE)
		return (RECORD_OURS);
	number = objects_number(o, id, err);
	if (number == -1)
		return (-1);
	if (number < 0)
		return (record_fatal(
		    rec, rec->start, "more than 268435456 objects"));
	rec->at = rec->start;
	record_access(
	    rec, (uint64_t)number, reads ? ACCESS_READ : ACCESS_WRITE);
	rec->pages = 1;
	return (RECORD_ACCESS);
}
