## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/account.c \
	%D%/account_parts.c \
	%D%/bind.h \
	%D%/blocks.c \
	%D%/blocks.h \
	%D%/changes.c \
	%D%/costs.h \
	%D%/cow.c \
	%D%/fault_times.c \
	%D%/fault_times.h \
	%D%/frame_quota.c \
	%D%/frame_quota.h \
	%D%/fuse.c \
	%D%/fuse.h \
	%D%/instance.c \
	%D%/integrity.c \
	%D%/instance.h \
	%D%/kernel_counts.c \
	%D%/lone_reads.c \
	%D%/lone_reads.h \
	%D%/loop.h \
	%D%/ordered.h \
	%D%/partition.c \
	%D%/partition.h \
	%D%/parts.c \
	%D%/parts.h \
	%D%/replay.c \
	%D%/replay.h \
	%D%/stepping.c \
	%D%/swap_fault.c \
	%D%/swap_io.c \
	%D%/swap_io.h \
	%D%/swap_later.c \
	%D%/swap_reclaim.c \
	%D%/translation.c \
	%D%/translation.h
