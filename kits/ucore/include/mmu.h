/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pages and the bits of their table entries, as on x86.
 */
#ifndef UCORE_KIT_MMU_H
#define UCORE_KIT_MMU_H

#include <defs.h>

#define PGSIZE  4096
#define PGSHIFT 12
#define PTSIZE  (PGSIZE * 1024)

#define PPN(la)     ((uintptr_t)(la) >> PGSHIFT)
#define PGOFF(la)   ((uintptr_t)(la) & (PGSIZE - 1))
#define PTE_ADDR(e) ((uintptr_t)(e) & ~(uintptr_t)(PGSIZE - 1))

#define PTE_P    0x001 /* present */
#define PTE_W    0x002
#define PTE_U    0x004
#define PTE_A    0x020 /* accessed */
#define PTE_D    0x040 /* dirty */
#define PTE_USER (PTE_U | PTE_W | PTE_P)
/* As the RISC-V variants call them. */
#define PTE_V PTE_P
#define PTE_R 0

#endif
