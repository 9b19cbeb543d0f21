#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# One way to build: compiles everything without a warning, then, without
# --compile, runs the unit tests, the cases and the golden reports.  All tests run
# in build/ and with the sanitizers.
#
#	variant.sh [--compile] CONFIGURE-ARGUMENT...	e.g. variant.sh CC=clang
set -eu

cd "$(dirname "$0")/../.."
compile=no
if [ "${1:-}" = --compile ]; then
	compile=yes
	shift
fi
if [ $# -eq 0 ]; then
	echo "usage: variant.sh CONFIGURE ARGUMENT..." >&2
	exit 2
fi
jobs=$(getconf _NPROCESSORS_ONLN)
dir=build$(echo "$*" | tr -cs 'a-z0-9\n' -)
tools/ci/configured.sh "$dir" --enable-werror "$@"
make -s -C "$dir" -j "$jobs"
make -s -C "$dir" -j "$jobs" check TESTS= >/dev/null
[ $compile = no ] || exit 0
tests=$(cd "$dir" && find tests/unit tests/cases tests/golden -type f \
    -perm -100 ! -name '*.*' | sort)
[ -n "$tests" ] || {
	echo "variant.sh: there are no unit tests" >&2
	exit 1
}
make -s -C "$dir" -j "$jobs" check VERBOSE=1 TESTS="$(echo $tests)"
