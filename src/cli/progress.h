/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Progress, on standard error: what is being done, how far it is, how fast, how
 * long it will take.  Nothing is shown in the first second.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/options.h"
#include "study/engine.h"

/* Of a clock that only goes forward. */
uint64_t meter_clock_ns(void);

struct meter {
	bool shown;
	bool on_line; /* a line is being drawn over */
	bool terminal;
	uint64_t began, last; /* ns of the clock */
	const char *stage;
	uint64_t done; /* of the stage, when last told */
};

/* To be told; NULL function where nothing is to be shown. */
struct progress meter_start(struct meter *p, const struct options *o);
/* Clears the line. */
void meter_stop(struct meter *p);

#endif
