## SPDX-License-Identifier: BSD-2-Clause
if HAVE_CHECK
check_PROGRAMS += %D%/test_tallies
%C%_test_tallies_SOURCES = %D%/test_tallies.c
%C%_test_tallies_CFLAGS = $(CFLAGS_UNIT)
%C%_test_tallies_LDADD = $(LDADD_UNIT)

check_PROGRAMS += %D%/test_swapmap
%C%_test_swapmap_SOURCES = %D%/test_swapmap.c
%C%_test_swapmap_CFLAGS = $(CFLAGS_UNIT)
%C%_test_swapmap_LDADD = $(LDADD_UNIT)
check_PROGRAMS += %D%/test_reclaim
%C%_test_reclaim_SOURCES = %D%/test_reclaim.c
%C%_test_reclaim_CFLAGS = $(CFLAGS_UNIT)
%C%_test_reclaim_LDADD = $(LDADD_UNIT)
check_PROGRAMS += %D%/test_transition
%C%_test_transition_SOURCES = %D%/test_transition.c
%C%_test_transition_CFLAGS = $(CFLAGS_UNIT)
%C%_test_transition_LDADD = $(LDADD_UNIT)
check_PROGRAMS += %D%/test_tlb
%C%_test_tlb_SOURCES = %D%/test_tlb.c
%C%_test_tlb_CFLAGS = $(CFLAGS_UNIT)
%C%_test_tlb_LDADD = $(LDADD_UNIT)
check_PROGRAMS += %D%/test_blocks
%C%_test_blocks_SOURCES = %D%/test_blocks.c
%C%_test_blocks_CFLAGS = $(CFLAGS_UNIT)
%C%_test_blocks_LDADD = $(LDADD_UNIT)
endif
