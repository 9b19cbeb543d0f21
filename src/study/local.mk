## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/consumer.h \
	%D%/declared.c \
	%D%/declared.h \
	%D%/engine.c \
	%D%/engine.h \
	%D%/equal_memory.c \
	%D%/equal_memory.h \
	%D%/explain.c \
	%D%/explain.h \
	%D%/job.c \
	%D%/job.h \
	%D%/plan.c \
	%D%/plan.h \
	%D%/pool.c \
	%D%/pool.h \
	%D%/reduce.c \
	%D%/reduce.h \
	%D%/reduced.c \
	%D%/reduced.h \
	%D%/refstream.c \
	%D%/refstream.h \
	%D%/refstring.c \
	%D%/refstring.h \
	%D%/seeds.c \
	%D%/seeds.h \
	%D%/step_recorder.c \
	%D%/step_recorder.h \
	%D%/stream.c \
	%D%/stream.h \
	%D%/window.c \
	%D%/window.h
