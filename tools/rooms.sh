#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Holds a tree, by default this one, to the floor plan: rooms.sh [DIRECTORY]
set -eu

tools=$(cd "$(dirname "$0")" && pwd)
cd "${1:-$tools/..}"
for folder in src policies kits tests bench tools traces; do
	[ ! -d "$folder" ] || find "$folder" -type f \( -name '*.[ch]' \
	    -o -name '*.sh' -o -name '*.awk' -o -name '*.py' \
	    -o -name '*.mk' \) -print
done | LC_ALL=C sort | awk -f "$tools/rooms.awk"
