## SPDX-License-Identifier: BSD-2-Clause
## The plain twins know nothing of the product and link none of it.
check_LIBRARIES = %D%/libtwins.a
%C%_libtwins_a_SOURCES = \
	%D%/plain.c \
	%D%/plain.h \
	%D%/plain_cacheus.c \
	%D%/plain_cart.c \
	%D%/plain_cflru.c \
	%D%/plain_clock2.c \
	%D%/plain_clockpro.c \
	%D%/plain_gclock.c \
	%D%/plain_lecar.c \
	%D%/plain_list.c \
	%D%/plain_lruk.c \
	%D%/plain_lruwsr.c \
	%D%/plain_nfua.c \
	%D%/plain_pff.c \
	%D%/plain_policies.h \
	%D%/plain_s3fifo.c \
	%D%/plain_scfifo.c \
	%D%/plain_weights.h \
	%D%/plain_ws.c \
	%D%/plain_wsclock.c \
	%D%/plain_wtinylfu.c

if HAVE_CHECK
check_PROGRAMS += %D%/test_plain_worked
%C%_test_plain_worked_SOURCES = %D%/test_plain_worked.c
%C%_test_plain_worked_CPPFLAGS = $(AM_CPPFLAGS) \
	-DSHARED_DIR='"$(top_srcdir)/../shared/data"'
%C%_test_plain_worked_CFLAGS = $(CFLAGS_UNIT)
%C%_test_plain_worked_LDADD = %D%/libtwins.a $(CHECK_LIBS)

check_PROGRAMS += %D%/test_plain_relatives
%C%_test_plain_relatives_SOURCES = %D%/test_plain_relatives.c
%C%_test_plain_relatives_CFLAGS = $(CFLAGS_UNIT)
%C%_test_plain_relatives_LDADD = %D%/libtwins.a $(CHECK_LIBS)
endif
