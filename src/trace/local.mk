## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/cut.c \
	%D%/cut.h \
	%D%/fields.c \
	%D%/fields.h \
	%D%/format.h \
	%D%/formats.c \
	%D%/formats.h \
	%D%/gunzip.c \
	%D%/gunzip.h \
	%D%/input.c \
	%D%/input.h \
	%D%/lackey.h \
	%D%/lackey_wide.c \
	%D%/read_arc.c \
	%D%/read_hexrw.c \
	%D%/read_iref.c \
	%D%/read_lackey.c \
	%D%/read_lirs.c \
	%D%/read_ls.c \
	%D%/read_text.c \
	%D%/sniff.c \
	%D%/sniff.h \
	%D%/trace.c \
	%D%/trace.h \
	%D%/unpack.c \
	%D%/unpack.h
