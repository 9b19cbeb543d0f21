#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Does every include go through a door?  And can the check of that fail?
set -eu

cd "$(dirname "$0")/../.."
srcdir=. exec tests/shell/rooms.sh
