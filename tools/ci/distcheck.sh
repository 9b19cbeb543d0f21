#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The tarball is complete: it is unpacked, configured outside its sources (which
# are read-only), built, tested, installed and uninstalled.  It does not contain
# published traces and results that are not part of the project; the tests that
# need them must report that they were skipped.
set -eu

cd "$(dirname "$0")/../.."
unset PAGERACE_SHARED
log=build-dist/distcheck.log
tools/ci/configured.sh build-dist
make -s -C build-dist dist >/dev/null
tar -tf build-dist/pagerace-*.tar.xz | sed 's|^[^/]*/||' | sort >build-dist/has
git ls-files | grep -v '^\.gitignore$\|/\.gitkeep$' | sort |
	comm -23 - build-dist/has >build-dist/lacks
[ ! -s build-dist/lacks ] || {
	echo "distcheck.sh: the tarball lacks: $(tr '\n' ' ' <build-dist/lacks)" >&2
	exit 1
}
# The other tests run no code that differs here.
tests=$(git ls-files 'tests/unit/test_*.c' | sed 's/\.c$//')
tests="$tests tests/cases/cases tests/golden/reports tests/laws/expected"
tests="$tests tests/laws/test_plain_worked tests/shell/modules.sh"
tests=$(echo $tests)
make -s -C build-dist -j "$(getconf _NPROCESSORS_ONLN)" distcheck VERBOSE=1 \
    AM_MAKEFLAGS="TESTS='$tests'" >$log 2>&1 || {
	cat $log
	exit 1
}
grep '^SKIP: \|^# [A-Z]*: *[1-9]' $log
status=0
for test in tests/laws/expected tests/laws/test_plain_worked \
    tests/unit/test_shared; do
	grep -q "^SKIP: $test\$" $log || {
		echo "distcheck.sh: $test does not say that it was skipped" >&2
		status=1
	}
done
exit $status
