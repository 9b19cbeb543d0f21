## SPDX-License-Identifier: BSD-2-Clause
EXTRA_DIST += \
	%D%/authors.txt \
	%D%/bounds.txt \
	%D%/ghosts.txt \
	%D%/teaching.txt \
	%D%/textbook.txt \
	%D%/worked.txt
check_PROGRAMS += %D%/cases
%C%_cases_SOURCES = %D%/cases_main.c
%C%_cases_CPPFLAGS = $(AM_CPPFLAGS) \
	-DCASES_DIR='"$(top_srcdir)/tests/cases"'
%C%_cases_LDADD = libcore.a $(CORE_LIBS)
