## SPDX-License-Identifier: BSD-2-Clause
examplesdir = $(pkgdatadir)/examples
dist_examples_DATA = \
	%D%/Makefile \
	%D%/README.md \
	%D%/second_chance.c
