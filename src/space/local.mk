## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/access_ops.c \
	%D%/access_ops.h \
	%D%/areaedit.c \
	%D%/areaset.c \
	%D%/areaset.h \
	%D%/framepool.c \
	%D%/framepool.h \
	%D%/implicit.c \
	%D%/leaf_cache.c \
	%D%/leaf_cache.h \
	%D%/numbered.c \
	%D%/numbered.h \
	%D%/page_lookup.c \
	%D%/page_lookup.h \
	%D%/page_runs.c \
	%D%/page_runs.h \
	%D%/pagetable.c \
	%D%/pagetable.h \
	%D%/pagewalk.c \
	%D%/process.c \
	%D%/process.h \
	%D%/resolve.c \
	%D%/spaceevent.c \
	%D%/spaces.c \
	%D%/spaces.h \
	%D%/table_memory.c \
	%D%/table_memory.h
