## SPDX-License-Identifier: BSD-2-Clause
if HAVE_CHECK
check_PROGRAMS += \
	%D%/test_figurefile \
	%D%/test_settings \
	%D%/test_yaml
%C%_test_figurefile_SOURCES = %D%/test_figurefile.c
%C%_test_figurefile_CFLAGS = $(CFLAGS_UNIT)
%C%_test_figurefile_LDADD = $(LDADD_UNIT)
%C%_test_settings_SOURCES = %D%/test_settings.c
%C%_test_settings_CFLAGS = $(CFLAGS_UNIT)
%C%_test_settings_LDADD = $(LDADD_UNIT)
%C%_test_yaml_SOURCES = %D%/test_yaml.c
%C%_test_yaml_CFLAGS = $(CFLAGS_UNIT)
%C%_test_yaml_LDADD = $(LDADD_UNIT)
endif
