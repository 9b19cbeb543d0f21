## SPDX-License-Identifier: BSD-2-Clause
if HAVE_CHECK
check_PROGRAMS += %D%/test_record
%C%_test_record_SOURCES = %D%/test_record.c
%C%_test_record_CFLAGS = $(CFLAGS_UNIT)
%C%_test_record_LDADD = $(LDADD_UNIT)
check_PROGRAMS += %D%/test_page_window
%C%_test_page_window_SOURCES = %D%/test_page_window.c
%C%_test_page_window_CFLAGS = $(CFLAGS_UNIT)
%C%_test_page_window_LDADD = $(LDADD_UNIT)
endif
