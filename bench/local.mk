## SPDX-License-Identifier: BSD-2-Clause
noinst_PROGRAMS += %D%/bench_areas
%C%_bench_areas_SOURCES = %D%/bench_areas.c
%C%_bench_areas_LDADD = libcore.a $(CORE_LIBS)
