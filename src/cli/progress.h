/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Progress, on standard error: the stage, how much of it is done, the rate,
 * and an estimate of the time left.  Nothing is printed in the first
 * second.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/options.h"
#include "study/engine.h"

/* A monotonic clock. */
uint64_t meter_clock_ns(void);

struct meter {
	bool shown;
	bool on_line; /* the cursor is in a line that is redrawn */
	bool terminal;
	uint64_t began, last; /* ns of the clock */
	const char *stage;
	uint64_t done; /* of the stage, at the last call */
	char note[64]; /* what else is shown; empty: nothing */
};

/* The callback for the engine; its function is NULL where nothing is to be
 * printed. */
struct progress meter_start(struct meter *p, const struct options *o);
/* Clears the line. */
void meter_stop(struct meter *p);

#endif
