#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# doc/GALLERY.md: its commands print what it says, and make its figures again byte for
# byte.  With UPDATE set, the figures in doc/gallery/ are written again.
. "${srcdir:-.}/tests/shell/harness.sh"
need_python

mkdir path gallery
ln -s "$pagerace" path/pagerace
ln -s "$srcdir/traces" traces
PATH=$work/path:$PATH
export PATH
COLUMNS=80
export COLUMNS
(unset UPDATE && exec python3 "$srcdir/tests/shell/run_document.py" "$srcdir/doc/GALLERY.md") ||
	fail "GALLERY.md does not do what it says"
rm -f gallery/*.tsv
[ -z "${UPDATE:-}" ] || cp gallery/*.svg "$srcdir/doc/gallery/"

# Each figure is in the document, in the tarball, and small.
ls gallery >made
grep -o '](gallery/[a-z]*\.svg)' "$srcdir/doc/GALLERY.md" | sed 's|.*/||; s|)||' |
	sort | diff - made || fail "the figures of the document are not those that are made"
(cd "$srcdir/doc/gallery" && ls) | diff - made || fail "doc/gallery has other figures"
while read -r name; do
	cmp "gallery/$name" "$srcdir/doc/gallery/$name" || fail "another $name"
	[ "$(wc -c <"gallery/$name")" -lt 60000 ] || fail "$name is large"
	grep -q "doc/gallery/$name\|%D%/gallery/$name" "$srcdir/doc/local.mk" ||
		fail "$name is not installed"
done <made
[ "$(grep -c . made)" -ge 10 ] || fail "few figures: $(cat made)"
finish
