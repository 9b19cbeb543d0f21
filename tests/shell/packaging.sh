#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# What packages say of the program agrees with it: one version everywhere, every file
# that is installed in one package of Debian, and recipes that their languages read.
. "${srcdir:-.}/tests/shell/harness.sh"
version=$("$pagerace" --version | sed 's/^pagerace \([0-9.]*\).*/\1/')

has() {
	grep -q "$2" "$srcdir/$1" || fail "$1 has no $2"
}
has configure.ac "^AC_INIT(\[pagerace\], \[$version\])"
has NEWS.md "^## $version\$"
has packaging/homebrew/pagerace.rb "pagerace-$version\.tar\.xz"
has packaging/spack/package.py "\"$version\""
[ "$(sed -n '1s/^pagerace (\(.*\)) .*/\1/p' "$srcdir/debian/changelog")" = "$version" ] ||
	fail "debian/changelog has another version"

# CITATION.cff has what its schema requires, and no version that would be out of date.
for key in cff-version message title authors license; do
	has CITATION.cff "^$key:"
done
! grep -q '^version:' "$srcdir/CITATION.cff" || fail "a second place for the version"

# What configure needs is in every recipe.
sed -n 's/^PKG_CHECK_MODULES(\[\([A-Z]*\)\].*/\1/p' "$srcdir/configure.ac" |
	grep -v CHECK | tr 'A-Z' 'a-z' | sed 's/^yaml$/libyaml/' >needed
[ "$(grep -c . needed)" -ge 6 ] || fail "few libraries: $(cat needed)"
while read -r library; do
	name=${library#lib}
	for recipe in debian/control packaging/docker/Dockerfile packaging/nix/flake.nix \
	    packaging/homebrew/pagerace.rb packaging/spack/package.py; do
		grep -qi "$name\|^#.*$name" "$srcdir/$recipe" ||
			fail "$recipe lacks $library"
	done
done <needed

# The digest of the sources is the same for the same sources, whatever a build has left
# there, and another one after a change.
if command -v sha256sum >/dev/null 2>&1; then
	mkdir tree
	cp -R "$srcdir/src" "$srcdir/policies" tree/
	first=$("$srcdir/tools/sources.sh" tree)
	case $first in
	sha256:????????????????) ;;
	*) fail "no digest of the sources: $first" ;;
	esac
	chmod -R u+w tree
	echo '/* generated */' >tree/src/config/figures_text.c
	echo '/* reports decide nothing */' >>tree/src/report/csv.c
	[ "$("$srcdir/tools/sources.sh" tree)" = "$first" ] || fail "another digest"
	echo '/* another */' >>tree/policies/lru.c
	[ "$("$srcdir/tools/sources.sh" tree)" != "$first" ] || fail "the same digest"
fi

# Each recipe in its own language, where that is there.
python3 -c 'import ast, sys; ast.parse(open(sys.argv[1]).read())' \
    "$srcdir/packaging/spack/package.py" 2>err || fail "package.py: $(cat err)"
if command -v ruby >/dev/null 2>&1; then
	ruby -c "$srcdir/packaging/homebrew/pagerace.rb" >out 2>&1 || fail "$(cat out)"
fi
if command -v nix-instantiate >/dev/null 2>&1; then
	nix-instantiate --parse "$srcdir/packaging/nix/flake.nix" >out 2>&1 ||
		fail "$(cat out)"
fi
sh -n "$srcdir/tools/release.sh" || fail "release.sh is no script"

# The files that Debian's packages take, among those that the makefile installs.
cat "$srcdir"/debian/*.install | sort >taken
sort -u taken | cmp -s - taken || fail "a path is in two packages"
[ "$(grep -c '^usr/' taken)" -eq "$(grep -c . taken)" ] || fail "a path outside usr"
finish
