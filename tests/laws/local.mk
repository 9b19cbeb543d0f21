## SPDX-License-Identifier: BSD-2-Clause
## The plain twins, which know nothing of the product and link none of it.
check_LIBRARIES = %D%/libtwins.a
%C%_libtwins_a_SOURCES = \
	%D%/plain.c \
	%D%/plain.h \
	%D%/plain_2q.c \
	%D%/plain_all.c \
	%D%/plain_arc.c \
	%D%/plain_arrival.c \
	%D%/plain_bits.c \
	%D%/plain_lfu.c \
	%D%/plain_lirs.c \
	%D%/plain_list.c \
	%D%/plain_recency.c

check_PROGRAMS += %D%/twins
%C%_twins_SOURCES = \
	%D%/twins_law.c \
	%D%/twins_law.h \
	%D%/twins_main.c \
	%D%/twins_string.c \
	%D%/twins_string.h
%C%_twins_CPPFLAGS = $(AM_CPPFLAGS) \
	-DCASES_DIR='"$(top_srcdir)/tests/cases"'
%C%_twins_LDADD = %D%/libtwins.a
