/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The plain bytes of a trace, in a buffer that moves from front to back.
 *
 *	buf            p                     end
 *	 |  decoded     |  not yet decoded    |  free      | slack |
 *
 * A file is read with read(2), never mapped: if another program truncates it,
 * it is a short file and causes no signal, and a pipe is no special case.  A
 * read takes CHUNK bytes, few enough that they are still in the second-level
 * cache when they are digested and decoded.  Compressed files pass through
 * unpack.h, and members of archives, which may be compressed as well, through
 * members.h; the buffer and the digest are of plain bytes always.
 */
#ifndef TRACE_INPUT_H
#define TRACE_INPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct input {
	char *p;   /* the next byte; the caller advances it */
	char *end; /* one byte more may be written: a last newline */
	bool eof;  /* nothing follows end */
	/* Not -1: reading ends when this can be read, also from a pipe that
	 * has nothing. */
	int wake;
	/* The rest belongs to input.c. */
	const char *path; /* not owned */
	const char *text; /* not NULL: read in place of the file; not owned */
	size_t ntext;     /* bytes of it that are left */
	int fd;
	char *buf;    /* at a multiple of 64 */
	char *memory; /* that it is in */
	char *packed; /* a block as it is in the file, if it is compressed */
	size_t npacked;
	struct unpack *unpack;   /* NULL: the file is plain */
	struct members *members; /* NULL: the file is no archive */
	char *block;        /* plain bytes of an archive that is a stream */
	size_t nblock;      /* of these, the first, not taken yet */
	char *file;         /* the path without the member */
	const char *member; /* in path, behind "::"; NULL: none is named */
	struct XXH3_state_s *digest;
	uint64_t done, total; /* bytes of the file; total 0: not known */
};

/* The name of the path in messages. */
const char *input_name(const char *path);

/* Where the name of a member begins in "FILE::MEMBER", at "::"; NULL: it names
 * none.  A file with such a name is no archive. */
const char *input_member(const char *path);

/* Opens path ("-": standard input, or FILE::MEMBER) and reads at least
 * INPUT_HEAD bytes, or all if there are fewer.  text not NULL: its bytes are
 * read in place of a file, and path only names them.  Both must outlive the
 * input. */
#define INPUT_HEAD 4096
int input_open(
    struct input **in, const char *path, const char *text, struct err *err);
void input_close(struct input *in); /* NULL is allowed */

/*
 * Adds at least one byte, or sets eof.  The bytes between p and end, at most
 * INPUT_KEEP, are kept; they may move.
 */
#define INPUT_KEEP (((size_t)4 << 20) + 2)
int input_more(struct input *in, struct err *err);

/* "xxh3:" and 16 hexadecimal digits, of all plain bytes so far. */
void input_digest(const struct input *in, char out[24]);

#endif
