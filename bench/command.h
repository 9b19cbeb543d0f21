/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands of the program, run in this process: the function that main() calls,
 * with the options that the command line would give.
 */
#ifndef BENCH_COMMAND_H
#define BENCH_COMMAND_H

#include "bench/driver.h"

/*
 * Runs 'text', words separated by blanks, with one worker, and returns its
 * processor time in ns; its report goes to /dev/null.  *reading: of that, what
 * opening, reading and numbering the trace took; may be NULL.  engine: as of
 * --engine, whose line is not printed; NULL: the usual one.  A command that
 * fails ends the program.
 */
double command_ns(const char *text, const char *engine, double *reading);

/* The same, formatted first. */
double command_ns_of(const char *engine, double *reading, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

#endif
