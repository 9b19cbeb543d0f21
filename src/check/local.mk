## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/fork_traces.c \
	%D%/fork_traces.h \
	%D%/generator.c \
	%D%/generator.h \
	%D%/interposer.c \
	%D%/interposer.h \
	%D%/isolate.c \
	%D%/isolate.h \
	%D%/law.h \
	%D%/law_count.c \
	%D%/law_ground.c \
	%D%/law_same.c \
	%D%/law_sight.c \
	%D%/lawlist.c \
	%D%/laws.c \
	%D%/laws.h \
	%D%/lent_memory.c \
	%D%/lent_memory.h \
	%D%/shrink.c \
	%D%/shrink.h \
	%D%/testrun.c \
	%D%/testrun.h \
	%D%/testtrace.c \
	%D%/testtrace.h \
	%D%/testtrace_read.c \
	%D%/trial.c
