#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The bench programs run: each once, on very little, and then compare.sh.  The
# times are not judged, because the machine may be shared.
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
bench/compare.sh build-gcc build-gcc -r 1 -n 20000 -p 2q,lru
