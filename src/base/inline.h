/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The compiler attributes, and the type beyond ISO C, that the program uses.
 *
 * always_inline is for the replay loop.  A function that passes a table of
 * policy operations on must be inlined into its caller; otherwise the compiler
 * no longer knows which table it is and calls through pointers
 * (src/sim/loop.h).  It is also for operations that the compiler would not
 * inline by itself: ARC took a fifth longer without it.
 */
#ifndef BASE_INLINE_H
#define BASE_INLINE_H

#define always_inline inline __attribute__((always_inline))
#define never_inline  __attribute__((noinline))
/* Function-like, because the compiler offers these as functions only. */
#define likely(x)   __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
/* A parameter that a function's type demands and the function does not need. */
#define not_used          __attribute__((unused))
#define printf_like(f, a) __attribute__((format(printf, f, a)))

/* No type of ISO C or C++; said once here, so that -Wpedantic is content with
 * the headers that a plug-in includes. */
__extension__ typedef unsigned __int128 uint128;

#endif
