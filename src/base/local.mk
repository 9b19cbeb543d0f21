## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/bitset.c \
	%D%/bitset.h \
	%D%/capacity.c \
	%D%/capacity.h \
	%D%/choice.c \
	%D%/choice.h \
	%D%/err.c \
	%D%/err.h \
	%D%/file.c \
	%D%/file.h \
	%D%/hist.c \
	%D%/hist.h \
	%D%/inline.h \
	%D%/isa.c \
	%D%/isa.h \
	%D%/mem.c \
	%D%/mem.h \
	%D%/mem_text.c \
	%D%/num.c \
	%D%/num.h \
	%D%/param.c \
	%D%/param.h \
	%D%/radix.c \
	%D%/radix.h \
	%D%/rng.h \
	%D%/save.c \
	%D%/save.h \
	%D%/scratch.c \
	%D%/scratch.h \
	%D%/temporary.c \
	%D%/temporary.h \
	%D%/vectors.h
if USE_JEMALLOC
libcore_a_SOURCES += %D%/heap_jemalloc.c
else
libcore_a_SOURCES += %D%/heap_libc.c
endif
libcore_a_SOURCES += %D%/heap.h
