## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/bytes.h \
	%D%/bytewindow.c \
	%D%/bytewindow.h \
	%D%/codec.c \
	%D%/codec.h \
	%D%/detect.c \
	%D%/detect.h \
	%D%/fields.h \
	%D%/filter.c \
	%D%/filter.h \
	%D%/format.c \
	%D%/format.h \
	%D%/gunzip.c \
	%D%/gunzip.h \
	%D%/input.c \
	%D%/input.h \
	%D%/line.c \
	%D%/line.h \
	%D%/record.c \
	%D%/record.h \
	%D%/split.c \
	%D%/split.h \
	%D%/store.c \
	%D%/store.h \
	%D%/timemerge.c \
	%D%/timemerge.h \
	%D%/trace.c \
	%D%/trace.h \
	%D%/unpack.c \
	%D%/unpack.h \
	%D%/writer.c \
	%D%/writer.h
