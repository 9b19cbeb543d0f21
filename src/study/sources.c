/* SPDX-License-Identifier: BSD-2-Clause */
#include "study/sources.h"

#include "base/scratch.h"
#include "study/way_cost.h"

/* Runs with so many times the fewest frames have a string of their own. */
#define MANY_TIMES 4

static bool
sees_future(const struct job *job)
{
	return (job->setup.policy->sight == SEES_FUTURE);
}

/* The fewest frames of jobs of way_reduced. */
static uint64_t
fewest_frames(const struct job *job, size_t n)
{
	uint64_t least = UINT64_MAX;

	for (size_t i = 0; i < n; i++)
		if (job[i].way == &way_reduced && job[i].setup.nframes < least)
			least = job[i].setup.nframes;
	return (least);
}

bool
sources_divide(struct mem *m, struct job *job, size_t n,
    const struct plan_facts *facts, struct unit *out)
{
	uint64_t least = fewest_frames(job, n);
	size_t future[2] = { 0, 0 };

	for (int k = 0; k < 2; k++) {
		out[k] = (struct unit){ .way = &way_reduced };
		out[k].job = mem_array(m, n, sizeof(*out[k].job));
	}
	for (size_t i = 0; i < n; i++) {
		bool many = job[i].setup.nframes >= MANY_TIMES * least;

		if (job[i].way != &way_reduced)
			continue;
		out[many].job[out[many].n++] = &job[i];
		future[many] += sees_future(&job[i]);
	}
	/* LRU reduces its references further by itself. */
	if (future[1] == 0)
		return (false);
	if (facts->bytes != 0 && facts->recorded &&
	    sources_reduced_bytes(facts) > facts->bytes / 4)
		return (false);
	for (int k = 0; k < 2 && facts->bytes != 0; k++)
		if (way_bytes(&out[k], facts->pages) > facts->bytes)
			return (false);
	return (true);
}

/* An array's part that is in memory. */
static uint64_t
in_memory(double bytes)
{
	return (
	    bytes < (double)SCRATCH_MEMORY ? (uint64_t)bytes : SCRATCH_MEMORY);
}

/* The references that are kept, their places, and their next uses. */
uint64_t
sources_reduced_bytes(const struct plan_facts *facts)
{
	double kept =
	    (facts->kept > 0 ? facts->kept : 1) * (double)facts->references;

	return (
	    in_memory(4 * kept) + in_memory(8 * kept) + in_memory(4 * kept));
}

/* Does a unit need the future of the whole string? */
static bool
needs_whole(const struct unit *u)
{
	for (size_t k = 0; k < u->n; k++)
		if (u->way != &way_reduced && sees_future(u->job[k]))
			return (true);
	return (false);
}

uint64_t
sources_bytes(const struct unit *unit, size_t n, const struct plan_facts *facts,
    bool made)
{
	bool whole = false;
	uint64_t bytes = 0;

	for (size_t i = 0; i < n; i++) {
		whole |= needs_whole(&unit[i]);
		if (unit[i].way == &way_reduced)
			bytes += sources_reduced_bytes(facts);
	}
	if (whole && !made)
		bytes += in_memory(4.0 * (double)facts->references) +
			 in_memory(4.0 * (double)facts->pages);
	return (bytes);
}

static uint64_t
unit_frames(const struct unit *u)
{
	uint64_t least = UINT64_MAX;

	for (size_t k = 0; k < u->n; k++)
		if (u->job[k]->setup.nframes < least)
			least = u->job[k]->setup.nframes;
	return (least);
}

/* Gives the units that are reduced their strings, and opens these. */
static void
open_reduced(struct sources *s, struct unit *unit, size_t n)
{
	uint64_t frames[2] = { UINT64_MAX, UINT64_MAX };

	for (size_t i = 0; i < n; i++)
		if (unit[i].way == &way_reduced &&
		    unit_frames(&unit[i]) < *frames)
			*frames = unit_frames(&unit[i]);
	if (*frames == UINT64_MAX)
		return;
	for (size_t i = 0; i < n; i++) {
		uint64_t least = unit_frames(&unit[i]);
		bool many = least >= MANY_TIMES * *frames;

		if (unit[i].way != &way_reduced)
			continue;
		unit[i].reduced = &s->reduced[many];
		if (many && least < frames[1])
			frames[1] = least;
	}
	reduced_string_open(&s->reduced[0], s->string, NULL, frames[0]);
	if (frames[1] != UINT64_MAX)
		reduced_string_open(
		    &s->reduced[1], s->string, &s->reduced[0], frames[1]);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < unit[i].n && unit[i].reduced != NULL;
		     k++)
			unit[i].reduced->sees_future |=
			    sees_future(unit[i].job[k]);
}

int
sources_open(struct sources *s, struct unit *unit, size_t n, struct err *err)
{
	bool whole = false;

	open_reduced(s, unit, n);
	for (size_t i = 0; i < n; i++)
		whole |= needs_whole(&unit[i]);
	if (!whole || s->future == NULL || s->future->future.next != NULL)
		return (0);
	return (
	    future_open(s->future, s->string, s->string->facts.npages, err));
}

void
sources_close(struct sources *s)
{
	for (int k = 0; k < 2; k++)
		reduced_string_close(&s->reduced[k]);
}
