## SPDX-License-Identifier: BSD-2-Clause
EXTRA_DIST += %D%/handfixture.h
if HAVE_CHECK
check_PROGRAMS += %D%/test_checkswap
%C%_test_checkswap_SOURCES = %D%/test_checkswap.c
%C%_test_checkswap_CFLAGS = $(CFLAGS_UNIT) -I$(top_srcdir)/tests
%C%_test_checkswap_LDADD = $(LDADD_UNIT)
check_PROGRAMS += %D%/test_handswap
%C%_test_handswap_SOURCES = %D%/test_handswap.c
%C%_test_handswap_CFLAGS = $(CFLAGS_UNIT) -I$(top_srcdir)/tests
%C%_test_handswap_LDADD = $(LDADD_UNIT)
endif
