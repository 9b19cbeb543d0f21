/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Makes the survey of a trace (model/survey.h): several consumers of one
 * stream, each in a file of its own, survey_NAME.c.
 */
#ifndef STUDY_SURVEYOR_H
#define STUDY_SURVEYOR_H

#include "base/mem.h"
#include "model/survey.h"
#include "study/consumer.h"

struct survey_spec {
	uint64_t
	    exact_pages; /* up to so many, distances are exact; 0: default */
	bool map_in_document;
	bool map_only; /* the map and what it needs: footprint and regions */
	size_t blocks; /* of the map, at most; 0: SURVEY_BLOCKS */
};

struct surveyor;

/* Consumers of a surveyor, at most. */
#define SURVEYOR_PARTS 5

/* The survey is filled at the end of the stream; it and what it points to are
 * from keep. */
struct surveyor *surveyor_open(
    struct survey *out, struct mem *keep, const struct survey_spec *spec);
const struct consumer *surveyor_consumers(const struct surveyor *s, size_t *n);
void surveyor_close(struct surveyor *s);

#endif
