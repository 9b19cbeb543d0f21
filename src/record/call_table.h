/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The system calls that programs make often, with what each argument points to.
 */
#ifndef RECORD_CALL_TABLE_H
#define RECORD_CALL_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#define CALL_ARGS 5

enum points_to {
	NOTHING,
	IN,      /* as many bytes as argument n says */
	OUT,     /* and the result says how many were written */
	IN_SIZE, /* n bytes */
	OUT_SIZE,
	BOTH_SIZE,
	IN_UNITS, /* argument 'of' times n bytes */
	BOTH_UNITS,
	OUT_UNITS, /* as many of them as the result says */
	STRING,
	STRINGS, /* an array of pointers to them */
	IOV_IN,  /* an array of struct iovec; argument n: how many */
	IOV_OUT,
	MSG_IN, /* struct msghdr */
	MSG_OUT,
	OUT_BY_SIZE, /* as many bytes as the number says that argument n points
		      * to */
	FDS,         /* a bit for each of argument n */
};

struct argument {
	unsigned char index, is, of;
	unsigned short n;
};

struct known_call {
	unsigned short number;
	struct argument arg[CALL_ARGS];
};

/* NULL: it is not in the table. */
const struct known_call *call_known(uint64_t number);
/* Whether it uses no memory, or only that of mappings, whatever they allow. */
bool call_uses_none(uint64_t number);

#endif
