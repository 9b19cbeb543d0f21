#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# sources.sh SRCDIR: the digest of the sources that decide results, on one line:
# "sha256:" and 16 hexadecimal digits.  Two programs with the same digest give the
# same document for the same run key.  Nothing is printed where this system has no
# program for SHA-256.
#
# What only records, reports, checks or talks to the user is left out.
set -eu

cd "$1"
if command -v sha256sum >/dev/null 2>&1; then
	sum=sha256sum
elif command -v shasum >/dev/null 2>&1; then
	sum='shasum -a 256'
else
	exit 0
fi
LC_ALL=C
export LC_ALL
for folder in src/base src/model src/trace src/formats src/generate src/space \
    src/machine src/device src/policy src/sim src/study src/result src/config \
    policies policies/lib; do
	for file in "$folder"/*.[ch] "$folder"/*.yaml; do
		case $file in
		# Made by a build within the tree.
		src/config/figures_text.c) continue ;;
		esac
		[ ! -f "$file" ] || echo "$file"
	done
done | xargs $sum | $sum | sed 's/^\(.\{16\}\).*/sha256:\1/'
