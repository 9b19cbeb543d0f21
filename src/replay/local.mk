## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/account.c \
	%D%/blocks.c \
	%D%/blocks.h \
	%D%/cell.c \
	%D%/change.c \
	%D%/explain.c \
	%D%/explain.h \
	%D%/handframe.c \
	%D%/handframe.h \
	%D%/handswap.c \
	%D%/handswap.h \
	%D%/handverbs.c \
	%D%/loop.h \
	%D%/peers.c \
	%D%/peers.h \
	%D%/plan.c \
	%D%/plan.h \
	%D%/pool.c \
	%D%/pool.h \
	%D%/rare.c \
	%D%/replay.h \
	%D%/run.c \
	%D%/share_frames.c \
	%D%/share_frames.h \
	%D%/survey.c \
	%D%/tape.c \
	%D%/tape.h \
	%D%/walk.c \
	%D%/walk.h
