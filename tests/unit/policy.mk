## SPDX-License-Identifier: BSD-2-Clause
if HAVE_CHECK
check_PROGRAMS += %D%/test_clock_ring
%C%_test_clock_ring_SOURCES = %D%/test_clock_ring.c
%C%_test_clock_ring_CFLAGS = $(CFLAGS_UNIT)
%C%_test_clock_ring_LDADD = $(LDADD_UNIT)

check_PROGRAMS += %D%/test_ghost_table
%C%_test_ghost_table_SOURCES = %D%/test_ghost_table.c
%C%_test_ghost_table_CFLAGS = $(CFLAGS_UNIT)
%C%_test_ghost_table_LDADD = $(LDADD_UNIT)

check_PROGRAMS += %D%/test_lazy_heap
%C%_test_lazy_heap_SOURCES = %D%/test_lazy_heap.c
%C%_test_lazy_heap_CFLAGS = $(CFLAGS_UNIT)
%C%_test_lazy_heap_LDADD = $(LDADD_UNIT)

check_PROGRAMS += %D%/test_lru_queue
%C%_test_lru_queue_SOURCES = %D%/test_lru_queue.c
%C%_test_lru_queue_CFLAGS = $(CFLAGS_UNIT)
%C%_test_lru_queue_LDADD = $(LDADD_UNIT)

check_PROGRAMS += %D%/test_ghost_queue
%C%_test_ghost_queue_SOURCES = %D%/test_ghost_queue.c
%C%_test_ghost_queue_CFLAGS = $(CFLAGS_UNIT)
%C%_test_ghost_queue_LDADD = $(LDADD_UNIT)

check_PROGRAMS += %D%/test_key_map
%C%_test_key_map_SOURCES = %D%/test_key_map.c
%C%_test_key_map_CFLAGS = $(CFLAGS_UNIT)
%C%_test_key_map_LDADD = $(LDADD_UNIT)

check_PROGRAMS += %D%/test_look_around
%C%_test_look_around_SOURCES = %D%/test_look_around.c
%C%_test_look_around_CFLAGS = $(CFLAGS_UNIT)
%C%_test_look_around_LDADD = $(LDADD_UNIT)

check_PROGRAMS += %D%/test_max_tree
%C%_test_max_tree_SOURCES = %D%/test_max_tree.c
%C%_test_max_tree_CFLAGS = $(CFLAGS_UNIT)
%C%_test_max_tree_LDADD = $(LDADD_UNIT)

check_PROGRAMS += %D%/test_dirty_balance
%C%_test_dirty_balance_SOURCES = %D%/test_dirty_balance.c
%C%_test_dirty_balance_CFLAGS = $(CFLAGS_UNIT)
%C%_test_dirty_balance_LDADD = $(LDADD_UNIT)
check_PROGRAMS += %D%/test_fifo_queue
%C%_test_fifo_queue_SOURCES = %D%/test_fifo_queue.c
%C%_test_fifo_queue_CFLAGS = $(CFLAGS_UNIT)
%C%_test_fifo_queue_LDADD = $(LDADD_UNIT)

check_PROGRAMS += %D%/test_weights
%C%_test_weights_SOURCES = %D%/test_weights.c
%C%_test_weights_CFLAGS = $(CFLAGS_UNIT)
%C%_test_weights_LDADD = $(LDADD_UNIT) -lm
endif
