## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/gentrace.c \
	%D%/gentrace.h \
	%D%/pattern.h \
	%D%/pattern_distance.c \
	%D%/pattern_mix.c \
	%D%/pattern_zipf.c \
	%D%/patterns_plain.c \
	%D%/patterns_program.c \
	%D%/placement.c \
	%D%/placement.h \
	%D%/profile_deck.c \
	%D%/profile_deck.h
