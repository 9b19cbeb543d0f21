## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/contents.c \
	%D%/contents.h \
	%D%/entry.h \
	%D%/machine.h \
	%D%/pagein.c \
	%D%/pageout.c \
	%D%/share.c \
	%D%/swapmap.c \
	%D%/swapmap.h \
	%D%/tlb.c \
	%D%/tlb.h \
	%D%/transition.h
