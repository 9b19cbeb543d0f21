## SPDX-License-Identifier: BSD-2-Clause
## The front door is the program itself; everything else is in the library.
pagerace_SOURCES += \
	%D%/bundled.c \
	%D%/bundled.h \
	%D%/cmd.c \
	%D%/cmd.h \
	%D%/cmd_bench.c \
	%D%/cmd_check.c \
	%D%/cmd_compare.c \
	%D%/cmd_diff.c \
	%D%/cmd_info.c \
	%D%/cmd_list.c \
	%D%/cmd_replay.c \
	%D%/cmd_space.c \
	%D%/events.c \
	%D%/events.h \
	%D%/experiment.c \
	%D%/experiment.h \
	%D%/gating.c \
	%D%/gating.h \
	%D%/optionoutput.c \
	%D%/optionoutput.h \
	%D%/options.c \
	%D%/options.h \
	%D%/optiontable.c \
	%D%/progress.c \
	%D%/progress.h \
	%D%/prose.c \
	%D%/prose.h \
	%D%/screen.c
