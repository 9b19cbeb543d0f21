#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Do the tests pass under the sanitizers?  Address, undefined and leaks for all
# of them; thread for replay/, where there are threads, and for what is built on
# its workers.
set -eu

cd "$(dirname "$0")/../.."
jobs=$(getconf _NPROCESSORS_ONLN)

export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1
export UBSAN_OPTIONS=print_stacktrace=1
tools/ci/configured.sh build-asan --enable-sanitizers --enable-werror
make -s -C build-asan -j "$jobs"
make -s -C build-asan -j "$jobs" check VERBOSE=1

# Those of replay/, and the programs that race with several workers at once.
tests=$(sed -n 's|^%C%_\(test_[a-z0-9_]*\)_SOURCES = .*|tests/unit/\1|p' \
    tests/unit/vm.mk)
if [ -z "$tests" ]; then
	echo "sanitize.sh: tests/unit/vm.mk names no test" >&2
	exit 1
fi
tests="tests/shell/repeat.sh tests/shell/bad.sh tests/shell/gate.sh
    tests/shell/plugin.sh tests/laws/ucore.sh $tests"
export TSAN_OPTIONS=halt_on_error=1
tools/ci/configured.sh build-tsan --enable-sanitizers=thread --enable-werror
# The sanitizer's shadow has no room where addresses are spread very wide.
fixed=
! setarch -R true 2>/dev/null || fixed='setarch -R'
make -s -C build-tsan -j "$jobs"
$fixed make -s -C build-tsan -j "$jobs" check VERBOSE=1 TESTS="$(echo $tests)"
