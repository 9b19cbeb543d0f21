/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The few compiler attributes this program relies on.
 *
 * always_inline is for the replay loop: a function that passes a table of
 * policy verbs on must disappear into its caller, or the compiler no longer
 * knows the table (src/sim/loop.h).  And for verbs in it that the compiler
 * would rather call: ARC took a fifth longer so.
 */
#ifndef BASE_INLINE_H
#define BASE_INLINE_H

#define always_inline inline __attribute__((always_inline))
#define never_inline  __attribute__((noinline))
/* Function-like, because the compiler offers these as functions only. */
#define likely(x)         __builtin_expect(!!(x), 1)
#define unlikely(x)       __builtin_expect(!!(x), 0)
#define printf_like(f, a) __attribute__((format(printf, f, a)))

#endif
