/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UCORE_KIT_RISCV_H
#define UCORE_KIT_RISCV_H

#include <mmu.h>

#endif
