/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UCORE_KIT_SWAP_FIFO_H
#define UCORE_KIT_SWAP_FIFO_H

#include <swap.h>

extern struct swap_manager swap_manager_fifo;
#endif
