/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A failed assertion ends the run, not the program: it is reported as a broken
 * contract of the policy.
 */
#ifndef UCORE_KIT_ASSERT_H
#define UCORE_KIT_ASSERT_H

#include <defs.h>

void __warn(const char *file, int line, const char *fmt, ...);
void __panic(const char *file, int line, const char *fmt, ...)
    __attribute__((noreturn));

/* Macros, as in the kernel, because they print file and line of their use. */
#define warn(...)  __warn(__FILE__, __LINE__, __VA_ARGS__)
#define panic(...) __panic(__FILE__, __LINE__, __VA_ARGS__)
#undef assert
#define assert(x)                                                              \
	do {                                                                   \
		if (!(x))                                                      \
			panic("assertion failed: %s", #x);                     \
	} while (0)
#undef static_assert
#define static_assert(x) _Static_assert(x, #x)

#endif
