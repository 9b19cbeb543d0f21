/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random traces in text, short and of few pages, so that every memory size can
 * be tried; and runs over them.
 */
#ifndef LAWS_DRAWN_TEXT_H
#define LAWS_DRAWN_TEXT_H

#include "base/rng.h"
#include "device/device.h"
#include "policy/choose.h"
#include "study/engine.h"
#include "unit/fixture.h"

enum drawn_shape {
	DRAWN_PLAIN,     /* reads, writes, modifies, fetches of one process */
	DRAWN_PROCESSES, /* of three */
	DRAWN_EVENTS,    /* areas come and go; some are read-only */
	DRAWN_SIMPLE,    /* the number of those before */
	DRAWN_POPULATED = DRAWN_SIMPLE, /* areas are populated, too */
	DRAWN_PINS,                     /* some pages are pinned */
	DRAWN_FORKS,                    /* processes share pages */
	DRAWN_UNMAPS, /* areas come and go, and no page is paged out */
	DRAWN_SHAPES,
};

/* A random trace of so many pages for each process; to be given to free(). */
char *drawn_text(struct rng *rng, enum drawn_shape shape, unsigned pages);

/* Reads in place of its writes. */
void drawn_write_nothing(char *text);

/* Devices, the first of which takes no time, then one of each other kind; and
 * one with which simulated time is soon too long for its type. */
#define DRAWN_DEVICES 5
extern const struct device_figures *const drawn_devices[DRAWN_DEVICES];

/* What an engine is given for it, with runs to be filled in. */
struct engine_spec drawn_spec(
    const char *text, const struct settings *settings);

/* Runs LRU and OPT with each of so many memory sizes from k up. */
#define DRAWN_SIZES_MAX 48
void drawn_run(struct mem *m, const char *text, uint64_t k, size_t sizes,
    const struct settings *settings, struct study *study);

#endif
