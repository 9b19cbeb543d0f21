## SPDX-License-Identifier: BSD-2-Clause
if HAVE_CHECK
check_PROGRAMS += %D%/test_circle
%C%_test_circle_SOURCES = %D%/test_circle.c
%C%_test_circle_CFLAGS = $(CFLAGS_UNIT)
%C%_test_circle_LDADD = $(LDADD_UNIT)

check_PROGRAMS += %D%/test_ghost
%C%_test_ghost_SOURCES = %D%/test_ghost.c
%C%_test_ghost_CFLAGS = $(CFLAGS_UNIT)
%C%_test_ghost_LDADD = $(LDADD_UNIT)

check_PROGRAMS += %D%/test_least
%C%_test_least_SOURCES = %D%/test_least.c
%C%_test_least_CFLAGS = $(CFLAGS_UNIT)
%C%_test_least_LDADD = $(LDADD_UNIT)

check_PROGRAMS += %D%/test_log
%C%_test_log_SOURCES = %D%/test_log.c
%C%_test_log_CFLAGS = $(CFLAGS_UNIT)
%C%_test_log_LDADD = $(LDADD_UNIT)

check_PROGRAMS += %D%/test_past
%C%_test_past_SOURCES = %D%/test_past.c
%C%_test_past_CFLAGS = $(CFLAGS_UNIT)
%C%_test_past_LDADD = $(LDADD_UNIT)

check_PROGRAMS += %D%/test_peak
%C%_test_peak_SOURCES = %D%/test_peak.c
%C%_test_peak_CFLAGS = $(CFLAGS_UNIT)
%C%_test_peak_LDADD = $(LDADD_UNIT)

check_PROGRAMS += %D%/test_turns
%C%_test_turns_SOURCES = %D%/test_turns.c
%C%_test_turns_CFLAGS = $(CFLAGS_UNIT)
%C%_test_turns_LDADD = $(LDADD_UNIT)

check_PROGRAMS += %D%/test_weights
%C%_test_weights_SOURCES = %D%/test_weights.c
%C%_test_weights_CFLAGS = $(CFLAGS_UNIT)
%C%_test_weights_LDADD = $(LDADD_UNIT) -lm
endif
