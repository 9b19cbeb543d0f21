#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The tree follows the include rules of tools/modules.awk.  The check itself is
# tested: for a small tree with one of each violation it must report each line.
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
  #  include "device/kind.h"
EOF
put src/model/ring.h <<'EOF'
#include "model/wheel.h"
EOF
put src/model/wheel.h <<'EOF'
#include "model/ring.h"
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
put src/sim/replay.c <<'EOF'
#include "device/device.h"
#include "report/report.h"
#include "space/spaces.h"
EOF
put src/cli/main.c <<'EOF'
#include "study/engine.h"
#include "policies/list.h"
EOF
put src/attic/old.c </dev/null
put policies/mine.c <<'EOF'
#include "sim/bind.h"
#include "policy/policy.h"
#include "sim/replay.h"
#include "policies/lib/fifo_queue.h"
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
awk 'BEGIN { for (i = 0; i < 400; i++) print "" }' | put src/result/long.c
awk 'BEGIN { for (i = 0; i < 399; i++) print "" }' | put src/result/full.c
awk 'BEGIN {
	for (n = 60; n <= 61; n++) {
		print "\nvoid\nf" n "(void)\n{"
		for (i = 0; i < n; i++)
			print ""
		print "}"
	}
}' | put src/sim/functions.c
echo 'int bare;' >"$work/tree/src/result/bare.c"
printf '#!/bin/sh\n# SPDX-License-Identifier: BSD-2-Clause\n' \
    >"$work/tree/tests/unit/good.sh"
printf '#!/bin/sh\ntrue\n# SPDX-License-Identifier: BSD-2-Clause\n' \
    >"$work/tree/tests/unit/late.sh"

cat >"$work/expected" <<'EOF'
bench/slow.c:401:1: 401 lines; 400 are the most: split it by subject
kits/os/kit.c:5:1: module 'kits' may not include 'machine/frames.h'
policies/mine.c:4:1: module 'policies' may not include 'sim/replay.h'
src/attic/old.c:1:1: there is no module 'attic'
src/base/err.c:4:1: module 'base' may not include 'machine/entry.h'
src/cli/main.c:3:1: module 'cli' may not include 'policies/list.h'
src/config/node.c:2:1: <yaml.h> belongs to src/config/yaml.c
src/config/node.c:4:1: <jansson.h> belongs to src/result/
src/model/page.h:2:3: module 'model' may not include 'device/kind.h'
src/result/bare.c:1:1: does not begin with its licence, 'SPDX-License-Identifier: BSD-2-Clause'
src/result/long.c:401:1: 401 lines; 400 are the most: split it by subject
src/sim/functions.c:70:1: a function of 61 lines; 60 are the most
src/sim/replay.c:3:1: module 'sim' may not include 'report/report.h'
src/sim/replay.c:4:1: module 'sim' may not include 'space/spaces.h'
src/space/open.c:1:1: shares its name with kits/os/open.c
src/trace/open.c:1:1: shares its name with kits/os/open.c
src/trace/open.c:4:1: module 'trace' may not include 'space/areaset.h'
src/trace/open.c:5:1: 'open.h' does not name its module
tests/unit/late.sh:1:1: does not begin with its licence, 'SPDX-License-Identifier: BSD-2-Clause'
model/ring.h:1:1: includes itself by way of model/wheel.h
EOF
status=0
"$srcdir/tools/modules.sh" "$work/tree" >"$work/said" || status=$?
if [ "$status" -ne 1 ] || ! diff -u "$work/expected" "$work/said"; then
	echo "modules.sh: the made-up tree gave status $status" >&2
	exit 1
fi

exec "$srcdir/tools/modules.sh" "$srcdir"
