/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A unit: one or more runs that are made together, in one of several ways.  A
 * unit is a consumer of references.  No number depends on the way.
 *
 * The ways are rows of a table (unit.c).  A row says which runs a way can make,
 * on what conditions, how many side by side and at what cost; the plan
 * (plan.h) chooses from them.
 */
#ifndef STUDY_UNIT_H
#define STUDY_UNIT_H

#include "study/job.h"

struct unit;
struct fault_times;
struct reduced_string;

/* What a way asks for. */
enum way_needs {
	/* No observer, TLB, division among processes, limit of swap or count
	 * by area and process is asked for; and the device takes no time,
	 * nothing is written (counting_reads.h), or timed() says so. */
	WAY_COUNTS_ONLY = 1,
	/* No page is populated, shared, pinned, paged out or, but for jobs of
	 * which unmaps() says so, unmapped.  A unit that meets such a change
	 * stops: 'refused' says why. */
	WAY_NO_CHANGES = 2,
};

struct way {
	const char *name;
	const char *text; /* what it does, for --engine */
	size_t most;      /* runs side by side */
	page_id_t pages;  /* at most; 0: any number */
	unsigned needs;   /* enum way_needs */
	bool (*serves)(const struct job *job);
	bool (*unmaps)(const struct job *job); /* NULL: of none */
	/* Can each fault of the run be noted in its fault_times?  NULL: of
	 * none. */
	bool (*timed)(const struct job *job);
	/* Bytes for each page, with so many runs. */
	uint64_t (*page_bytes)(size_t n);
	/* Makes u->consumer. */
	void (*open)(struct unit *u);
	void (*close)(struct unit *u); /* after an error, too */
};

struct unit {
	const struct way *way;
	struct job **job; /* in the order of the runs */
	size_t n;
	bool unmaps; /* pages are unmapped; the way's unmaps() is true */
	bool timed;  /* faults are noted; the way's timed() is true */
	struct fault_times **times; /* by run; NULL: they are not; of one, its
				     * device takes no time */
	struct consumer consumer;
	const char *refused; /* it has made no run, because ...; a clause */
	bool written;        /* refused, as a page was written */
	size_t failed;       /* the first job that failed, of n */
	/* way_reduced: what it is made from in place of the string that it is
	 * fed; NULL: it reduces that. */
	struct reduced_string *reduced;
	struct mem *m; /* while it is open */
	void *state;   /* of the way */
};

extern const struct way way_machine, way_fused, way_stamps, way_words,
    way_stack, way_reduced;

/* All ways, NULL-ended, in order of preference where the cost is the same. */
extern const struct way *const ways[];

/* Can this way make this run, if nothing is written where that matters? */
bool way_serves(const struct way *w, const struct job *job);

/* unit_close() is to follow, whatever happens. */
void unit_open(struct unit *u);
void unit_close(struct unit *u);

/* Makes n units from a recorded string with so many workers, each unit alone;
 * what it needs exists only while it runs.  If several runs fail, the error of
 * the one with the lowest index in its unit's job[] is reported, of the first
 * such unit. */
int units_run(struct unit *unit, size_t n, const struct refstring *string,
    unsigned workers, const struct progress *progress, struct err *err);

#endif
