/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A consumer of a stream of references: a run of the simulator, the recorder of
 * a reference string, a survey, a test trace.  It is fed by stream.h, together
 * with any number of others.
 *
 * The calls come in this order:
 *
 *	begin  ( pages  times  ( feed | change )* )*  end
 *
 * References and changes come in the order of the trace.  How many come in one
 * call has no meaning: the next time the same trace may be divided otherwise.
 *
 * A consumer is called by one thread at a time, which need not be the same one
 * each time.  After an error no function is called any more, not even end():
 * the owner of the consumer frees what it has.
 */
#ifndef STUDY_CONSUMER_H
#define STUDY_CONSUMER_H

#include "base/err.h"
#include "model/area.h"
#include "model/change.h"
#include "model/reference.h"
#include "model/study.h"

/* What is known of a stream.  At begin() the numbers may be no more than
 * limits of the model; at end() they are the final numbers. */
struct stream_facts {
	struct page_facts page; /* columns by page; filled as pages come, the
				 * addresses stay the same */
	page_id_t npages;       /* page numbers are below this; at least 1 */
	size_t narea, nprocess;
	const struct trace_facts *trace; /* NULL: not known yet, and all of the
					  * numbers above are limits */
};

/* What a consumer must have at begin(); the engine then records the reference
 * string first and feeds the consumer from that. */
enum consumer_needs {
	NEEDS_FACTS = 1,  /* stream_facts.trace: pages, processes */
	NEEDS_FUTURE = 2, /* which page is referred to when */
};

/* Returned by feed() and change() in place of 0: the consumer needs nothing
 * more.  The stream ends early when all consumers have returned it. */
#define CONSUMER_DONE 1

/* Any function may be NULL. */
struct consumer {
	int (*begin)(
	    void *self, const struct stream_facts *facts, struct err *err);
	/* Page numbers in what follows are below npages. */
	void (*pages)(void *self, page_id_t npages);
	/* With think=trace: the program's own time up to and at each of the
	 * references that follow, as for replay_times(). */
	void (*times)(void *self, const uint64_t *time);
	/* REPLAY_AHEAD (sim/replay.h) more references are readable. */
	int (*feed)(
	    void *self, const struct reference *ref, size_t n, struct err *err);
	/* Changes that come at this point.  Their member 'at' counts the
	 * references since the beginning of the stream. */
	int (*change)(
	    void *self, const struct change *c, size_t n, struct err *err);
	int (*end)(
	    void *self, const struct stream_facts *facts, struct err *err);
	void *self;
	unsigned needs; /* enum consumer_needs */
};

#endif
