## SPDX-License-Identifier: BSD-2-Clause
## A kit is for users, so it is installed: sources, as they are.
ucoredir = $(pkgdatadir)/kits/ucore
dist_ucore_DATA = %D%/kernel.c %D%/kit.c %D%/kit.h %D%/plugin.mk
ucoreincludedir = $(ucoredir)/include
dist_ucoreinclude_DATA = \
	%D%/include/assert.h \
	%D%/include/atomic.h \
	%D%/include/console.h \
	%D%/include/defs.h \
	%D%/include/error.h \
	%D%/include/kdebug.h \
	%D%/include/list.h \
	%D%/include/memlayout.h \
	%D%/include/mmu.h \
	%D%/include/pmm.h \
	%D%/include/riscv.h \
	%D%/include/stdio.h \
	%D%/include/string.h \
	%D%/include/swap.h \
	%D%/include/swap_clock.h \
	%D%/include/swap_extended_clock.h \
	%D%/include/swap_fifo.h \
	%D%/include/swap_lru.h \
	%D%/include/swapfs.h \
	%D%/include/sync.h \
	%D%/include/vmm.h \
	%D%/include/x86.h
ucoreexamplesdir = $(ucoredir)/examples
dist_ucoreexamples_DATA = \
	%D%/examples/swap_clock.c \
	%D%/examples/swap_extended_clock.c \
	%D%/examples/swap_fifo.c \
	%D%/examples/swap_lru.c
