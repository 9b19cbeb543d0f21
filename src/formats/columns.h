/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Format columns, for its reader and its encoder.
 */
#ifndef FORMATS_COLUMNS_H
#define FORMATS_COLUMNS_H

#include "formats/numbers.h"

/* What a field is. */
enum role { ROLE_ADDR, ROLE_OP, ROLE_PID, ROLE_SIZE, ROLE_TIME, ROLES };

/* The unit of times. */
enum columns_time { TIME_NS, TIME_US, TIME_MS, TIME_S };

struct columns_params {
	struct number_spec number;
	uint64_t field[ROLES]; /* 0: the lines have none */
	uint64_t header;
	const char *delim;                   /* NULL: any */
	int time_unit;                       /* enum columns_time */
	const char *words[ACCESS_FETCH + 1]; /* by operation; NULL: letters */
};

struct columns {
	struct numbers numbers;
	const struct columns_params *params;
	uint64_t last; /* the highest field that is used */
	uint64_t skip; /* lines of the header that are left */
	char delim;    /* ' ': blanks alone; '\0': any */
	bool guessed;  /* base=auto, and no digit showed which */
};

/* The reader of a line, and the opening of its state. */
format_line_f columns_line;
int columns_open(void *state, const void *params, struct err *err);

/* Nanoseconds of a unit. */
uint64_t columns_time_ns(const struct columns_params *params);

extern const struct trace_encoder columns_encoder;

#endif
