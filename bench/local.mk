## SPDX-License-Identifier: BSD-2-Clause
## How fast the program itself is; never part of 'make check'.
EXTRA_DIST += %D%/compare.sh
noinst_PROGRAMS += %D%/bench_loop
%C%_bench_loop_SOURCES = %D%/bench_loop.c %D%/bench_string.c \
	%D%/bench_string.h %D%/driver.c %D%/driver.h \
	%D%/timed_replay.c %D%/timed_replay.h
%C%_bench_loop_LDADD = libcore.a $(CORE_LIBS)
noinst_PROGRAMS += %D%/bench_lackey
%C%_bench_lackey_SOURCES = %D%/bench_lackey.c %D%/driver.c %D%/driver.h
%C%_bench_lackey_LDADD = libcore.a $(CORE_LIBS)
noinst_PROGRAMS += %D%/bench_areas
%C%_bench_areas_SOURCES = %D%/bench_areas.c %D%/driver.c %D%/driver.h
%C%_bench_areas_LDADD = libcore.a $(CORE_LIBS)
noinst_PROGRAMS += %D%/bench_policies
%C%_bench_policies_SOURCES = %D%/bench_policies.c %D%/bench_string.c \
	%D%/bench_string.h %D%/driver.c %D%/driver.h \
	%D%/timed_replay.c %D%/timed_replay.h
%C%_bench_policies_CPPFLAGS = $(AM_CPPFLAGS) \
	-DTRACES_DIR='"$(top_srcdir)/traces"'
%C%_bench_policies_LDADD = libcore.a $(CORE_LIBS)
noinst_PROGRAMS += %D%/bench_curve
%C%_bench_curve_SOURCES = %D%/bench_curve.c %D%/bench_string.c \
	%D%/bench_string.h %D%/driver.c %D%/driver.h \
	%D%/timed_replay.c %D%/timed_replay.h
%C%_bench_curve_LDADD = libcore.a $(CORE_LIBS)
noinst_PROGRAMS += %D%/bench_numbering
%C%_bench_numbering_SOURCES = %D%/bench_numbering.c %D%/driver.c %D%/driver.h
%C%_bench_numbering_LDADD = libcore.a $(CORE_LIBS)
noinst_PROGRAMS += %D%/bench_packed
%C%_bench_packed_SOURCES = %D%/bench_packed.c %D%/driver.c %D%/driver.h
%C%_bench_packed_CPPFLAGS = $(AM_CPPFLAGS) \
	-DTRACES_DIR='"$(top_srcdir)/traces"'
%C%_bench_packed_LDADD = libcore.a $(CORE_LIBS)
noinst_PROGRAMS += %D%/bench_readers
%C%_bench_readers_SOURCES = %D%/bench_readers.c %D%/driver.c %D%/driver.h
%C%_bench_readers_LDADD = libcore.a $(CORE_LIBS)
