#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Is the tarball whole?  Unpacked, configured beside its sources (which are
# read-only), built, tested, installed and removed again.
set -eu

cd "$(dirname "$0")/../.."
tools/ci/configured.sh build-dist
make -s -C build-dist -j "$(getconf _NPROCESSORS_ONLN)" distcheck VERBOSE=1
