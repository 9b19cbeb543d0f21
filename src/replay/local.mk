## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/account.c \
	%D%/cell.c \
	%D%/change.c \
	%D%/loop.h \
	%D%/replay.h \
	%D%/run.c \
	%D%/shared.c \
	%D%/tape.c \
	%D%/tape.h
