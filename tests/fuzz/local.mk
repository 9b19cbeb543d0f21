## SPDX-License-Identifier: BSD-2-Clause
## The entries of the fuzzer, run over their corpora; they need no Check.
check_PROGRAMS += %D%/fuzz_trace
%C%_fuzz_trace_SOURCES = %D%/fuzz_trace.c %D%/corpus.c
%C%_fuzz_trace_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests \
	-DCORPUS='"trace"'
%C%_fuzz_trace_LDADD = libcore.a $(CORE_LIBS)

check_PROGRAMS += %D%/fuzz_script
%C%_fuzz_script_SOURCES = %D%/fuzz_script.c %D%/corpus.c
%C%_fuzz_script_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests \
	-DCORPUS='"script"'
%C%_fuzz_script_LDADD = libcore.a $(CORE_LIBS)
check_PROGRAMS += %D%/fuzz_document
%C%_fuzz_document_SOURCES = %D%/fuzz_document.c %D%/corpus.c
%C%_fuzz_document_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests \
	-DCORPUS='"document"'
%C%_fuzz_document_LDADD = libcore.a $(CORE_LIBS)
check_PROGRAMS += %D%/fuzz_yaml
%C%_fuzz_yaml_SOURCES = %D%/fuzz_yaml.c %D%/corpus.c
%C%_fuzz_yaml_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests \
	-DCORPUS='"yaml"'
%C%_fuzz_yaml_LDADD = libcore.a $(CORE_LIBS)
check_PROGRAMS += %D%/fuzz_words
%C%_fuzz_words_SOURCES = %D%/fuzz_words.c %D%/corpus.c
%C%_fuzz_words_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests \
	-DCORPUS='"words"'
%C%_fuzz_words_LDADD = libcli.a libcore.a $(CORE_LIBS)
EXTRA_DIST += %D%/any_trace.h %D%/fuzz_choice.h %D%/corpus/words %D%/corpus/yaml
EXTRA_DIST += %D%/corpus/document %D%/corpus/script %D%/corpus/trace
check_PROGRAMS += %D%/fuzz_recorder
%C%_fuzz_recorder_SOURCES = %D%/fuzz_recorder.c %D%/corpus.c
%C%_fuzz_recorder_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests \
	-DCORPUS='"recorder"'
%C%_fuzz_recorder_LDADD = libcore.a $(CORE_LIBS)
EXTRA_DIST += %D%/corpus/recorder
