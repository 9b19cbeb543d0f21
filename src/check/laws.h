/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Checking a policy against the laws.
 *
 * Every law is tried on every trace, each time in a child process.  A trace on
 * which a law is broken is shrunk until nothing can be left out of it.
 */
#ifndef CHECK_LAWS_H
#define CHECK_LAWS_H

#include "check/isolate.h"
#include "check/testtrace.h"
#include "study/engine.h"

struct law;

/* A trace and the frames to run it with. */
struct laws_trace {
	struct testtrace steps;
	frame_t nframes;
};

struct laws_spec {
	const struct policy *policy;
	const void *params;
	const struct settings *settings;
	const struct policy *opt; /* NULL: the law 'opt' is not judged */
	const char *const *only;  /* names of laws, NULL-ended; NULL: all */
	bool stack;               /* check that it is a stack algorithm */
	bool plugin;              /* from a shared object */
	uint64_t runs;            /* random traces */
	uint64_t turns;           /* of the long random trace; 0: none */
	const struct laws_trace *trace; /* given ones */
	size_t ntrace;
	struct progress progress;
};

/* The result of one law. */
struct laws_result {
	const struct law *law;
	enum verdict verdict;
	uint64_t judged;        /* traces on which it held */
	char said[256];         /* broken: what happened; not judged: why */
	uint64_t at;            /* during this reference; 0: unknown */
	struct testtrace steps; /* the trace it broke on, shrunk */
	uint64_t before;        /* its steps before it was shrunk */
	frame_t nframes;
	bool shrunk;
};

/* Called after each law. */
struct laws_listener {
	void (*tell)(void *self, const struct laws_result *r);
	void *self;
};

/* The row of this name, or NULL with *err. */
const struct law *laws_find(const char *name, struct err *err);
const char *laws_name(const struct law *law);
const char *laws_sentence(const struct law *law);

/* Checks all laws; returns how many are broken. */
size_t laws_check(const struct laws_spec *spec, struct mem *keep,
    const struct laws_listener *listener);

#endif
