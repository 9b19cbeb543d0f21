## SPDX-License-Identifier: BSD-2-Clause
if HAVE_CHECK
check_PROGRAMS += \
	%D%/test_apart \
	%D%/test_steps
%C%_test_apart_SOURCES = %D%/test_apart.c
%C%_test_apart_CFLAGS = $(CFLAGS_UNIT)
%C%_test_apart_LDADD = $(LDADD_UNIT)
%C%_test_steps_SOURCES = %D%/test_steps.c
%C%_test_steps_CFLAGS = $(CFLAGS_UNIT)
%C%_test_steps_LDADD = $(LDADD_UNIT)
endif
