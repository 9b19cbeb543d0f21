## SPDX-License-Identifier: BSD-2-Clause
if HAVE_CHECK
check_PROGRAMS += %D%/test_quick
%C%_test_quick_SOURCES = %D%/test_quick.c
%C%_test_quick_CFLAGS = $(CFLAGS_UNIT)
%C%_test_quick_LDADD = $(LDADD_UNIT)
endif
