## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/all.c \
	%D%/clock.c \
	%D%/fifo.c \
	%D%/lru.c \
	%D%/opt.c \
	%D%/random.c
