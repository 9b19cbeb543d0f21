/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The verdict of a gate: on the screen, in the files asked for, as the exit
 * status.
 */
#ifndef CLI_VERDICT_H
#define CLI_VERDICT_H

#include "cli/options.h"
#include "config/suite.h"
#include "report/gate.h"

/* suite: where limits may stand too; or NULL. */
int verdict_give(const struct options *o, const struct suite *suite,
    const struct document *old, const struct document *new, int *status,
    struct err *err);

#endif
