## SPDX-License-Identifier: BSD-2-Clause
tracesdir = $(pkgdatadir)/traces
dist_traces_DATA = \
	%D%/README.md \
	%D%/awk.lackey.xz \
	%D%/gcc.prt \
	%D%/git.prt \
	%D%/graph.prt \
	%D%/python.prt \
	%D%/server.prt \
	%D%/sort.lackey.xz \
	%D%/sort.prt \
	%D%/sqlite.lackey.xz \
	%D%/sqlite3.prt \
	%D%/tcc.lackey.xz \
	%D%/xz.prt
EXTRA_DIST += \
	%D%/make.sh \
	%D%/make_packed.sh \
	%D%/reduce.awk
