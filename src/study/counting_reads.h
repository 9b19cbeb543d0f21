/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs that are counted and not made (counting.h), with a device that takes
 * time.  While nothing is written, the times of their faults follow from how
 * many pages they read (sim/lone_reads.h).
 */
#ifndef STUDY_COUNTING_READS_H
#define STUDY_COUNTING_READS_H

#include "study/unit.h"

struct counting_reads;
struct plan_facts;

/* Has the run a device that takes time? */
bool counting_reads_timed(const struct job *job);

/* References whose times fit their type, whatever they cost; with writes, or
 * without.  0: that is not known. */
uint64_t counting_most(const struct job *job, bool writes);

/* May such a run be counted, as far as is known?  Where nothing is written; and
 * where each fault is noted (sim/fault_times.h). */
bool counting_reads_serve(const struct job *job, const struct plan_facts *f);
bool counting_times_serve(const struct job *job, const struct plan_facts *f);

/* NULL: no run of the unit has a device that takes time. */
int counting_reads_open(
    struct counting_reads **out, struct unit *u, struct err *err);

/* n references follow.  false: with these the runs cannot be counted, and
 * u->refused says why. */
bool counting_reads_take(
    struct counting_reads *c, const struct reference *ref, size_t n);

/* Faults of run i, those with a victim or those without, were reads [from, to)
 * of it; the kernel had so much work in each.  Once for each. */
void counting_reads_note(struct counting_reads *c, size_t i, bool victim,
    uint64_t from, uint64_t to, sim_ns fixed);

/* Adds the times of all that was noted to the outcomes. */
void counting_reads_finish(struct counting_reads *c);

#endif
