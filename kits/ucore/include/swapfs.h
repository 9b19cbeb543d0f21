/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UCORE_KIT_SWAPFS_H
#define UCORE_KIT_SWAPFS_H

#include <swap.h>

#endif
