#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Does every include follow the module rules?  And can the check of that fail?
set -eu

cd "$(dirname "$0")/../.."
srcdir=. exec tests/shell/modules.sh
