## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/areas.c \
	%D%/areas.h \
	%D%/suiteentry.c \
	%D%/suiteentry.h \
	%D%/figurefile.c \
	%D%/figurefile.h \
	%D%/figuretable.c \
	%D%/node.c \
	%D%/settings.c \
	%D%/settings.h \
	%D%/sizes.c \
	%D%/suite.c \
	%D%/suite.h \
	%D%/words.c \
	%D%/words.h \
	%D%/yaml.c \
	%D%/yaml.h
# The figures are built in: figures.yaml as a C string.
nodist_libcore_a_SOURCES = %D%/figures_text.c
EXTRA_DIST += %D%/figures.yaml %D%/figures_text.awk
CLEANFILES += %D%/figures_text.c
%D%/figures_text.c: %D%/figures.yaml %D%/figures_text.awk
	$(AM_V_GEN)$(MKDIR_P) %D% && \
	$(AWK) -f $(srcdir)/%D%/figures_text.awk \
		$(srcdir)/%D%/figures.yaml >$@-t && mv $@-t $@
