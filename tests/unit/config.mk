## SPDX-License-Identifier: BSD-2-Clause
if HAVE_CHECK
check_PROGRAMS += \
	%D%/test_figurefile \
	%D%/test_settings \
	%D%/test_memory_size \
	%D%/test_suite \
	%D%/test_selection \
	%D%/test_yaml
%C%_test_figurefile_SOURCES = %D%/test_figurefile.c
%C%_test_figurefile_CFLAGS = $(CFLAGS_UNIT)
%C%_test_figurefile_LDADD = $(LDADD_UNIT)
%C%_test_settings_SOURCES = %D%/test_settings.c
%C%_test_settings_CFLAGS = $(CFLAGS_UNIT)
%C%_test_settings_LDADD = $(LDADD_UNIT)
%C%_test_memory_size_SOURCES = %D%/test_memory_size.c
%C%_test_memory_size_CFLAGS = $(CFLAGS_UNIT)
%C%_test_memory_size_LDADD = $(LDADD_UNIT)
%C%_test_suite_SOURCES = %D%/test_suite.c
%C%_test_suite_CFLAGS = $(CFLAGS_UNIT)
%C%_test_suite_LDADD = $(LDADD_UNIT)
%C%_test_selection_SOURCES = %D%/test_selection.c
%C%_test_selection_CFLAGS = $(CFLAGS_UNIT)
%C%_test_selection_LDADD = $(LDADD_UNIT)
%C%_test_yaml_SOURCES = %D%/test_yaml.c
%C%_test_yaml_CFLAGS = $(CFLAGS_UNIT)
%C%_test_yaml_LDADD = $(LDADD_UNIT)
endif
