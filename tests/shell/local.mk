## SPDX-License-Identifier: BSD-2-Clause
## The program as it is used: what it prints, which files it writes, its exit
## status.  Each begins by sourcing harness.sh.
AM_TESTS_ENVIRONMENT += CC='$(CC)'; export CC;
AM_TESTS_ENVIRONMENT += HARDEN_CFLAGS='$(HARDEN_CFLAGS)'; export HARDEN_CFLAGS;
check_SCRIPTS += \
	%D%/areas.sh \
	%D%/bad.sh \
	%D%/books.sh \
	%D%/convert.sh \
	%D%/events.sh \
	%D%/commands.sh \
	%D%/contributing.sh \
	%D%/courses.sh \
	%D%/coverage.sh \
	%D%/completions.sh \
	%D%/first_touch.sh \
	%D%/gate.sh \
	%D%/hardened.sh \
	%D%/hostile.sh \
	%D%/lists.sh \
	%D%/machine_state.sh \
	%D%/manual.sh \
	%D%/merge.sh \
	%D%/page_size.sh \
	%D%/pageout.sh \
	%D%/plugin.sh \
	%D%/plugin_builtin.sh \
	%D%/policies.sh \
	%D%/readme.sh \
	%D%/reduce.sh \
	%D%/refs.sh \
	%D%/repeat.sh \
	%D%/report.sh \
	%D%/steps.sh \
	%D%/stream.sh \
	%D%/misread.sh \
	%D%/modules.sh \
	%D%/noalloc.sh \
	%D%/schema.sh \
	%D%/short_memory.sh \
	%D%/space.sh \
	%D%/ucorelog.sh \
	%D%/vast.sh \
	%D%/vectors.sh \
	%D%/window.sh \
	%D%/words.sh
EXTRA_DIST += \
	%D%/added/format_eqref.c \
	%D%/added/plain_topframe.c \
	%D%/added/runcount.c \
	%D%/added/topframe.c \
	%D%/faults/noalloc.c \
	%D%/hostile/hostile.c \
	%D%/areas.sh \
	%D%/bad.sh \
	%D%/books.sh \
	%D%/harness.sh \
	%D%/convert.sh \
	%D%/events.sh \
	%D%/commands.sh \
	%D%/contributing.sh \
	%D%/courses.sh \
	%D%/coverage.sh \
	%D%/completions.sh \
	%D%/first_touch.sh \
	%D%/gate.sh \
	%D%/hardened.sh \
	%D%/hostile.sh \
	%D%/lists.sh \
	%D%/machine_state.sh \
	%D%/manual.sh \
	%D%/merge.sh \
	%D%/page_size.sh \
	%D%/pageout.sh \
	%D%/plugin.sh \
	%D%/plugin_builtin.sh \
	%D%/policies.sh \
	%D%/readme.sh \
	%D%/reduce.sh \
	%D%/refs.sh \
	%D%/repeat.sh \
	%D%/report.sh \
	%D%/steps.sh \
	%D%/stream.sh \
	%D%/misread.sh \
	%D%/modules.sh \
	%D%/noalloc.sh \
	%D%/schema.sh \
	%D%/short_memory.sh \
	%D%/space.sh \
	%D%/ucorelog.sh \
	%D%/vast.sh \
	%D%/vectors.sh \
	%D%/window.sh \
	%D%/words.sh
