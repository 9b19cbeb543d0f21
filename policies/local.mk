## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/aging.c \
	%D%/all.c \
	%D%/arc.c \
	%D%/cacheus.c \
	%D%/car.c \
	%D%/cart.c \
	%D%/cflru.c \
	%D%/clock.c \
	%D%/clock2.c \
	%D%/clockpro.c \
	%D%/fifo.c \
	%D%/gclock.c \
	%D%/lapa.c \
	%D%/lecar.c \
	%D%/lfu.c \
	%D%/lirs.c \
	%D%/lru.c \
	%D%/lruk.c \
	%D%/lruwsr.c \
	%D%/mru.c \
	%D%/nfua.c \
	%D%/nru.c \
	%D%/opt.c \
	%D%/pff.c \
	%D%/random.c \
	%D%/s3fifo.c \
	%D%/scfifo.c \
	%D%/sieve.c \
	%D%/slru.c \
	%D%/twoq.c \
	%D%/ws.c \
	%D%/wsclock.c \
	%D%/wtinylfu.c
