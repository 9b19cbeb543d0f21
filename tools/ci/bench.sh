#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The bench runs: every group on very little, and then compare.sh.  The times are
# not judged, because the machine may be shared.
set -eu

cd "$(dirname "$0")/../.."
./bootstrap build
make -s -C build bench BENCH=--quick
# --quick takes one workload: two whose pages are all made to exist, and the
# bundled traces, which begin with events.
make -s -C build bench \
	BENCH='--quick -r 1 -w zipf-16m,uniform-16m,gcc,server packed loop:fifo'
bench/compare.sh build build -r 1 --quick loop:2q,lru command
