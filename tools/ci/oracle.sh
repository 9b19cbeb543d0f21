#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Boots one real kernel and puts two questions to it: the policy 'linux' has its
# page faults within 3 %.  Skipped where the system does not allow it: packages
# cannot be fetched, or there is no compiler.
#
#	tools/ci/oracle.sh [PAGERACE]
set -eu

pagerace=${1:-build/pagerace}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

trace=gen:zipf:pages=4096,n=60000,s=1,seed=5,writes=30%
limits=1024,2048
status=0
timeout 400 "$pagerace" oracle $trace -m $limits --kernel 6.12 \
    --kernel-cache "$work/cache" -q --json "$work/a.json" 2>"$work/err" ||
	status=$?
case $status in
0) ;;
4 | 124)
	echo "skipped: no kernel can be asked here: $(cat "$work/err")"
	exit 77
	;;
*)
	cat "$work/err"
	exit 1
	;;
esac

"$pagerace" compare $trace -p linux:version=6.12 -m $limits -q \
    --json "$work/c.json"
python3 - "$work" <<'P'
import json, sys
a, c = (json.load(open(sys.argv[1] + f)) for f in ("/a.json", "/c.json"))
faults = lambda r: r["faults"]["page_faults"]
model = {r["frames"]: faults(r) for r in c["runs"]}
for r in a["runs"]:
    m = r["frames"]
    print(f"{m} frames: {faults(r)} page faults, 'linux' {model[m]}")
    assert abs(model[m] - faults(r)) < 0.03 * faults(r)
P
