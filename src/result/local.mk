## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/document.c \
	%D%/document.h \
	%D%/gate.c \
	%D%/gate.h \
	%D%/json.c \
	%D%/json.h \
	%D%/json_cursor.c \
	%D%/json_cursor.h \
	%D%/json_explain.c \
	%D%/json_text.c \
	%D%/label.c \
	%D%/label.h \
	%D%/metric.c \
	%D%/metric.h \
	%D%/ratio.c \
	%D%/ratio.h \
	%D%/warnings.c \
	%D%/warnings.h
