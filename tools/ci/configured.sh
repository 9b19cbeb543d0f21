#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Configures a build directory with exactly these arguments, unless it is so
# already: configured.sh DIRECTORY [ARGUMENT...].  The other scripts begin with
# it.
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
