## SPDX-License-Identifier: BSD-2-Clause
## The plain twins use nothing of the product and link none of it; twins_test
## compares both.
check_LIBRARIES += %D%/libtwins.a
%C%_libtwins_a_SOURCES = \
	%D%/plain.c \
	%D%/plain.h \
	%D%/plain_2q.c \
	%D%/plain_all.c \
	%D%/plain_arc.c \
	%D%/plain_arrival.c \
	%D%/plain_clock.c \
	%D%/plain_cacheus.c \
	%D%/plain_cart.c \
	%D%/plain_cflru.c \
	%D%/plain_clockpro.c \
	%D%/plain_enhanced_clock.c \
	%D%/plain_extended_clock.c \
	%D%/plain_gclock.c \
	%D%/plain_jiang.c \
	%D%/plain_jiang.h \
	%D%/plain_kernel.c \
	%D%/plain_kernel.h \
	%D%/plain_lecar.c \
	%D%/plain_lfu.c \
	%D%/plain_lhd.c \
	%D%/plain_linux.c \
	%D%/plain_linux.h \
	%D%/plain_linux_reclaim.c \
	%D%/plain_linux_stats.c \
	%D%/plain_lirs.c \
	%D%/plain_machine.c \
	%D%/plain_machine.h \
	%D%/plain_list.c \
	%D%/plain_lruk.c \
	%D%/plain_lruwsr.c \
	%D%/plain_mglru.c \
	%D%/plain_mglru.h \
	%D%/plain_mglru_control.c \
	%D%/plain_mglru_evict.c \
	%D%/plain_mglru_reclaim.c \
	%D%/plain_mglru_walk.c \
	%D%/plain_pff.c \
	%D%/plain_policies.h \
	%D%/plain_recency.c \
	%D%/plain_readahead.c \
	%D%/plain_rrip.c \
	%D%/plain_s3fifo.c \
	%D%/plain_scfifo.c \
	%D%/plain_swap.c \
	%D%/plain_swap.h \
	%D%/plain_ticks.c \
	%D%/plain_vsws.c \
	%D%/plain_weights.h \
	%D%/plain_ws.c \
	%D%/plain_wsarb.c \
	%D%/plain_wsclock.c \
	%D%/plain_wtinylfu.c

check_PROGRAMS += %D%/twins
%C%_twins_SOURCES = \
	%D%/twins_law.c \
	%D%/twins_law.h \
	%D%/twins_main.c \
	%D%/twins_string.c \
	%D%/twins_string.h
%C%_twins_CPPFLAGS = $(AM_CPPFLAGS) \
	-DCASES_DIR='"$(top_srcdir)/tests/cases"'
%C%_twins_LDADD = %D%/libtwins.a

check_PROGRAMS += %D%/twins_test
%C%_twins_test_SOURCES = \
	%D%/twins_params.c \
	%D%/twins_params.h \
	%D%/twins_run.c \
	%D%/twins_run.h \
	%D%/twins_test.c \
	%D%/twins_variants.c \
	%D%/twins_variants.h
%C%_twins_test_LDADD = %D%/libtwins.a libcore.a $(CORE_LIBS)

check_PROGRAMS += %D%/twins_async
%C%_twins_async_SOURCES = \
	%D%/twins_async.c \
	%D%/twins_counts.c \
	%D%/twins_counts.h \
	%D%/twins_params.c \
	%D%/twins_params.h
%C%_twins_async_LDADD = %D%/libtwins.a libcore.a $(CORE_LIBS)

check_PROGRAMS += %D%/twins_files
%C%_twins_files_SOURCES = \
	%D%/twins_counts.c \
	%D%/twins_counts.h \
	%D%/twins_files.c \
	%D%/twins_params.c \
	%D%/twins_params.h
%C%_twins_files_LDADD = %D%/libtwins.a libcore.a $(CORE_LIBS)

check_PROGRAMS += %D%/twins_pairs
%C%_twins_pairs_SOURCES = %D%/twins_pairs.c
%C%_twins_pairs_LDADD = %D%/libtwins.a libcore.a $(CORE_LIBS)

if HAVE_CHECK
check_PROGRAMS += %D%/test_plain_worked
%C%_test_plain_worked_SOURCES = %D%/test_plain_worked.c
%C%_test_plain_worked_CPPFLAGS = $(AM_CPPFLAGS) \
	-DSHARED_DIR='"$(top_srcdir)/../shared/data"'
%C%_test_plain_worked_CFLAGS = $(CFLAGS_UNIT)
%C%_test_plain_worked_LDADD = %D%/libtwins.a libfixture.a $(CHECK_LIBS)

check_PROGRAMS += %D%/test_plain_relatives
%C%_test_plain_relatives_SOURCES = %D%/test_plain_relatives.c
%C%_test_plain_relatives_CFLAGS = $(CFLAGS_UNIT)
%C%_test_plain_relatives_LDADD = %D%/libtwins.a libfixture.a $(CHECK_LIBS)
endif

check_PROGRAMS += %D%/expected
%C%_expected_SOURCES = %D%/expected_main.c
%C%_expected_CPPFLAGS = $(AM_CPPFLAGS) \
	-DSHARED_DIR='"$(top_srcdir)/../shared/data"'
