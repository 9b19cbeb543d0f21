## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/axis.c \
	%D%/axis.h \
	%D%/chart.h \
	%D%/chart_causes.c \
	%D%/chart_data.c \
	%D%/chart_latency.c \
	%D%/chart_make.c \
	%D%/chart_svg.c \
	%D%/chart_svg.h \
	%D%/ci_name.c \
	%D%/ci_name.h \
	%D%/comparison_table.c \
	%D%/csv.c \
	%D%/csv.h \
	%D%/csv_field.c \
	%D%/csv_field.h \
	%D%/curve_csv.c \
	%D%/curve_view.c \
	%D%/enough.c \
	%D%/enough.h \
	%D%/dashboards.c \
	%D%/explain_view.c \
	%D%/figure.c \
	%D%/figure.h \
	%D%/findings.c \
	%D%/findings.h \
	%D%/gate_export.c \
	%D%/gate_report.h \
	%D%/gate_view.c \
	%D%/grid.c \
	%D%/grid.h \
	%D%/hgrm.c \
	%D%/html.c \
	%D%/html_page.c \
	%D%/html_page.h \
	%D%/junit.c \
	%D%/kernel_comparison.c \
	%D%/kernel_view.c \
	%D%/map.c \
	%D%/map.h \
	%D%/map_svg.c \
	%D%/map_text.c \
	%D%/markdown.c \
	%D%/outputs.c \
	%D%/part_view.c \
	%D%/plot.h \
	%D%/plot_text.c \
	%D%/recommendation.c \
	%D%/refusal.c \
	%D%/report.h \
	%D%/run_table.c \
	%D%/run_view.c \
	%D%/seed_view.c \
	%D%/sheet.c \
	%D%/sheet.h \
	%D%/sparkline.c \
	%D%/sparkline.h \
	%D%/sparks.c \
	%D%/sparks.h \
	%D%/stack_svg.c \
	%D%/steps_csv.c \
	%D%/steps_text.c \
	%D%/steps_text.h \
	%D%/steps_view.c \
	%D%/study_view.c \
	%D%/survey_view.c \
	%D%/svg.c \
	%D%/svg.h \
	%D%/table.c \
	%D%/table.h \
	%D%/text.c \
	%D%/trace_view.c \
	%D%/variable_space.c \
	%D%/view.h \
	%D%/xml_text.c \
	%D%/xml_text.h
# What a page needs is built in: its style, its script, and the library of
# charts, where there is one.
nodist_libcore_a_SOURCES += %D%/page_assets.c
EXTRA_DIST += %D%/assets_text.awk %D%/page.css %D%/page.js
CLEANFILES += %D%/page_assets.c
%D%/page_assets.c: %D%/assets_text.awk %D%/page.css %D%/page.js Makefile
	$(AM_V_GEN)$(MKDIR_P) %D% && \
	LC_ALL=C $(AWK) -f $(srcdir)/%D%/assets_text.awk \
		name=page_css $(srcdir)/%D%/page.css \
		name=page_js $(srcdir)/%D%/page.js \
		name=chart_js $(CHART_JS) >$@-t && mv $@-t $@
