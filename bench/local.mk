## SPDX-License-Identifier: BSD-2-Clause
## How fast the program itself is; never part of 'make check'.
EXTRA_DIST += %D%/compare.sh %D%/sampling.sh
noinst_PROGRAMS += %D%/bench
%C%_bench_SOURCES = %D%/bench.c %D%/driver.c %D%/driver.h \
	%D%/results.c %D%/results_compare.c \
	%D%/workload.c %D%/workload.h \
	%D%/command.c %D%/command.h \
	%D%/bare_loop.c %D%/bare_loop.h \
	%D%/bench_areas.c %D%/bench_command.c %D%/bench_curve.c \
	%D%/bench_lackey.c %D%/bench_lockstep.c %D%/bench_loop.c \
	%D%/bench_numbering.c %D%/bench_packed.c %D%/bench_readers.c \
	%D%/reader_rows.c %D%/reader_rows.h
nodist_%C%_bench_SOURCES = src/cli/commit.c
%C%_bench_CPPFLAGS = $(AM_CPPFLAGS) \
	-DTRACES_DIR='"$(abs_top_srcdir)/traces"'
%C%_bench_LDADD = libcli.a libcore.a $(CORE_LIBS)

# make bench BENCH='--quick loop curve'
.PHONY: bench
bench: %D%/bench$(EXEEXT)
	%D%/bench$(EXEEXT) $(BENCH)
