#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Every include follows the module rules, and the check of that can fail.
set -eu

cd "$(dirname "$0")/../.."
srcdir=. exec tests/shell/modules.sh
