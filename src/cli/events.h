/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * --events: a line per fault, tab-separated, with a header; or the lines that
 * uCore's lab 3 prints.
 */
#ifndef CLI_EVENTS_H
#define CLI_EVENTS_H

#include "base/save.h"
#include "cli/options.h"
#include "sim/replay.h"

struct events {
	struct save save;
	struct page_facts columns;
	unsigned page_shift;
	struct observer observer;
};

/* e->observer is to be handed to the run. */
int events_open(struct events *e, const char *path, enum events_format format,
    uint64_t page_size, struct err *err);
/* As save_close(). */
int events_close(struct events *e, bool keep, struct err *err);

#endif
