/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UCORE_KIT_SWAP_LRU_H
#define UCORE_KIT_SWAP_LRU_H

#include <swap.h>

extern struct swap_manager swap_manager_lru;
#endif
