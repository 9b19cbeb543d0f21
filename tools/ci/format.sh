#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The sources are formatted as clang-format 14 does it with .clang-format; other
# versions differ in details.
set -eu

cd "$(dirname "$0")/../.."
format=clang-format
! command -v clang-format-14 >/dev/null || format=clang-format-14
# A kit's include/ and examples/ keep the order of includes of the system that
# they stand in for.
find src policies tests bench kits/*/*.[ch] -name '*.[ch]' -print0 |
	xargs -0 -r "$format" --dry-run -Werror
