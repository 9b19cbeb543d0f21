## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/blame.c \
	%D%/blame.h \
	%D%/child.c \
	%D%/child.h \
	%D%/choose.c \
	%D%/choose.h \
	%D%/crash.c \
	%D%/crash.h \
	%D%/order.h \
	%D%/plugin.c \
	%D%/plugin.h \
	%D%/policy.c \
	%D%/policy.h \
	%D%/supervise.c \
	%D%/supervise.h \
	%D%/watch.c \
	%D%/watch.h
