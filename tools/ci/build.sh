#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Compiles without a warning, then runs the tests.
# build.sh gcc|clang [CONFIGURE ARGUMENT...]
set -eu

cd "$(dirname "$0")/../.."
case ${1:-} in
gcc | clang) cc=$1 ;;
*)
	echo "usage: build.sh gcc|clang [CONFIGURE ARGUMENT...]" >&2
	exit 2
	;;
esac
shift
dir=build-$(echo "$cc${*:+ $*}" | tr -cs 'a-z0-9\n' -)
tools/ci/configured.sh "$dir" CC="$cc" --enable-werror "$@"
make -s -C "$dir" -j "$(getconf _NPROCESSORS_ONLN)"
make -s -C "$dir" -j "$(getconf _NPROCESSORS_ONLN)" check VERBOSE=1
