/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Temporary files beside the file that they are to replace, named
 * ".pagerace~N".
 *
 * Who writes one holds a lock on it (flock), which the system drops when the
 * process ends, however it ends.  A temporary file that can be locked was left
 * by a dead process, and is removed by the next one that writes into the
 * folder.
 */
#ifndef BASE_TEMPORARY_H
#define BASE_TEMPORARY_H

/* A new file in the folder of the target: without a name where the file system
 * can do that (*name NULL), else with one.  -1: errno has the reason. */
int temporary_open(const char *target, char **name);
/* The same, named as the target and ".part": what a process has left there that
 * was killed can be read until the next one writes to this target.  A process
 * that lives and writes to it: EBUSY. */
int temporary_part(const char *target, char **name);
/* Gives a file without a name a temporary one, so that it can be renamed: from
 * malloc(); NULL: errno has the reason. */
char *temporary_name(int fd, const char *target);

/* Removes what dead processes left in the folder of the target. */
void temporary_clear(const char *target);
/* Syncs the folder of the target, after a rename in it. */
int temporary_sync(const char *target);

#endif
