/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The processes of a recording.
 *
 * In the trace they are numbered in the order in which they began; the first,
 * the program itself, is process 0.  So the same run gives the same numbers,
 * and a program without children gives a trace without process numbers.
 */
#ifndef RECORD_TRACEE_H
#define RECORD_TRACEE_H

#include <sys/types.h>

#include "record/areamap.h"

#define PROGRAM_SIZE 128

struct tracee {
	pid_t pid;
	uint32_t number;
	bool alive;
	bool stack_known; /* its stack's area has been named */
	bool runs_on;     /* it executed a program that is not recorded */
	char program[PROGRAM_SIZE]; /* the last one that it executed */
	struct areamap areas;
	uint64_t accesses;
	uint64_t pages; /* touched, of 4 KiB */
	void *stream;   /* the method's */
	struct tracee *next;
};

struct tracees {
	struct tracee *first, **end; /* in the order of their numbers */
	struct tracee *last_found;
	uint32_t n;
};

void tracees_init(struct tracees *all);
void tracees_free(struct tracees *all);
/* One that lives, or NULL. */
struct tracee *tracee_find(struct tracees *all, pid_t pid);
/* parent NULL: the program itself. */
struct tracee *tracee_add(
    struct tracees *all, pid_t pid, const struct tracee *parent);

/* The path of the file that the process executes; empty: it is not known. */
void tracee_exe(const struct tracee *t, char *path, size_t size);
/* Sets its program, shortened where it is too long. */
void tracee_set_program(struct tracee *t, const char *program);

#endif
