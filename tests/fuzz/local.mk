## SPDX-License-Identifier: BSD-2-Clause
## The entries of the fuzzer, run over their corpora; they need no Check.
check_PROGRAMS += %D%/fuzz_trace
%C%_fuzz_trace_SOURCES = %D%/fuzz_trace.c %D%/corpus.c
%C%_fuzz_trace_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests \
	-DCORPUS='"trace"'
%C%_fuzz_trace_LDADD = libcore.a $(CORE_LIBS)

check_PROGRAMS += %D%/fuzz_script
%C%_fuzz_script_SOURCES = %D%/fuzz_script.c %D%/corpus.c
%C%_fuzz_script_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS='"script"'
%C%_fuzz_script_LDADD = libcore.a $(CORE_LIBS)
check_PROGRAMS += %D%/fuzz_document
%C%_fuzz_document_SOURCES = %D%/fuzz_document.c %D%/corpus.c
%C%_fuzz_document_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS='"document"'
%C%_fuzz_document_LDADD = libcore.a $(CORE_LIBS)
EXTRA_DIST += %D%/corpus/document %D%/corpus/script %D%/corpus/trace
