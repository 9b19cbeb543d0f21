/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The types and macros that every file of the kernel uses.  Addresses
 * are as wide as the machine that runs the plug-in, not 32 bits.
 */
#ifndef UCORE_KIT_DEFS_H
#define UCORE_KIT_DEFS_H

#include <stddef.h>
#include <stdint.h>

#ifndef bool
typedef int bool;
#endif
#ifndef true
#define true  1
#define false 0
#endif

#define __always_inline inline __attribute__((always_inline))
#define __noinline      __attribute__((noinline))
#define __noreturn      __attribute__((noreturn))

typedef uint32_t uint_t;
typedef uintptr_t ppn_t;

#define ROUNDDOWN(a, n) ((uintptr_t)(a) / (n) * (n))
#define ROUNDUP(a, n)   ROUNDDOWN((uintptr_t)(a) + (n) - 1, (n))

/* The structure of which ptr points to the member. */
#define to_struct(ptr, type, member)                                           \
	((type *)((char *)(ptr) - offsetof(type, member)))

#endif
