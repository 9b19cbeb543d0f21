## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/access.h \
	%D%/access_word.h \
	%D%/area.h \
	%D%/areaspec.h \
	%D%/change.h \
	%D%/charge.h \
	%D%/curve.h \
	%D%/event.h \
	%D%/explanation.h \
	%D%/fault.h \
	%D%/figures.h \
	%D%/former_name.c \
	%D%/former_name.h \
	%D%/future.h \
	%D%/level.h \
	%D%/observer.h \
	%D%/outcome.h \
	%D%/page.h \
	%D%/reclaim_counts.h \
	%D%/reduction.h \
	%D%/profile.c \
	%D%/profile.h \
	%D%/process_group.c \
	%D%/process_group.h \
	%D%/reference.h \
	%D%/run_key.c \
	%D%/run_key.h \
	%D%/sampling.h \
	%D%/spec.h \
	%D%/steps.h \
	%D%/study.h \
	%D%/survey.h
