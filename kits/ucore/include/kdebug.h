/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UCORE_KIT_KDEBUG_H
#define UCORE_KIT_KDEBUG_H

#include <defs.h>

#endif
