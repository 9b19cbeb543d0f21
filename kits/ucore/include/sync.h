/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UCORE_KIT_SYNC_H
#define UCORE_KIT_SYNC_H

#include <defs.h>

#endif
