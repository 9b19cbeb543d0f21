## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/choose.c \
	%D%/choose.h \
	%D%/crash.c \
	%D%/crash.h \
	%D%/plugin.c \
	%D%/plugin.h \
	%D%/policy.c \
	%D%/policy.h
