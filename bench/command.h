/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands of the program, run in this process: the function that main() calls,
 * with the options that the command line would give.
 */
#ifndef BENCH_COMMAND_H
#define BENCH_COMMAND_H

#include "bench/driver.h"

/*
 * Runs 'text', words separated by blanks, quietly with one worker, and returns
 * its processor time in ns.  engine: as of --engine, whose line is not printed;
 * NULL: the usual one.  A command that fails ends the program.
 */
double command_ns(const char *text, const char *engine);

/* The same, formatted first. */
double command_ns_of(const char *engine, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
