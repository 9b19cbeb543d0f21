## SPDX-License-Identifier: BSD-2-Clause
if HAVE_CHECK
check_PROGRAMS += %D%/test_oracle
%C%_test_oracle_SOURCES = %D%/test_oracle.c
%C%_test_oracle_CFLAGS = $(CFLAGS_UNIT)
%C%_test_oracle_LDADD = $(LDADD_UNIT)
endif
