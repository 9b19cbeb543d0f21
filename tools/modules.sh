#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Checks the include rules of a tree, by default this one: modules.sh [DIRECTORY]
set -eu

tools=$(cd "$(dirname "$0")" && pwd)
cd "${1:-$tools/..}"
for folder in src policies kits tests bench tools traces; do
	[ ! -d "$folder" ] || find "$folder" -type f \( -name '*.[ch]' \
	    -o -name '*.sh' -o -name '*.awk' -o -name '*.py' \
	    -o -name '*.mk' \) -print
done | LC_ALL=C sort | awk -f "$tools/modules.awk"
