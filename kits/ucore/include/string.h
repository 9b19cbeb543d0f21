/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's string functions are the C library's. */
#ifndef UCORE_KIT_STRING_H
#define UCORE_KIT_STRING_H

#include <defs.h>
#include_next <string.h>

#endif
