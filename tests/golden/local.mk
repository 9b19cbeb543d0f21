## SPDX-License-Identifier: BSD-2-Clause
check_PROGRAMS += %D%/reports
%C%_reports_SOURCES = %D%/reports.c %D%/studies.c %D%/studies.h \
	%D%/survey_sample.c
%C%_reports_LDADD = libcore.a $(CORE_LIBS)
check_SCRIPTS += %D%/schema.sh
EXTRA_DIST += \
	%D%/schema.sh \
	%D%/empty-comparison.txt \
	%D%/empty.csv \
	%D%/empty.hgrm \
	%D%/empty.json \
	%D%/empty.md \
	%D%/empty.txt \
	%D%/explained.md \
	%D%/explained.txt \
	%D%/facts-empty.txt \
	%D%/facts.json \
	%D%/facts.md \
	%D%/facts.txt \
	%D%/gate.codequality \
	%D%/gate.json \
	%D%/gate.md \
	%D%/gate.txt \
	%D%/gate.xml \
	%D%/comparison-color.txt \
	%D%/comparison-narrow.txt \
	%D%/comparison.bmf \
	%D%/comparison.csv \
	%D%/comparison.gbench \
	%D%/comparison.gha \
	%D%/comparison.hgrm \
	%D%/comparison.json \
	%D%/comparison.md \
	%D%/comparison.openmetrics \
	%D%/comparison.txt \
	%D%/comparison.xml \
	%D%/refusal.md \
	%D%/replay-narrow.txt \
	%D%/replay.csv \
	%D%/replay.hgrm \
	%D%/replay.json \
	%D%/replay.md \
	%D%/replay.txt \
	%D%/replay.xml \
	%D%/survey-ascii.txt \
	%D%/survey.json \
	%D%/survey.md \
	%D%/survey.svg \
	%D%/survey.txt \
	%D%/varying.md \
	%D%/varying.txt
