## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/aging.c \
	%D%/all.c \
	%D%/arc.c \
	%D%/car.c \
	%D%/clock.c \
	%D%/fifo.c \
	%D%/lfu.c \
	%D%/lirs.c \
	%D%/lru.c \
	%D%/mru.c \
	%D%/nru.c \
	%D%/opt.c \
	%D%/random.c \
	%D%/sieve.c \
	%D%/slru.c \
	%D%/twoq.c
