## SPDX-License-Identifier: BSD-2-Clause
## The command line; a library of its own, because a fuzzer drives it too.
libcli_a_SOURCES = \
	%D%/baselines.c \
	%D%/baselines.h \
	%D%/bench_cache.c \
	%D%/bench_cache.h \
	%D%/bundled.c \
	%D%/bundled.h \
	%D%/cache_entry.c \
	%D%/cache_entry.h \
	%D%/catalog.c \
	%D%/catalog.h \
	%D%/check_json.c \
	%D%/check_json.h \
	%D%/ci_output.c \
	%D%/ci_output.h \
	%D%/cmd.c \
	%D%/cmd.h \
	%D%/cmd_bench.c \
	%D%/cmd_check.c \
	%D%/cmd_compare.c \
	%D%/cmd_completions.c \
	%D%/cmd_convert.c \
	%D%/cmd_curve.c \
	%D%/cmd_diff.c \
	%D%/cmd_info.c \
	%D%/cmd_list.c \
	%D%/cmd_merge.c \
	%D%/cmd_oracle.c \
	%D%/cmd_plot.c \
	%D%/cmd_record.c \
	%D%/cmd_repeat.c \
	%D%/cmd_replay.c \
	%D%/cmd_report.c \
	%D%/cmd_space.c \
	%D%/dry_plan.c \
	%D%/dry_plan.h \
	%D%/events.c \
	%D%/events.h \
	%D%/experiment.c \
	%D%/experiment.h \
	%D%/file_digest.c \
	%D%/file_digest.h \
	%D%/gen_source.c \
	%D%/gen_source.h \
	%D%/help.c \
	%D%/help.h \
	%D%/line_edit.c \
	%D%/line_edit.h \
	%D%/option_files.c \
	%D%/option_files.h \
	%D%/option_table.c \
	%D%/option_take.c \
	%D%/option_take.h \
	%D%/option_tools.c \
	%D%/options.c \
	%D%/options.h \
	%D%/picture.c \
	%D%/picture.h \
	%D%/profile_file.c \
	%D%/profile_file.h \
	%D%/output_format.c \
	%D%/output_format.h \
	%D%/progress.c \
	%D%/progress.h \
	%D%/prose.c \
	%D%/prose.h \
	%D%/study_origin.c \
	%D%/study_origin.h \
	%D%/study_output.c \
	%D%/study_output.h \
	%D%/supervised.c \
	%D%/supervised.h \
	%D%/trace_copy.c \
	%D%/trace_copy.h \
	%D%/trace_find.c \
	%D%/trace_find.h \
	%D%/verdict.c \
	%D%/verdict.h

## The commit that the program is built from, as a C string; written again only
## where it is another, so that a build with nothing to do does nothing.
nodist_pagerace_SOURCES = %D%/commit.c
CLEANFILES += %D%/commit.c
.PHONY: ask-for-commit
%D%/commit.c: ask-for-commit
	@$(MKDIR_P) %D% && \
	echo "const char build_commit[] = \"$$($(srcdir)/tools/commit.sh \
		$(srcdir))\";" >$@-t && \
	if cmp -s $@-t $@; then rm -f $@-t; else mv -f $@-t $@; fi

## The digest of the sources that decide results, in the same way.
nodist_libcli_a_SOURCES = %D%/build_digest.c
CLEANFILES += %D%/build_digest.c
.PHONY: ask-for-sources
%D%/build_digest.c: ask-for-sources
	@$(MKDIR_P) %D% && \
	echo "const char build_digest[] = \"$$($(srcdir)/tools/sources.sh \
		$(srcdir))\";" >$@-t && \
	if cmp -s $@-t $@; then rm -f $@-t; else mv -f $@-t $@; fi
