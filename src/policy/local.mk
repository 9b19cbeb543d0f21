## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/balance.h \
	%D%/choose.c \
	%D%/choose.h \
	%D%/crash.c \
	%D%/crash.h \
	%D%/circle.h \
	%D%/ghost.h \
	%D%/learning.h \
	%D%/least.h \
	%D%/list.h \
	%D%/log.h \
	%D%/past.h \
	%D%/peak.h \
	%D%/plugin.c \
	%D%/plugin.h \
	%D%/policy.c \
	%D%/policy.h \
	%D%/ring.h \
	%D%/sketch.h \
	%D%/turns.h \
	%D%/uses.h \
	%D%/weights.h
