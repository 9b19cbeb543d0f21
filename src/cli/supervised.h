/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands whose policies are plug-ins run in a child process, which this one
 * supervises (policy/supervise.h); others run as they are.
 */
#ifndef CLI_SUPERVISED_H
#define CLI_SUPERVISED_H

#include <sys/types.h>

#include <fenv.h>
#include <stdbool.h>

#include "cli/options.h"
#include "policy/policy.h"

/* Returns 0 with *status, or -1 with *err. */
typedef int work_f(void *arg, int *status, struct err *err);

/*
 * Calls work(arg).  plugins: in a child.  The reports of a gate's verdict first
 * say that it is refused, and go on saying so where a plug-in ends the child.
 */
int supervised_run(const struct options *o, bool plugins, work_f *work,
    void *arg, int *status, struct err *err);

/* Is one of the policies a plug-in? */
bool supervised_plugins(const struct selections *policies);

/*
 * What belongs to the whole program and a plug-in may have changed: the
 * working directory, the mask of modes, the locale, the rounding of numbers,
 * and where standard output goes.  What plug-ins print goes to standard error
 * between plugins_begin() and plugins_end(): standard output is for results.
 * Where plug-ins do not run in a child, they are none, and both do nothing.
 */
struct plugins_state {
	int output; /* standard output; -1: none of this is in use */
	int folder;
	mode_t mask;
	char *locale;
	fenv_t rounding;
};

void plugins_begin(struct plugins_state *s);
/* failed: -1 where *err is set already, which is then returned.  Fails also
 * where a plug-in has closed what it did not open, or has left a thread
 * running. */
int plugins_end(struct plugins_state *s, int failed, struct err *err);

/* choose_policy() from the built-in ones and plug-ins, between these two. */
const struct policy *supervised_choose(
    const struct selection *sel, struct err *err);

#endif
