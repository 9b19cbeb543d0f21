## SPDX-License-Identifier: BSD-2-Clause
if HAVE_CHECK
check_PROGRAMS += %D%/test_ratio
%C%_test_ratio_SOURCES = %D%/test_ratio.c
%C%_test_ratio_CFLAGS = $(CFLAGS_UNIT)
%C%_test_ratio_LDADD = $(LDADD_UNIT)
check_PROGRAMS += %D%/test_knee
%C%_test_knee_SOURCES = %D%/test_knee.c
%C%_test_knee_CFLAGS = $(CFLAGS_UNIT)
%C%_test_knee_LDADD = $(LDADD_UNIT)
check_PROGRAMS += %D%/test_label
%C%_test_label_SOURCES = %D%/test_label.c \
	tests/golden/studies.c tests/golden/studies.h
%C%_test_label_CFLAGS = $(CFLAGS_UNIT)
%C%_test_label_LDADD = $(LDADD_UNIT)
check_PROGRAMS += %D%/test_metric
%C%_test_metric_SOURCES = %D%/test_metric.c \
	tests/golden/studies.c tests/golden/studies.h
%C%_test_metric_CFLAGS = $(CFLAGS_UNIT)
%C%_test_metric_LDADD = $(LDADD_UNIT)
check_PROGRAMS += %D%/test_save
%C%_test_save_SOURCES = %D%/test_save.c \
	tests/golden/studies.c tests/golden/studies.h
%C%_test_save_CFLAGS = $(CFLAGS_UNIT)
%C%_test_save_LDADD = $(LDADD_UNIT)
check_PROGRAMS += %D%/test_gate
%C%_test_gate_SOURCES = %D%/test_gate.c \
	tests/golden/studies.c tests/golden/studies.h
%C%_test_gate_CFLAGS = $(CFLAGS_UNIT)
%C%_test_gate_LDADD = $(LDADD_UNIT)
check_PROGRAMS += %D%/test_gate_spec
%C%_test_gate_spec_SOURCES = %D%/test_gate_spec.c
%C%_test_gate_spec_CFLAGS = $(CFLAGS_UNIT)
%C%_test_gate_spec_LDADD = $(LDADD_UNIT)
check_PROGRAMS += %D%/test_document
%C%_test_document_SOURCES = %D%/test_document.c
%C%_test_document_CFLAGS = $(CFLAGS_UNIT)
%C%_test_document_LDADD = $(LDADD_UNIT)
check_PROGRAMS += %D%/test_recommendation
%C%_test_recommendation_SOURCES = %D%/test_recommendation.c \
	tests/golden/studies.c tests/golden/studies.h
%C%_test_recommendation_CFLAGS = $(CFLAGS_UNIT)
%C%_test_recommendation_LDADD = $(LDADD_UNIT)
check_PROGRAMS += %D%/test_warnings
%C%_test_warnings_SOURCES = %D%/test_warnings.c \
	tests/golden/studies.c tests/golden/studies.h
%C%_test_warnings_CFLAGS = $(CFLAGS_UNIT)
%C%_test_warnings_LDADD = $(LDADD_UNIT)
endif
