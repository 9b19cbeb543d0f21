## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/comparison_table.c \
	%D%/csv.c \
	%D%/csv.h \
	%D%/explain_view.c \
	%D%/gate_export.c \
	%D%/gate_report.h \
	%D%/gate_view.c \
	%D%/grid.c \
	%D%/grid.h \
	%D%/hgrm.c \
	%D%/junit.c \
	%D%/junit.h \
	%D%/markdown.c \
	%D%/outputs.c \
	%D%/part_view.c \
	%D%/recommendation.c \
	%D%/refusal.c \
	%D%/report.h \
	%D%/run_view.c \
	%D%/seed_view.c \
	%D%/sheet.c \
	%D%/sheet.h \
	%D%/steps_csv.c \
	%D%/steps_text.c \
	%D%/steps_text.h \
	%D%/steps_view.c \
	%D%/study_view.c \
	%D%/table.c \
	%D%/table.h \
	%D%/text.c \
	%D%/trace_view.c \
	%D%/variable_space.c \
	%D%/view.h
