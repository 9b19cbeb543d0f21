## SPDX-License-Identifier: BSD-2-Clause
if HAVE_CHECK
check_PROGRAMS += \
	%D%/test_area \
	%D%/test_pagetable \
	%D%/test_spaceevent \
	%D%/test_spaces
%C%_test_area_SOURCES = %D%/test_area.c
%C%_test_area_CFLAGS = $(CFLAGS_UNIT)
%C%_test_area_LDADD = $(LDADD_UNIT)
%C%_test_pagetable_SOURCES = %D%/test_pagetable.c
%C%_test_pagetable_CFLAGS = $(CFLAGS_UNIT)
%C%_test_pagetable_LDADD = $(LDADD_UNIT)
%C%_test_spaceevent_SOURCES = %D%/test_spaceevent.c %D%/spacesfixture.h
%C%_test_spaceevent_CFLAGS = $(CFLAGS_UNIT)
%C%_test_spaceevent_LDADD = $(LDADD_UNIT)
%C%_test_spaces_SOURCES = %D%/test_spaces.c %D%/spacesfixture.h
%C%_test_spaces_CFLAGS = $(CFLAGS_UNIT)
%C%_test_spaces_LDADD = $(LDADD_UNIT)
endif
