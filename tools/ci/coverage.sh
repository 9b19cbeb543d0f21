#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The program built for coverage, and that a run leaves its counts.
set -eu

cd "$(dirname "$0")/../.."
tools/ci/configured.sh build-coverage --enable-coverage --enable-werror
make -s -C build-coverage -j "$(getconf _NPROCESSORS_ONLN)"
find build-coverage -name '*.gcda' -delete
build-coverage/pagerace list policies >/dev/null
[ -n "$(find build-coverage/src/policy build-coverage/policies -name '*.gcda')" ] || {
	echo "coverage.sh: a run left no counts" >&2
	exit 1
}
