## SPDX-License-Identifier: BSD-2-Clause
EXTRA_DIST += %D%/trace_feed.h
if HAVE_CHECK
check_PROGRAMS += %D%/test_split
%C%_test_split_SOURCES = %D%/test_split.c
%C%_test_split_CFLAGS = $(CFLAGS_UNIT) -I$(top_srcdir)/tests
%C%_test_split_LDADD = $(LDADD_UNIT)
check_PROGRAMS += %D%/test_lackey
%C%_test_lackey_SOURCES = %D%/test_lackey.c
%C%_test_lackey_CFLAGS = $(CFLAGS_UNIT)
%C%_test_lackey_LDADD = $(LDADD_UNIT)
check_PROGRAMS += %D%/test_read
%C%_test_read_SOURCES = %D%/test_read.c
%C%_test_read_CFLAGS = $(CFLAGS_UNIT) -I$(top_srcdir)/tests
%C%_test_read_LDADD = $(LDADD_UNIT)
check_PROGRAMS += %D%/test_trace
%C%_test_trace_SOURCES = %D%/test_trace.c
%C%_test_trace_CFLAGS = $(CFLAGS_UNIT) -I$(top_srcdir)/tests
%C%_test_trace_LDADD = $(LDADD_UNIT)
check_PROGRAMS += %D%/test_input
%C%_test_input_SOURCES = %D%/test_input.c
%C%_test_input_CFLAGS = $(CFLAGS_UNIT) -I$(top_srcdir)/tests
%C%_test_input_LDADD = $(LDADD_UNIT)
check_PROGRAMS += %D%/test_shared
%C%_test_shared_SOURCES = %D%/test_shared.c
%C%_test_shared_CFLAGS = $(CFLAGS_UNIT) -I$(top_srcdir)/tests
%C%_test_shared_LDADD = $(LDADD_UNIT)
check_PROGRAMS += %D%/test_unpack
%C%_test_unpack_SOURCES = %D%/test_unpack.c
%C%_test_unpack_CFLAGS = $(CFLAGS_UNIT)
%C%_test_unpack_LDADD = $(LDADD_UNIT)
endif
