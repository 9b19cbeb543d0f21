## SPDX-License-Identifier: BSD-2-Clause
check_PROGRAMS += %D%/cases
%C%_cases_SOURCES = %D%/cases_main.c
%C%_cases_LDADD = libcore.a $(CORE_LIBS)
