#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The tests under the sanitizers: address, undefined behaviour and leaks for all
# but those of texts and packages, threads for those that use workers.  The first
# build is also the one by clang and without jemalloc, in which no compiler's
# warning is allowed.
set -eu

cd "$(dirname "$0")/../.."
jobs=$(getconf _NPROCESSORS_ONLN)

export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1
export UBSAN_OPTIONS=print_stacktrace=1
tools/ci/configured.sh build-asan CC=clang CFLAGS="-g -O1" --enable-sanitizers --enable-werror
make -s -C build-asan -j "$jobs"

# These look at texts, documents and packages, build the program or copies of it,
# hold policies to the laws, or wait for other programs.
texts='modules|manual|names|words|completions|lists|readme|contributing|coverage
    |hardened|packaging|tutorials|html_browser|oracle|plugin_builtin|isa|schema|vast'
texts="tests/shell/($(echo $texts | tr -d ' '))\.sh|tests/kernel/held\.sh|tests/laws/planted\.sh"
tests=$(printf 'print:\n\t@echo $(TESTS)\n' |
	make -s -C build-asan -f Makefile -f - print | tr ' ' '\n' |
	grep -Ev "^($texts)\$")
make -s -C build-asan -j "$jobs" check VERBOSE=1 TESTS="$(echo $tests)"

programs='tests/laws/test_equal_memory tests/unit/test_readahead'
tests="tests/shell/repeat.sh tests/shell/bad.sh tests/shell/gate.sh
    tests/shell/plugin.sh tests/laws/ucore.sh $programs"
export TSAN_OPTIONS=halt_on_error=1
tools/ci/configured.sh build-tsan --enable-sanitizers=thread --enable-werror
# The thread sanitizer cannot start where addresses are randomized too widely.
fixed=
! setarch -R true 2>/dev/null || fixed='setarch -R'
make -s -C build-tsan -j "$jobs"
$fixed make -s -C build-tsan -j "$jobs" check VERBOSE=1 \
    check_PROGRAMS="$programs" TESTS="$(echo $tests)"
