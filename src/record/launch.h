/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Starting a program that waits until its tracer is ready.
 */
#ifndef RECORD_LAUNCH_H
#define RECORD_LAUNCH_H

#include "record/follow.h"

struct launch {
	pid_t pid;
	int gate; /* the program begins when this is closed with a byte */
};

pid_t launch_open(struct launch *l, const char *const *argv,
    const struct follow_call *calls, size_t ncalls, struct err *err);
void launch_go(struct launch *l);
void launch_cancel(struct launch *l);
/* Says why a process has executed nothing, by its exit status; returns -1. */
int launch_failed(const char *program, int status, struct err *err);

#endif
