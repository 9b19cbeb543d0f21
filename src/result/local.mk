## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/baseline.c \
	%D%/document.c \
	%D%/document.h \
	%D%/document_label.c \
	%D%/document_parts.h \
	%D%/document_run.c \
	%D%/document_trace.c \
	%D%/gate.c \
	%D%/gate.h \
	%D%/gate_json.c \
	%D%/gate_spec.c \
	%D%/json.c \
	%D%/json.h \
	%D%/json_cursor.c \
	%D%/json_cursor.h \
	%D%/json_text.c \
	%D%/json_text.h \
	%D%/label.c \
	%D%/label.h \
	%D%/merge.c \
	%D%/merge.h \
	%D%/metric.c \
	%D%/metric.h \
	%D%/metric_get.c \
	%D%/metric_get.h \
	%D%/metric_table.c \
	%D%/profile_document.c \
	%D%/profile_document.h \
	%D%/ratio.c \
	%D%/ratio.h \
	%D%/run_equal.c \
	%D%/run_equal.h \
	%D%/survey_json.c \
	%D%/warnings.c \
	%D%/warnings.h
