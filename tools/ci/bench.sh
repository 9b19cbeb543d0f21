#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Does the bench harness run?  Each program of bench/ once, with next to
# nothing to do; a shared machine has no verdict on speed.
set -eu

cd "$(dirname "$0")/../.."
programs=$(sed -n 's|^noinst_PROGRAMS += %D%/|bench/|p' bench/local.mk)
if [ -z "$programs" ]; then
	echo "bench.sh: there are no bench programs"
	exit 77
fi
tools/ci/configured.sh build-gcc CC=gcc --enable-werror
make -s -C build-gcc -j "$(getconf _NPROCESSORS_ONLN)"
for program in $programs; do
	echo "$program"
	(cd build-gcc && "./$program" -n 20000 -r 3)
done