%C%_expected_LDADD = libcore.a $(CORE_LIBS)

# Each law can be broken, and the policies break none.
check_SCRIPTS += %D%/planted.sh
EXTRA_DIST += %D%/planted.sh %D%/planted/planted.c
# The kit's swap managers are the policies that they are named for.
check_SCRIPTS += %D%/ucore.sh
EXTRA_DIST += %D%/ucore.sh
## The product alone: laws, published results, stated memory use.
check_PROGRAMS += %D%/test_contents
%C%_test_contents_SOURCES = %D%/test_contents.c \
	%D%/contents_law.h %D%/contents_steps.c
%C%_test_contents_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
%C%_test_contents_LDADD = libcore.a $(CORE_LIBS)

check_PROGRAMS += %D%/test_contents_trace
%C%_test_contents_trace_SOURCES = %D%/test_contents_trace.c
%C%_test_contents_trace_LDADD = libcore.a $(CORE_LIBS)

if HAVE_CHECK
check_PROGRAMS += %D%/test_contents_witness
%C%_test_contents_witness_SOURCES = %D%/test_contents_witness.c
%C%_test_contents_witness_CFLAGS = $(CFLAGS_UNIT)
%C%_test_contents_witness_LDADD = $(LDADD_UNIT)

check_PROGRAMS += %D%/test_laws
%C%_test_laws_SOURCES = %D%/lane.c %D%/lane.h %D%/test_laws.c
%C%_test_laws_CPPFLAGS = $(AM_CPPFLAGS) \
	-DTRACES_DIR='"$(top_srcdir)/traces"'
%C%_test_laws_CFLAGS = $(CFLAGS_UNIT)
%C%_test_laws_LDADD = $(LDADD_UNIT)
check_PROGRAMS += %D%/test_parts
%C%_test_parts_SOURCES = %D%/test_parts.c
%C%_test_parts_CFLAGS = $(CFLAGS_UNIT)
%C%_test_parts_LDADD = $(LDADD_UNIT)

check_PROGRAMS += %D%/test_reduction
%C%_test_reduction_SOURCES = %D%/drawn_text.c %D%/drawn_text.h \
	%D%/test_reduction.c
%C%_test_reduction_CFLAGS = $(CFLAGS_UNIT)
%C%_test_reduction_LDADD = $(LDADD_UNIT)

check_PROGRAMS += %D%/test_curve
%C%_test_curve_SOURCES = %D%/drawn_text.c %D%/drawn_text.h %D%/test_curve.c
%C%_test_curve_CFLAGS = $(CFLAGS_UNIT)
%C%_test_curve_LDADD = $(LDADD_UNIT)

check_PROGRAMS += %D%/test_ways
%C%_test_ways_SOURCES = %D%/drawn_text.c %D%/drawn_text.h %D%/test_ways.c
%C%_test_ways_CFLAGS = $(CFLAGS_UNIT)
%C%_test_ways_LDADD = $(LDADD_UNIT)

check_PROGRAMS += %D%/test_stand_in
%C%_test_stand_in_SOURCES = %D%/drawn_text.c %D%/drawn_text.h %D%/test_stand_in.c
%C%_test_stand_in_CFLAGS = $(CFLAGS_UNIT)
%C%_test_stand_in_LDADD = $(LDADD_UNIT)

check_PROGRAMS += %D%/test_page_limit
%C%_test_page_limit_SOURCES = %D%/test_page_limit.c
%C%_test_page_limit_CFLAGS = $(CFLAGS_UNIT)
%C%_test_page_limit_LDADD = $(LDADD_UNIT)

check_PROGRAMS += %D%/test_equal_memory
%C%_test_equal_memory_SOURCES = %D%/lane.c %D%/lane.h %D%/test_equal_memory.c
%C%_test_equal_memory_CPPFLAGS = $(AM_CPPFLAGS) \
	-DTRACES_DIR='"$(top_srcdir)/traces"'
%C%_test_equal_memory_CFLAGS = $(CFLAGS_UNIT)
%C%_test_equal_memory_LDADD = $(LDADD_UNIT)
check_PROGRAMS += %D%/test_published
%C%_test_published_SOURCES = %D%/lane.c %D%/lane.h %D%/test_published.c
%C%_test_published_CPPFLAGS = $(AM_CPPFLAGS) \
	-DTRACES_DIR='"$(top_srcdir)/traces"'
%C%_test_published_CFLAGS = $(CFLAGS_UNIT)
%C%_test_published_LDADD = $(LDADD_UNIT)
check_PROGRAMS += %D%/test_footprint
%C%_test_footprint_SOURCES = %D%/test_footprint.c
%C%_test_footprint_CFLAGS = $(CFLAGS_UNIT)
%C%_test_footprint_LDADD = $(LDADD_UNIT)
check_PROGRAMS += %D%/test_fast_path
%C%_test_fast_path_SOURCES = \
	%D%/fast_path_figures.h \
	%D%/test_fast_path.c
%C%_test_fast_path_CFLAGS = $(CFLAGS_UNIT)
%C%_test_fast_path_LDADD = $(LDADD_UNIT)
endif
