/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The event that a recording starts at.
 */
#ifndef RECORD_START_H
#define RECORD_START_H

#include "record/follow.h"
#include "record/recording.h"

/* The system calls that have to be seen for it; returns how many. */
size_t start_calls(enum record_start start, struct follow_call *calls);
/* Whether the thread, which is stopped at a system call, makes such a one. */
bool start_is_call(enum record_start start, pid_t tid);

#endif
