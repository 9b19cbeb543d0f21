#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Is it formatted?  As clang-format 14 understands .clang-format; other
# versions differ in small things.
set -eu

cd "$(dirname "$0")/../.."
format=clang-format
! command -v clang-format-14 >/dev/null || format=clang-format-14
# What a kit offers in another system's name (include/, examples/) keeps to that
# system's order of includes.
find src policies tests bench kits/*/*.[ch] -name '*.[ch]' -print0 |
	xargs -0 -r "$format" --dry-run -Werror
