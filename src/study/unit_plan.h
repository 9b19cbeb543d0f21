/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The plan of runs: which of them are made together, and in which way.  It is
 * chosen by the footprint, by how many runs there are of a kind and by the
 * measured cost of each way (way_cost.h).
 */
#ifndef STUDY_UNIT_PLAN_H
#define STUDY_UNIT_PLAN_H

#include "study/engine.h"
#include "study/unit.h"

/* Changes of pages, each with those before it. */
enum plan_changes {
	CHANGES_NONE,
	CHANGES_UNMAP,
	CHANGES_OTHER, /* pages are shared, populated or the like */
};

/* What is known of the references that the runs are made from. */
struct plan_facts {
	uint64_t pages;            /* so far at least, or in all */
	bool whole;                /* nothing follows */
	enum plan_changes changes; /* that came */
	bool restarts; /* the references can be had a second time, or have no
			* changes */
	bool rereads;  /* the references can be had a second time */
	bool written;  /* one of them is a write */
	uint64_t references; /* in all; 0: not known */
	uint64_t bytes;      /* that a unit may take; 0: any number */
	bool recorded;       /* strings that are made of them are kept */
	double kept; /* which part of them way_reduced keeps, about; 0: not
		      * known */
};

/* What a plan of some runs is expected to cost. */
struct plan_cost {
	double ns;      /* of processor time, for each reference */
	uint64_t bytes; /* of memory, for all runs at the same time */
	uint64_t most;  /* of memory, of the largest unit */
};

/* What a change is, and the most of n changes. */
enum plan_changes plan_changes(const struct change *c);
enum plan_changes plan_most_changes(const struct change *c, size_t n);

/* Is one of n references a write? */
bool plan_has_write(const struct reference *ref, size_t n);

/* Divides n jobs among units, whose memory is from m; returns how many there
 * are.  Sets job[].way.  only: the way for all that it can make, with a machine
 * for each other; NULL: what costs least. */
size_t plan_units(struct mem *m, struct job *job, size_t n,
    const struct plan_facts *facts, const struct way *only, unsigned workers,
    struct unit **out);

/* Is each run made by a machine of its own, in the order of the jobs? */
bool plan_is_plain(const struct unit *unit, size_t n);

/* How many units, from the first on, fit together in so many bytes. */
size_t plan_group(
    const struct unit *unit, size_t n, uint64_t pages, uint64_t bytes);

/* The cost of units, for a trace of so many pages. */
void plan_estimate(
    const struct unit *unit, size_t n, uint64_t pages, struct plan_cost *out);

/*
 * Makes n runs from a recorded string as spec says; their machines exist only
 * while they run.  future: that of jobs which see it, made here if it is not
 * yet and one of them needs the whole of it; NULL: it is made.  beside: bytes
 * that are taken meanwhile, and are not yet.  If several runs fail, the error
 * of the one with the lowest index is reported.
 */
int jobs_run(const struct engine_spec *spec, struct job *job, size_t n,
    const struct refstring *string, struct future_memory *future,
    uint64_t beside, struct err *err);

#endif
