## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/addrcopy.c \
	%D%/addrfault.c \
	%D%/addrpin.c \
	%D%/addrspace.c \
	%D%/addrspace.h \
	%D%/areaset.c \
	%D%/areaset.h \
	%D%/areaedit.c \
	%D%/backend.c \
	%D%/backend.h \
	%D%/directory.c \
	%D%/framepool.c \
	%D%/framepool.h \
	%D%/implicit.c \
	%D%/mm.c \
	%D%/mm.h \
	%D%/pagetable.c \
	%D%/pagetable.h \
	%D%/pagewalk.c \
	%D%/physmem.c \
	%D%/physmem.h \
	%D%/process.c \
	%D%/process.h \
	%D%/say.c \
	%D%/say.h \
	%D%/script.c \
	%D%/script.h \
	%D%/scriptops.c \
	%D%/spaceevent.c \
	%D%/spaces.c \
	%D%/spaces.h \
	%D%/swapper.h
