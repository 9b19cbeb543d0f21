## SPDX-License-Identifier: BSD-2-Clause
if HAVE_CHECK
check_PROGRAMS += \
	%D%/test_figurefile \
	%D%/test_settings \
	%D%/test_memsize \
	%D%/test_suite \
	%D%/test_words \
	%D%/test_yaml
%C%_test_figurefile_SOURCES = %D%/test_figurefile.c
%C%_test_figurefile_CFLAGS = $(CFLAGS_UNIT)
%C%_test_figurefile_LDADD = $(LDADD_UNIT)
%C%_test_settings_SOURCES = %D%/test_settings.c
%C%_test_settings_CFLAGS = $(CFLAGS_UNIT)
%C%_test_settings_LDADD = $(LDADD_UNIT)
%C%_test_memsize_SOURCES = %D%/test_memsize.c
%C%_test_memsize_CFLAGS = $(CFLAGS_UNIT)
%C%_test_memsize_LDADD = $(LDADD_UNIT)
%C%_test_suite_SOURCES = %D%/test_suite.c
%C%_test_suite_CFLAGS = $(CFLAGS_UNIT)
%C%_test_suite_LDADD = $(LDADD_UNIT)
%C%_test_words_SOURCES = %D%/test_words.c
%C%_test_words_CFLAGS = $(CFLAGS_UNIT)
%C%_test_words_LDADD = $(LDADD_UNIT)
%C%_test_yaml_SOURCES = %D%/test_yaml.c
%C%_test_yaml_CFLAGS = $(CFLAGS_UNIT)
%C%_test_yaml_LDADD = $(LDADD_UNIT)
endif
