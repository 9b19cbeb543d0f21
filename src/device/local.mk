## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/device.c \
	%D%/device.h \
	%D%/disk.c \
	%D%/draw.c \
	%D%/draw.h \
	%D%/flash.c \
	%D%/kind.h \
	%D%/memory.c \
	%D%/none.c \
	%D%/queue.c
