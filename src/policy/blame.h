/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which plug-in ended the process it ran in, in words.
 */
#ifndef POLICY_BLAME_H
#define POLICY_BLAME_H

#include "policy/watch.h"

/* The process ended, or stopped, with this status of waitpid(), without the
 * result of its work or with processes that it left behind (orphans). */
int blame_end(
    const struct watch_page *p, int status, bool orphans, struct err *err);

/* The section did not come back for so long. */
int blame_late(const struct watch_page *p, const struct watch_section *s,
    uint64_t timeout_ns, struct err *err);

#endif
