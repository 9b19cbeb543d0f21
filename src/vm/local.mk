## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/addrcopy.c \
	%D%/addrfault.c \
	%D%/addrleave.c \
	%D%/addrpin.c \
	%D%/addrspace.c \
	%D%/addrspace.h \
	%D%/backend.c \
	%D%/backend.h \
	%D%/mm.c \
	%D%/mm.h \
	%D%/physmem.c \
	%D%/physmem.h \
	%D%/say.c \
	%D%/say.h \
	%D%/script.c \
	%D%/script.h \
	%D%/scriptleave.c \
	%D%/scriptops.c \
	%D%/swapper.h \
	%D%/vmswap.c \
	%D%/vmswap.h \
	%D%/vmswap_frame.c \
	%D%/vmswap_frame.h \
	%D%/vmswap_ops.c
