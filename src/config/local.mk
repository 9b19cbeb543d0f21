## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/areas.c \
	%D%/areas.h \
	%D%/figurefile.c \
	%D%/figurefile.h \
	%D%/figuretable.c \
	%D%/memory_size.c \
	%D%/node.c \
	%D%/quotas.c \
	%D%/quotas.h \
	%D%/settings.c \
	%D%/settings.h \
	%D%/settings_table.c \
	%D%/suite.c \
	%D%/suite.h \
	%D%/suite_entry.c \
	%D%/suite_entry.h \
	%D%/selection.c \
	%D%/selection.h \
	%D%/yaml.c \
	%D%/yaml.h
# The figures are built in: figures.yaml as a C string.
nodist_libcore_a_SOURCES += %D%/figures_text.c
EXTRA_DIST += %D%/figures.yaml %D%/figures_text.awk
CLEANFILES += %D%/figures_text.c
%D%/figures_text.c: %D%/figures.yaml %D%/figures_text.awk
	$(AM_V_GEN)$(MKDIR_P) %D% && \
	$(AWK) -f $(srcdir)/%D%/figures_text.awk \
		$(srcdir)/%D%/figures.yaml >$@-t && mv $@-t $@
# Its schema and that of figures.
