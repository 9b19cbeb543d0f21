## SPDX-License-Identifier: BSD-2-Clause
## How fast the program itself is; never part of 'make check'.
noinst_PROGRAMS += %D%/bench_loop
%C%_bench_loop_SOURCES = %D%/bench_loop.c %D%/sample.c %D%/sample.h
%C%_bench_loop_LDADD = libcore.a $(CORE_LIBS)
