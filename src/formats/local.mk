## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/format_arc.c \
	%D%/format_champsim.c \
	%D%/format_dinero.c \
	%D%/format_hexrw.c \
	%D%/format_iref.c \
	%D%/format_lackey.c \
	%D%/format_lcs.c \
	%D%/format_lirs.c \
	%D%/format_ls.c \
	%D%/format_oraclegeneral.c \
	%D%/format_refs.c \
	%D%/format_struct.c \
	%D%/format_text.c \
	%D%/format_twitter.c \
	%D%/format_vscsi.c \
	%D%/format_words.c \
	%D%/formats.c \
	%D%/lackey.h \
	%D%/lackey_vector.c \
	%D%/lackey_words.c \
	%D%/layout.c \
	%D%/layout.h \
	%D%/lists.c \
	%D%/lists.h \
	%D%/objects.c \
	%D%/objects.h
