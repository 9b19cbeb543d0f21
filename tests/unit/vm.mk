## SPDX-License-Identifier: BSD-2-Clause
EXTRA_DIST += %D%/vmswap_fixture.h
if HAVE_CHECK
check_PROGRAMS += %D%/test_checkswap
%C%_test_checkswap_SOURCES = %D%/test_checkswap.c
%C%_test_checkswap_CFLAGS = $(CFLAGS_UNIT)
%C%_test_checkswap_LDADD = $(LDADD_UNIT)
check_PROGRAMS += %D%/test_vmswap
%C%_test_vmswap_SOURCES = %D%/test_vmswap.c
%C%_test_vmswap_CFLAGS = $(CFLAGS_UNIT)
%C%_test_vmswap_LDADD = $(LDADD_UNIT)
endif
