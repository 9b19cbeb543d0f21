/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel tells of a thread in /proc/TID/status.  Source: proc(5).
 */
#ifndef RECORD_THREAD_STATUS_H
#define RECORD_THREAD_STATUS_H

#include <sys/types.h>

#include <stdbool.h>
#include <stddef.h>

/*
 * The text after the name, which ends in ':', and its blanks.  false: there is
 * no such thread, or no such line.
 */
bool thread_status(pid_t tid, const char *name, char *value, size_t size);

#endif
