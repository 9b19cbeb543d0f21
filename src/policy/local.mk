## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/choose.c \
	%D%/choose.h \
	%D%/list.h \
	%D%/log.h \
	%D%/peak.h \
	%D%/plugin.c \
	%D%/plugin.h \
	%D%/policy.c \
	%D%/policy.h \
	%D%/ring.h
