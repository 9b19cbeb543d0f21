#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Boots one real kernel and puts two questions to it: its page faults are more
# than OPT's and about as many as FIFO's.  Skipped where packages cannot be
# fetched.
#
#	tools/ci/oracle.sh [PAGERACE]
set -eu

pagerace=${1:-build/pagerace}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

ask() {
	"$pagerace" oracle gen:zipf:pages=4096,n=60000,s=1,seed=5,writes=30% \
	    -m 1024,2048 --kernel 6.12 --lru classic --kernel-cache "$work/cache" \
	    -q --json "$1"
}

if ! ask "$work/a.json" 2>"$work/err"; then
	cat "$work/err"
	grep -q -e fetching -e 'apt' "$work/err" && exit 77
	exit 1
fi

"$pagerace" compare gen:zipf:pages=4096,n=60000,s=1,seed=5,writes=30% \
    -p opt,fifo -m 1024,2048 -q --json "$work/c.json"
python3 - "$work" <<'P'
import json, sys
a, c = (json.load(open(sys.argv[1] + f)) for f in ("/a.json", "/c.json"))
faults = lambda r: r["faults"]["page_faults"]
bound = {(r["policy"], r["frames"]): faults(r) for r in c["runs"]}
for r in a["runs"]:
    m = r["frames"]
    print(m, faults(r), bound["opt", m], bound["fifo", m])
    assert bound["opt", m] < faults(r) < 1.1 * bound["fifo", m]
P
