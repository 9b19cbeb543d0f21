/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a plug-in is doing, on a page that this process shares with the one that
 * supervises it (policy/supervise.h).
 *
 * Calls into a plug-in stand between watch_begin() and watch_end().  In
 * between, watch_beat() says that the work goes on.  So the supervisor knows
 * which plug-in runs, and whether it still comes back, also when this process
 * can no longer say so.  Outside such a section nothing is expected of a
 * plug-in: a trace may come slowly.
 *
 * Without a supervisor, and for built-in policies, all of this does nothing.
 */
#ifndef POLICY_WATCH_H
#define POLICY_WATCH_H

#include <sys/types.h>

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "policy/policy.h"

#define WATCH_PLUGINS 64
/* Sections at one time: one for each worker, and there are at most 1024. */
#define WATCH_SECTIONS 1056
/* References between two beats: so few that a policy that takes some
 * milliseconds for each is not taken for one that does not come back. */
#define WATCH_STRIDE 64

enum watch_work {
	WATCH_LOADING, /* the constructors of the object */
	WATCH_OPENING, /* footprint(), init(), tick_every() */
	WATCH_RUNNING, /* operations and ticks */
};

struct watch_section {
	atomic_int plugin; /* its number + 1; 0: not in use */
	atomic_int work;   /* enum watch_work */
	atomic_uint_fast64_t beats;
	atomic_uint_fast64_t references; /* done, at the last beat */
};

struct watch_page {
	char what[WATCH_PLUGINS][200]; /* "policy NAME (PATH)" */
	atomic_int nplugin;
	/* Of the first crash: the plug-in's number + 1, or WATCH_ANY, times
	 * WATCH_SIGNALS, and the signal; 0: there was none. */
	atomic_int crashed;
	atomic_int forked; /* the plug-in that called fork(): number + 1 */
	struct watch_section section[WATCH_SECTIONS];
};

#define WATCH_ANY     (WATCH_PLUGINS + 1) /* it is not known which */
#define WATCH_SIGNALS 128

/* From now on this process is watched by way of this page; NULL: no longer. */
void watch_open(struct watch_page *page);
/* The page; NULL: not watched. */
struct watch_page *watch_page(void);
/* The process that is watched. */
pid_t watch_pid(void);

/* The number of the plug-in at this path, whose name is not known yet; -1:
 * there are too many. */
int watch_name(const char *path);
void watch_rename(int plugin, const char *path, const char *policy);

/* plugin: its number; -1: none, and then nothing happens. */
void watch_begin(int plugin, enum watch_work work);
/* references: begun in the run, or 0. */
void watch_beat(uint64_t references);
void watch_end(void);
/* The plug-in whose section this thread is in; -1: none. */
int watch_current(void);

#endif
