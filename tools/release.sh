#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# release.sh [--quick]: makes the tarball of the version in configure.ac, checks it,
# and prints its digest and the commands that tag and publish it; it changes nothing
# but build-dist/.  --quick leaves out the build and the tests of the tarball.
#
# What is checked: nothing is uncommitted; the version is not tagged yet; NEWS.md has a
# section for it and debian/changelog has it at its top; the tarball has every file of
# the repository, and unpacked, configures, builds, passes its tests, installs and
# uninstalls (tools/ci/distcheck.sh).
set -eu

cd "$(dirname "$0")/.."
version=$(sed -n 's/^AC_INIT(\[pagerace\], \[\([0-9.]*\)\].*/\1/p' configure.ac)
fail() {
	echo "release.sh: $*" >&2
	exit 1
}

[ -n "$version" ] || fail "configure.ac has no version"
[ -z "$(git status --porcelain)" ] || fail "there is something that is not committed"
! git rev-parse -q --verify "refs/tags/v$version" >/dev/null ||
	fail "v$version is tagged already; AC_INIT in configure.ac has the version"
grep -q "^## $version\$" NEWS.md || fail "NEWS.md has no section '## $version'"
head -n 1 debian/changelog | grep -q "^pagerace ($version)" ||
	fail "debian/changelog does not begin with version $version"
case ${1:-} in
'') tools/ci/distcheck.sh ;;
--quick)
	tools/ci/configured.sh build-dist
	make -s -C build-dist dist >/dev/null
	;;
*) fail "unknown word '$1' (--quick)" ;;
esac
tarball=build-dist/pagerace-$version.tar.xz
unpacked=$(mktemp -d)
trap 'rm -rf "$unpacked"' EXIT
tar -C "$unpacked" -xf "$tarball"
[ "$(cat "$unpacked/pagerace-$version/.commit")" = "$("tools/commit.sh" .)" ] ||
	fail "the tarball is of another commit"
sha256sum "$tarball"
cat <<TEXT
git tag -a v$version -m 'pagerace $version'
git push origin v$version
# then the digest into packaging/homebrew/pagerace.rb and packaging/spack/package.py
TEXT
