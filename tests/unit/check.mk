## SPDX-License-Identifier: BSD-2-Clause
if HAVE_CHECK
check_PROGRAMS += \
	%D%/test_fault_shares \
	%D%/test_isolate \
	%D%/test_stream \
	%D%/test_lru_shared \
	%D%/test_opt_stack \
	%D%/test_ref_reducer \
	%D%/test_sample_error \
	%D%/test_stack_distance \
	%D%/test_survey \
	%D%/test_survey_pages \
	%D%/test_testtrace \
	%D%/test_use_log
%C%_test_fault_shares_SOURCES = %D%/test_fault_shares.c
%C%_test_fault_shares_CFLAGS = $(CFLAGS_UNIT)
%C%_test_fault_shares_LDADD = $(LDADD_UNIT)
%C%_test_isolate_SOURCES = %D%/test_isolate.c
%C%_test_isolate_CFLAGS = $(CFLAGS_UNIT)
%C%_test_isolate_LDADD = $(LDADD_UNIT)
%C%_test_stream_SOURCES = %D%/test_stream.c
%C%_test_stream_CFLAGS = $(CFLAGS_UNIT)
%C%_test_stream_LDADD = $(LDADD_UNIT)
%C%_test_lru_shared_SOURCES = %D%/test_lru_shared.c
%C%_test_lru_shared_CFLAGS = $(CFLAGS_UNIT)
%C%_test_lru_shared_LDADD = $(LDADD_UNIT)
%C%_test_opt_stack_SOURCES = %D%/test_opt_stack.c
%C%_test_opt_stack_CFLAGS = $(CFLAGS_UNIT)
%C%_test_opt_stack_LDADD = $(LDADD_UNIT)
%C%_test_ref_reducer_SOURCES = %D%/test_ref_reducer.c
%C%_test_ref_reducer_CFLAGS = $(CFLAGS_UNIT)
%C%_test_ref_reducer_LDADD = $(LDADD_UNIT)
%C%_test_sample_error_SOURCES = %D%/test_sample_error.c
%C%_test_sample_error_CFLAGS = $(CFLAGS_UNIT)
%C%_test_sample_error_LDADD = $(LDADD_UNIT)
%C%_test_stack_distance_SOURCES = %D%/test_stack_distance.c
%C%_test_stack_distance_CFLAGS = $(CFLAGS_UNIT)
%C%_test_stack_distance_LDADD = $(LDADD_UNIT)
%C%_test_survey_SOURCES = %D%/test_survey.c %D%/survey_fixture.h \
	%D%/lru_stack.h
%C%_test_survey_CFLAGS = $(CFLAGS_UNIT)
%C%_test_survey_LDADD = $(LDADD_UNIT)
%C%_test_survey_pages_SOURCES = %D%/test_survey_pages.c \
	%D%/survey_fixture.h
%C%_test_survey_pages_CFLAGS = $(CFLAGS_UNIT)
%C%_test_survey_pages_LDADD = $(LDADD_UNIT)
%C%_test_testtrace_SOURCES = %D%/test_testtrace.c
%C%_test_testtrace_CFLAGS = $(CFLAGS_UNIT)
%C%_test_testtrace_LDADD = $(LDADD_UNIT)
%C%_test_use_log_SOURCES = %D%/test_use_log.c
%C%_test_use_log_CFLAGS = $(CFLAGS_UNIT)
%C%_test_use_log_LDADD = $(LDADD_UNIT)
endif
