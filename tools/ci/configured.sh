#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Sees to it that a build directory is configured with just these arguments:
# configured.sh DIRECTORY [ARGUMENT...].  The other questions begin with it.
set -eu

cd "$(dirname "$0")/../.."
dir=$1
shift
if [ ! -f configure ] || [ ! -f Makefile.in ]; then
	autoreconf -fi
fi
mkdir -p "$dir"
if [ ! -f "$dir/Makefile" ] || [ "$*" != "$(cat "$dir/.asked")" ]; then
	rm -f "$dir/Makefile"
	(cd "$dir" && ../configure -q "$@")
	echo "$*" >"$dir/.asked"
fi
