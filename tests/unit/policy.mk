## SPDX-License-Identifier: BSD-2-Clause
if HAVE_CHECK
check_PROGRAMS += %D%/test_log
%C%_test_log_SOURCES = %D%/test_log.c
%C%_test_log_CFLAGS = $(CFLAGS_UNIT)
%C%_test_log_LDADD = $(LDADD_UNIT)

check_PROGRAMS += %D%/test_peak
%C%_test_peak_SOURCES = %D%/test_peak.c
%C%_test_peak_CFLAGS = $(CFLAGS_UNIT)
%C%_test_peak_LDADD = $(LDADD_UNIT)
endif
