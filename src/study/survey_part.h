/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Private to the survey: its parts.  Each is a consumer with memory of its own,
 * so that several threads can feed them; the end of the stream, where they fill
 * the survey, is one thread's.
 */
#ifndef STUDY_SURVEY_PART_H
#define STUDY_SURVEY_PART_H

#include "base/mem.h"
#include "model/survey.h"
#include "study/consumer.h"

/* The first member of every part. */
struct survey_part {
	struct mem *m;
	struct mem *keep; /* at the end only: what the survey points to */
	struct survey *out;
	size_t blocks; /* of the map, at most */
	struct page_facts page;
	page_id_t npages; /* page numbers in what follows are below */
	void *array;    /* by page, zeroed; it grows and then is another one */
	size_t element; /* its bytes; 0: the part has none */
	page_id_t cap;  /* elements */
	uint64_t t;     /* references so far */
};

struct survey_part_kind {
	size_t size;
	int (*begin)(
	    void *self, const struct stream_facts *facts, struct err *err);
	int (*feed)(
	    void *self, const struct reference *ref, size_t n, struct err *err);
	int (*end)(
	    void *self, const struct stream_facts *facts, struct err *err);
};

extern const struct survey_part_kind survey_tally, survey_interval,
    survey_distance, survey_runs, survey_map;

/* References ahead of which an array by page is prefetched; so many are
 * readable (REPLAY_AHEAD). */
#define SURVEY_AHEAD 16

/* Gives the part an array by page number, which grows with the pages: what is
 * reserved is bounded by the pages that there are, and not by those that there
 * can be. */
void survey_by_page(struct survey_part *p, size_t element);

/*
 * Columns of time for the references so far and the next one: 'shift' is
 * widened until there are enough.  True: it was, by one, and the caller adds
 * each two columns up; then it is called again.
 */
static inline bool
survey_widen(unsigned *shift, uint64_t t)
{
	bool full = t >> *shift >= SURVEY_COLUMNS;

	*shift += full;
	return (full);
}

#endif
