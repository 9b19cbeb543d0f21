/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scripts that drive address spaces by hand: an operation a line, answered by
 * the line, " => " and a result.  Blank lines and lines that begin with '#' are
 * answered by themselves.
 */
#ifndef VM_SCRIPT_H
#define VM_SCRIPT_H

#include <stdio.h>

#include "base/err.h"
#include "vm/addrspace.h"

#define SCRIPT_ARGS      4
#define SCRIPT_BYTES_MAX (UINT64_C(256) << 20) /* of one read or write */
#define SCRIPT_FRAMES    (UINT64_C(1) << 20)   /* that can be had, at most */

struct script {
	struct mem *m;
	struct physmem phys;
	struct addrspace **space; /* by number; NULL: dropped */
	size_t nspace, cap;
	struct addrspace *now; /* the one selected, or NULL */
	const char *file;      /* for messages */
	uint64_t line;
};

/* file is kept by pointer; config NULL: physmem_default. */
struct script *script_open(
    const char *file, const struct physmem_config *config);
void script_close(struct script *s); /* NULL is allowed */

/*
 * Runs one line, with or without its end.  An operation that an address space
 * refuses is an answer; -1 is for a line that is none: unknown operation, wrong
 * arguments, no space to work on.
 */
int script_line(struct script *s, const char *line, FILE *out, struct err *err);

/* A row for each operation (scriptops.c). */
struct script_op {
	const char *name;
	const char *args;  /* one letter for each: see script.c */
	const char *usage; /* what they are called */
	const char *text;  /* what it does, one line */
	bool anywhere;     /* needs no selected space */
	void (*run)(struct script *s, const uint64_t *arg, FILE *out);
};

extern const struct script_op script_ops[]; /* name NULL ends it */

#endif
