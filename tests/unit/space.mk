## SPDX-License-Identifier: BSD-2-Clause
if HAVE_CHECK
check_PROGRAMS += %D%/test_spaces
%C%_test_spaces_SOURCES = %D%/test_spaces.c
%C%_test_spaces_CFLAGS = $(CFLAGS_UNIT)
%C%_test_spaces_LDADD = $(LDADD_UNIT)
endif
