## SPDX-License-Identifier: BSD-2-Clause
## The plain twins know nothing of the product and link none of it.
if HAVE_CHECK
check_PROGRAMS += %D%/test_plain_policies
%C%_test_plain_policies_SOURCES = \
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
	%D%/plain_wtinylfu.c \
	%D%/test_plain_policies.c
%C%_test_plain_policies_CPPFLAGS = $(AM_CPPFLAGS) \
	-DSHARED_DIR='"$(top_srcdir)/../shared/data"'
%C%_test_plain_policies_CFLAGS = $(CFLAGS_UNIT)
%C%_test_plain_policies_LDADD = $(CHECK_LIBS)
endif
