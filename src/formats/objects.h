/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests to a cache of objects, as the formats of libCacheSim have them.
 *
 * An object is a page.  Its number in the trace is often a hash of 64 bits, so
 * objects are numbered densely in order of their first request, and that number
 * is the page's.  The size of an object does not matter, except that a request
 * of size 0 is ignored, as libCacheSim does by default.
 */
#ifndef FORMATS_OBJECTS_H
#define FORMATS_OBJECTS_H

#include "trace/record.h"

/* Operations: req_op_e of libCacheSim. */
enum object_op {
	OP_NOP,
	OP_GET,
	OP_GETS,
	OP_DELETE = 9,
	OP_READ = 12,
	OP_WRITE = 13,
	OP_LAST = 14,
};
#define SECOND_NS UINT64_C(1000000000)

struct object {
	uint64_t id;
	uint32_t number; /* 0: the slot is empty; else one more than its page */
};

/* The objects seen so far.  Begins as zeros. */
struct objects {
	struct object *slot; /* open addressing; mask + 1 of them */
	uint64_t mask;
	uint32_t n;
};

void objects_close(struct objects *o);

/* Where the search for an object begins.  Fibonacci hashing: Knuth, The Art of
 * Computer Programming 3, 6.4. */
static inline uint64_t
objects_hash(uint64_t id)
{
	uint64_t h = id * UINT64_C(0x9e3779b97f4a7c15);

	return (h >> 32 ^ h);
}

/* The slot of the object, or the empty one where it belongs.  There must be
 * slots. */
static inline struct object *
objects_slot(const struct objects *o, uint64_t id)
{
	for (uint64_t i = objects_hash(id);; i++) {
		struct object *slot = &o->slot[i & o->mask];

		if (slot->number == 0 || slot->id == id)
			return (slot);
	}
}

/* The number of an object, from 0; a new one is the next.  -1 with *err set
 * where memory ends, -2 where there are too many. */
int64_t objects_number(struct objects *o, uint64_t id, struct err *err);

/* A request to an object: its page is set in the record.  op: req_op_e of
 * libCacheSim, 0 where the format has none.  Returns the kind of the record, or
 * -1 with *err set where memory ends. */
int objects_request(struct objects *o, struct record *rec, uint64_t id,
    uint64_t size, unsigned op, struct err *err);

#endif
