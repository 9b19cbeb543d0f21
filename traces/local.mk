## SPDX-License-Identifier: BSD-2-Clause
tracesdir = $(pkgdatadir)/traces
dist_traces_DATA = \
	%D%/README.md \
	%D%/awk.lackey.xz \
	%D%/sort.lackey.xz \
	%D%/sqlite.lackey.xz \
	%D%/tcc.lackey.xz
EXTRA_DIST += \
	%D%/make.sh \
	%D%/reduce.awk
