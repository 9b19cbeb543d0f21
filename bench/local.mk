## SPDX-License-Identifier: BSD-2-Clause
noinst_PROGRAMS += %D%/bench_lackey
%C%_bench_lackey_SOURCES = %D%/bench_lackey.c
%C%_bench_lackey_LDADD = libcore.a $(CORE_LIBS)
