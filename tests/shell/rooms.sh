#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The tree keeps to the floor plan; and the check of that can fail: a small
# tree with one of each mistake must be reported, line for line.
set -eu

srcdir=$(cd "${srcdir:-.}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# put FILE: standard input, below the licence.
put() {
	mkdir -p "$work/tree/$(dirname "$1")"
	{
		echo '/* SPDX-License-Identifier: BSD-2-Clause */'
		cat
	} >"$work/tree/$1"
}

put src/base/err.c <<'EOF'
#include <stdio.h>
#include "base/err.h"
#include "machine/entry.h"
EOF
put src/model/page.h <<'EOF'
  #  include "base/num.h"
EOF
put src/trace/open.c <<'EOF'
#include <archive.h>
#include "model/access.h"
#include "space/areaset.h"
#include "open.h"
EOF
put src/space/open.c </dev/null
put src/config/node.c <<'EOF'
#include <yaml.h>
#include "config/yaml.h"
#include <jansson.h>
EOF
put src/config/yaml.c <<'EOF'
#include <yaml.h>
EOF
put src/replay/run.c <<'EOF'
#include "device/device.h"
#include "report/report.h"
#include "curve/stack.h"
EOF
put src/cli/main.c <<'EOF'
#include "curve/stack.h"
#include "policies/list.h"
EOF
put src/attic/old.c </dev/null
put policies/mine.c <<'EOF'
#include "replay/loop.h"
#include "policy/policy.h"
#include "machine/frames.h"
EOF
put kits/os/kit.c <<'EOF'
#include "kit.h"
#include <list.h>
#include "policy/policy.h"
#include "machine/frames.h"
EOF
put kits/os/include/page.h </dev/null
put kits/os/open.c </dev/null
awk 'BEGIN { for (i = 0; i < 400; i++) print "" }' | put bench/slow.c
put tests/unit/test_any.c <<'EOF'
#include <jansson.h>
#include "machine/frames.h"
#include "beside.h"
EOF
awk 'BEGIN { for (i = 0; i < 400; i++) print "" }' | put src/metric/long.c
awk 'BEGIN { for (i = 0; i < 399; i++) print "" }' | put src/metric/full.c
echo 'int bare;' >"$work/tree/src/metric/bare.c"
printf '#!/bin/sh\n# SPDX-License-Identifier: BSD-2-Clause\n' \
    >"$work/tree/tests/unit/good.sh"
printf '#!/bin/sh\ntrue\n# SPDX-License-Identifier: BSD-2-Clause\n' \
    >"$work/tree/tests/unit/late.sh"

cat >"$work/expected" <<'EOF'
bench/slow.c:401:1: 401 lines; 400 are the most: split it by noun
kits/os/kit.c:5:1: room 'kits' may not include 'machine'
policies/mine.c:4:1: room 'policies' may not include 'machine'
src/attic/old.c:1:1: there is no room 'attic'
src/base/err.c:4:1: room 'base' may not include 'machine'
src/cli/main.c:3:1: room 'cli' may not include 'policies'
src/config/node.c:2:1: <yaml.h> belongs to src/config/yaml.c
src/config/node.c:4:1: <jansson.h> belongs to src/report/
src/metric/bare.c:1:1: does not begin with its licence, 'SPDX-License-Identifier: BSD-2-Clause'
src/metric/long.c:401:1: 401 lines; 400 are the most: split it by noun
src/model/page.h:2:3: room 'model' may not include 'base'
src/replay/run.c:3:1: room 'replay' may not include 'report'
src/replay/run.c:4:1: room 'replay' may not include 'curve'
src/space/open.c:1:1: shares its name with kits/os/open.c
src/trace/open.c:1:1: shares its name with kits/os/open.c
src/trace/open.c:4:1: room 'trace' may not include 'space'
src/trace/open.c:5:1: 'open.h' does not name its room
tests/unit/late.sh:1:1: does not begin with its licence, 'SPDX-License-Identifier: BSD-2-Clause'
EOF
status=0
"$srcdir/tools/rooms.sh" "$work/tree" >"$work/said" || status=$?
if [ "$status" -ne 1 ] || ! diff -u "$work/expected" "$work/said"; then
	echo "rooms.sh: the made-up tree gave status $status" >&2
	exit 1
fi

exec "$srcdir/tools/rooms.sh" "$srcdir"
