## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/apart.c \
	%D%/apart.h \
	%D%/course.c \
	%D%/course.h \
	%D%/families.c \
	%D%/families.h \
	%D%/hearing.c \
	%D%/law.h \
	%D%/law_count.c \
	%D%/law_ground.c \
	%D%/law_same.c \
	%D%/law_sight.c \
	%D%/lawlist.c \
	%D%/lawlist.h \
	%D%/laws.c \
	%D%/laws.h \
	%D%/ordeal.c \
	%D%/ordeal.h \
	%D%/shrink.c \
	%D%/shrink.h \
	%D%/steps.c \
	%D%/steps.h \
	%D%/warden.c \
	%D%/warden.h
