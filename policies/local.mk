## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/aging.c \
	%D%/all.c \
	%D%/arc.c \
	%D%/car.c \
	%D%/cflru.c \
	%D%/clock.c \
	%D%/clock2.c \
	%D%/fifo.c \
	%D%/gclock.c \
	%D%/lapa.c \
	%D%/lfu.c \
	%D%/lirs.c \
	%D%/lru.c \
	%D%/lruwsr.c \
	%D%/mru.c \
	%D%/nfua.c \
	%D%/nru.c \
	%D%/opt.c \
	%D%/pff.c \
	%D%/random.c \
	%D%/scfifo.c \
	%D%/sieve.c \
	%D%/slru.c \
	%D%/twoq.c \
	%D%/ws.c \
	%D%/wsclock.c
