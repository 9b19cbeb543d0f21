## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/advice.c \
	%D%/answer.c \
	%D%/column.c \
	%D%/column.h \
	%D%/csv.c \
	%D%/csv.h \
	%D%/formats.c \
	%D%/formats.h \
	%D%/grid.c \
	%D%/grid.h \
	%D%/heading.c \
	%D%/hgrm.c \
	%D%/json.c \
	%D%/json.h \
	%D%/jsontext.c \
	%D%/junit.c \
	%D%/junit.h \
	%D%/label.c \
	%D%/label.h \
	%D%/markdown.c \
	%D%/raceview.c \
	%D%/ratio.c \
	%D%/ratio.h \
	%D%/report.h \
	%D%/runview.c \
	%D%/save.c \
	%D%/save.h \
	%D%/sheet.c \
	%D%/sheet.h \
	%D%/terminal.c \
	%D%/view.h
