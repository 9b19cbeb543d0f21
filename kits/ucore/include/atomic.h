/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UCORE_KIT_ATOMIC_H
#define UCORE_KIT_ATOMIC_H

#include <defs.h>

#endif
