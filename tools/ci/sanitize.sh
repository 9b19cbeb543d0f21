#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Do the tests pass under the sanitizers?  Address, undefined and leaks for all
# of them; thread for those of replay/, where there are threads.
set -eu

cd "$(dirname "$0")/../.."
jobs=$(getconf _NPROCESSORS_ONLN)

export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1
export UBSAN_OPTIONS=print_stacktrace=1
tools/ci/configured.sh build-asan --enable-sanitizers --enable-werror
make -s -C build-asan -j "$jobs"
make -s -C build-asan -j "$jobs" check VERBOSE=1

tests=$(sed -n 's|^check_PROGRAMS += %D%/|tests/unit/|p' tests/unit/replay.mk)
[ -n "$tests" ] || exit 0
export TSAN_OPTIONS=halt_on_error=1
tools/ci/configured.sh build-tsan --enable-sanitizers=thread --enable-werror
# The sanitizer's shadow has no room where addresses are spread very wide.
fixed=
! setarch -R true 2>/dev/null || fixed='setarch -R'
$fixed make -s -C build-tsan -j "$jobs" check VERBOSE=1 TESTS="$(echo $tests)"
