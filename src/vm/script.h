/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scripts that operate on address spaces: one operation a line.  The answer is
 * the line, " => " and the result.  Blank lines and lines that begin with '#'
 * are printed as they are.
 */
#ifndef VM_SCRIPT_H
#define VM_SCRIPT_H

#include <stdio.h>

#include "base/err.h"
#include "vm/addrspace.h"

#define SCRIPT_ARGS      4
#define SCRIPT_BYTES_MAX (UINT64_C(256) << 20) /* of one read or write */
#define SCRIPT_FRAMES    (UINT64_C(1) << 20)   /* the highest limit */

struct script {
	struct mem *m;
	struct physmem phys;
	struct addrspace **space; /* by number; NULL: dropped */
	size_t nspace, cap;
	struct addrspace *now; /* the selected one, or NULL */
	const char *file;      /* for messages */
	uint64_t line;
};

/* file must outlive the script; config NULL: physmem_default. */
struct script *script_open(
    const char *file, const struct physmem_config *config);
void script_close(struct script *s); /* NULL is allowed */

/*
 * Runs one line, with or without its newline.  What an address space refuses is
 * an answer and no error.  -1: the line is no operation (unknown name, wrong
 * arguments, no space selected).
 */
int script_line(struct script *s, const char *line, FILE *out, struct err *err);

enum script_policy {
	POLICY_EITHER,
	POLICY_NEEDED,  /* without one the operation does nothing */
	POLICY_REFUSED, /* with one it is refused */
};

/* A row for each operation (scriptops.c). */
struct script_op {
	const char *name;
	const char *args;    /* one letter for each: see script.c */
	const char *usage;   /* their names */
	const char *text;    /* what it does, one line */
	bool needs_no_space; /* no space need be selected */
	void (*run)(struct script *s, const uint64_t *arg, FILE *out);
	enum script_policy policy;
};

/* Those by which pages leave memory (scriptleave.c). */
void script_pageout(struct script *s, const uint64_t *arg, FILE *out);
void script_discard(struct script *s, const uint64_t *arg, FILE *out);
void script_suspend(struct script *s, const uint64_t *arg, FILE *out);
void script_resume(struct script *s, const uint64_t *arg, FILE *out);

extern const struct script_op script_ops[]; /* name NULL ends it */

#endif
