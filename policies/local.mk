## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/aging.c \
	%D%/all.c \
	%D%/arc.c \
	%D%/cacheus.c \
	%D%/car.c \
	%D%/cart.c \
	%D%/clock.c \
	%D%/clockpro.c \
	%D%/fifo.c \
	%D%/lecar.c \
	%D%/lfu.c \
	%D%/lirs.c \
	%D%/lru.c \
	%D%/lruk.c \
	%D%/mru.c \
	%D%/nru.c \
	%D%/opt.c \
	%D%/random.c \
	%D%/s3fifo.c \
	%D%/sieve.c \
	%D%/slru.c \
	%D%/twoq.c \
	%D%/wtinylfu.c
