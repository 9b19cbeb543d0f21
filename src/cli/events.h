/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * --events: a line per fault, tab-separated, with a header.
 */
#ifndef CLI_EVENTS_H
#define CLI_EVENTS_H

#include "replay/replay.h"
#include "report/save.h"

struct events {
	struct save save;
	struct page_facts columns;
	struct observer observer;
};

/* e->observer is to be handed to the run. */
int events_open(struct events *e, const char *path, struct err *err);
/* As save_close(). */
int events_close(struct events *e, bool keep, struct err *err);

#endif
