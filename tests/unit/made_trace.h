/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Traces that are made to be written and read.
 */
#ifndef UNIT_MADE_TRACE_H
#define UNIT_MADE_TRACE_H

#include <stdio.h>

#include "base/rng.h"
#include "model/access.h"
#include "model/event.h"

#define ACCESSES 150000
#define EVENTS   24

/* What was made. */
static struct access access[ACCESSES];
static uint64_t when[ACCESSES];
static size_t n;
static struct event event[EVENTS];
static size_t after[EVENTS]; /* accesses before that event */
static size_t nevent;

/* A number of at most so many bits, the fewer the more likely. */
static uint64_t
some(struct rng *rng, unsigned bits)
{
	unsigned some = (unsigned)(rng_next(rng) % (bits + 1));

	return (some == 0 ? 0 : rng_next(rng) >> (64 - some));
}

/* Traces of several kinds, from nearly as a program makes them to random. */
static void
make(struct rng *rng, size_t length)
{
	static const unsigned spreads[] = { 3, 8, 14, 33, 62 };
	unsigned spread = spreads[rng_next(rng) % 5];
	unsigned pids = (unsigned)(rng_next(rng) % 3) * 20 + 1;
	unsigned stay = (unsigned)(rng_next(rng) % 30) + 1;
	unsigned ops = (unsigned)(rng_next(rng) % 4) + 1;
	uint64_t now = 0, code = 0x401000;
	uint32_t pid = 0;

	nevent = 0;
	for (n = 0; n < length; n++) {
		struct access *a = &access[n];

		if (rng_next(rng) % stay == 0)
			pid = (uint32_t)(rng_next(rng) % pids * 12345677) &
			      PID_MAX;
		*a = (struct access){ .size = (uint32_t)some(rng, 12) + 1,
			.pid = pid,
			.op = rng_next(rng) % ops };
		a->addr = 0x7f0000000000 + some(rng, spread) * 8;
		if (a->op == ACCESS_FETCH) {
			code = n % 7 == 0 ? 0x401000 + some(rng, spread % 20)
					  : code + 4;
			a->addr = code;
			a->size = 4;
		}
		if (spread == 62 && rng_next(rng) % 4 == 0)
			a->addr = rng_next(rng) >> 1;
		now += some(rng, 20);
		when[n] = rng_next(rng) % 9 == 0 ? NO_TIME : now;
		if (nevent < EVENTS && rng_next(rng) % (length / 20 + 1) == 0) {
			struct event *ev = &event[nevent];

			after[nevent++] = n;
			*ev = (struct event){
				.kind = (enum event_kind)(
				    1 + rng_next(rng) % EVENT_RESUME),
				.pid = pid,
				.child = (uint32_t)some(rng, 29),
				.start = some(rng, 64),
				.size = some(rng, 64),
				.flags = (unsigned)some(rng, 6),
				.backend =
				    (enum backend_kind)(rng_next(rng) % 3),
				.physical = some(rng, 64),
			};
			snprintf(ev->name, sizeof(ev->name), "%.*s",
			    (int)some(rng, 5), "an area of \xc3\xa4 name");
		}
	}
}

#endif
