## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/area.c \
	%D%/area.h \
	%D%/areaedit.c \
	%D%/directory.c \
	%D%/framepool.c \
	%D%/framepool.h \
	%D%/implicit.c \
	%D%/pagetable.c \
	%D%/pagetable.h \
	%D%/pagewalk.c \
	%D%/process.c \
	%D%/process.h \
	%D%/spaceevent.c \
	%D%/spaces.c \
	%D%/spaces.h
