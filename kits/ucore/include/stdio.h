/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Output of the kernel: written to standard error if UCORE_KIT_VERBOSE is set
 * in the environment, otherwise discarded.
 */
#ifndef UCORE_KIT_STDIO_H
#define UCORE_KIT_STDIO_H

#include <stdarg.h>

#include <defs.h>

int cprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
int vcprintf(const char *fmt, va_list ap);
int cputs(const char *text);
void cputchar(int c);
int snprintf(char *text, size_t size, const char *fmt, ...);

#endif
