## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/metric.c \
	%D%/metric.h
