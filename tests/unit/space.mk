## SPDX-License-Identifier: BSD-2-Clause
EXTRA_DIST += \
	tests/cases/space/lending.expected \
	tests/cases/space/lending.script \
	tests/cases/space/sharing.expected \
	tests/cases/space/sharing.script \
	tests/cases/space/shortage.expected \
	tests/cases/space/shortage.script
if HAVE_CHECK
check_PROGRAMS += \
	%D%/test_addrspace \
	%D%/test_area \
	%D%/test_mm \
	%D%/test_numbered \
	%D%/test_pagetable \
	%D%/test_script \
	%D%/test_spacebatches \
	%D%/test_spaceevent \
	%D%/test_spaces
%C%_test_addrspace_SOURCES = %D%/test_addrspace.c
%C%_test_addrspace_CFLAGS = $(CFLAGS_UNIT)
%C%_test_addrspace_LDADD = $(LDADD_UNIT)
%C%_test_area_SOURCES = %D%/test_area.c
%C%_test_area_CFLAGS = $(CFLAGS_UNIT)
%C%_test_area_LDADD = $(LDADD_UNIT)
%C%_test_mm_SOURCES = %D%/test_mm.c
%C%_test_mm_CFLAGS = $(CFLAGS_UNIT)
%C%_test_mm_LDADD = $(LDADD_UNIT)
%C%_test_numbered_SOURCES = %D%/test_numbered.c %D%/spaces_fixture.h
%C%_test_numbered_CFLAGS = $(CFLAGS_UNIT)
%C%_test_numbered_LDADD = $(LDADD_UNIT)
%C%_test_pagetable_SOURCES = %D%/test_pagetable.c
%C%_test_pagetable_CFLAGS = $(CFLAGS_UNIT)
%C%_test_pagetable_LDADD = $(LDADD_UNIT)
%C%_test_script_SOURCES = %D%/test_script.c
%C%_test_script_CFLAGS = $(CFLAGS_UNIT) \
	-DSOURCE_DIR='"$(abs_top_srcdir)"'
%C%_test_script_LDADD = $(LDADD_UNIT)
%C%_test_spacebatches_SOURCES = %D%/test_spacebatches.c %D%/spaces_fixture.h
%C%_test_spacebatches_CFLAGS = $(CFLAGS_UNIT)
%C%_test_spacebatches_LDADD = $(LDADD_UNIT)
%C%_test_spaceevent_SOURCES = %D%/test_spaceevent.c %D%/spaces_fixture.h
%C%_test_spaceevent_CFLAGS = $(CFLAGS_UNIT)
%C%_test_spaceevent_LDADD = $(LDADD_UNIT)
%C%_test_spaces_SOURCES = %D%/test_spaces.c %D%/spaces_fixture.h
%C%_test_spaces_CFLAGS = $(CFLAGS_UNIT)
%C%_test_spaces_LDADD = $(LDADD_UNIT)
endif
