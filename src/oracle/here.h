/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Asking the kernel that runs: a memory group of its own, a swap device made
 * for it, and the settings of the machine for the time being.
 *
 * All of it is made and removed by a process of its own, which also ends when
 * its parent does, however that ends.  Root is needed.
 */
#ifndef ORACLE_HERE_H
#define ORACLE_HERE_H

#include "oracle/question.h"
#include "study/stream.h"

struct here {
	const char *touches; /* path (guest/touchfile.h) */
	const char *folder;  /* for swap files, and pages of files */
	uint64_t region_pages;
	uint64_t file_pages; /* 0: there are none */
	unsigned processes;
	uint64_t repeats; /* of each question, at least 1 */
	const struct progress *progress;
};

/* Answers each question 'repeats' times, one after another: a[i * repeats]
 * and those behind it. */
int here_ask(const struct here *h, const struct question *q,
    struct oracle_answer *a, size_t n, struct err *err);

#endif
