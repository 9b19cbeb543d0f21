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
enum columns_time { TIME_PS, TIME_NS, TIME_US, TIME_MS, TIME_S };
/* Picoseconds in a nanosecond; less than one is left out. */
#define PS_NS 1000

struct columns_params {
	struct number_spec number;
	uint64_t field[ROLES]; /* 0: the lines have none */
	uint64_t header;
	const char *delim;                   /* NULL: any */
	int time_unit;                       /* enum columns_time */
	const char *words[ACCESS_FETCH + 1]; /* by operation; NULL: letters */
};

/* Fields of a line that is read in bulk. */
#define COLUMNS_PLAN 12

/* The parameters as columns_plain.c uses them. */
struct columns_plan {
	unsigned n; /* fields; 0: nothing is read in bulk */
	uint8_t role[COLUMNS_PLAN];
	bool whole_words; /* an operation may have more letters */
	bool by_page;
	uint64_t unit;    /* of times, in nanoseconds */
	bool picoseconds; /* the unit is a part of one */
	bool separates[256];
	uint8_t op[256]; /* by the first letter: 1 + the operation; 0: none */
};

struct columns {
	struct numbers numbers;
	const struct columns_params *params;
	uint64_t last; /* the highest field that is used */
	uint64_t skip; /* lines of the header that are left */
	char delim;    /* ' ': blanks alone; '\0': any */
	struct columns_plan plan;
	bool guessed; /* base=auto, and no digit showed which */
};

/* The reader of a line, and the opening of its state. */
format_line_f columns_line;
/* Makes the plan of an open state, and the bulk reader that uses it. */
void columns_compile(struct columns *c);
void columns_bulk(void *state, struct window *w, struct sink *to);
int columns_open(void *state, const void *params, struct err *err);

/* Nanoseconds of a unit; 1 where it is less. */
uint64_t columns_time_ns(const struct columns_params *params);

extern const struct trace_encoder columns_encoder;

#endif
