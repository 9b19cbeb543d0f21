/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files that are either complete or missing: they are written under a temporary
 * name in the target's directory, then renamed.
 */
#ifndef BASE_SAVE_H
#define BASE_SAVE_H

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"
#include "base/file.h"

struct save {
	FILE *to;         /* to be written to */
	const char *path; /* not owned; "-" is standard output */
	char *target;     /* NULL: 'to' is open already, or no plain file */
	char *temporary;  /* the temporary name; NULL: the file has none */
	bool part;        /* temporary is the path and ".part" */
	struct file_sink *sink; /* of 'to' */
	char *piece;            /* the buffer of 'to'; NULL: that of stdio */
};

int save_open(struct save *s, const char *path, struct err *err);
/* The same for what cannot be made again: until it is complete, what was
 * written is in a file of this name and ".part", which stays if the process is
 * killed, or if a write fails, as on a full disk. */
int save_open_part(struct save *s, const char *path, struct err *err);

/*
 * Ends the writing.  With keep, the file at the path is replaced by what was
 * written; without keep, or when writing failed, the path is unchanged.
 * Without keep it returns -1 and does not change *err, so that the caller's
 * error is kept, unless a write has failed: then that is the error.
 */
int save_close(struct save *s, bool keep, struct err *err);

/* Writes out what was printed on stdout.  A reader that has gone, as of
 * "| head", has what it wants: that is no error, here and in save_close(). */
int save_stdout(struct err *err);

/* Whether that has happened. */
bool save_reader_gone(void);

#endif
