#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# What do the static analysers say?  Anything at all is a failure: a check that
# is not worth mending for is not asked (.clang-tidy).
set -eu

cd "$(dirname "$0")/../.."
jobs=$(getconf _NPROCESSORS_ONLN)

# What a library's headers would tell it is not needed here, nor are the
# tests: Check's macros hide too much.
cppcheck -q -j "$jobs" --std=c11 --enable=warning,performance,portability \
    --inline-suppr --suppress=missingIncludeSystem --error-exitcode=1 \
    -D__GNUC__ -I src src $(find policies -name '*.c')

flags="-std=gnu17 -D_GNU_SOURCE -DVERSION_TEXT=\"0\" -I. -Isrc"
flags="$flags $(pkg-config --cflags yaml-0.1 libarchive jansson libxxhash)"
find src policies -name '*.c' -print0 |
	xargs -0 -P "$jobs" -n 4 sh -c 'flags=$1; shift
	    clang-tidy --quiet --warnings-as-errors="*" "$@" -- $flags \
		2>/dev/null' tidy "$flags"
