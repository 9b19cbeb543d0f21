## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/contents.c \
	%D%/contents.h \
	%D%/entry.h \
	%D%/machine.h \
	%D%/pagein.c \
	%D%/pageout.c \
	%D%/reclaim/inflight.c \
	%D%/reclaim/inflight.h \
	%D%/reclaim/slot_cluster.c \
	%D%/reclaim/slot_cluster.h \
	%D%/reclaim/page_index.c \
	%D%/reclaim/page_index.h \
	%D%/reclaim/swap_readahead.c \
	%D%/reclaim/swap_readahead.h \
	%D%/reclaim/swapcache.c \
	%D%/reclaim/swapcache.h \
	%D%/reclaim/watermark.c \
	%D%/reclaim/watermark.h \
	%D%/share.c \
	%D%/swapmap.c \
	%D%/swapmap.h \
	%D%/tlb.c \
	%D%/tlb.h \
	%D%/transition.h
