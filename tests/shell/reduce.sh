#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The reduction of recorded traces, on a trace with all special cases:
# runs, the first write of a run, straddling accesses, a carry in the page.
set -eu

srcdir=${srcdir:-.}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

cat >"$work/raw" <<'EOF'
==7== Lackey, an example Valgrind tool
I  04001000,3
I  04001003,3
I  04001006,3
 L 04001010,8
 L 04001018,8
 L 04001020,8
 M 04001028,8
 S 04001030,8
I  04001009,4
 S 1fff000ff8,8
 L 1fff000ffc,8
 L 04fff0ff,1
 L 04ffffff,2
 L ffffffff,2
a line of the program's own
I  0400100d,3
EOF
cat >"$work/expected" <<'EOF'
I  04001000,1
I  04001000,1
 L 04001000,1
 L 04001000,1
 M 04001000,1
 S 1fff000000,1
 L 1fff000000,1
 L 1fff001000,1
 L 04fff000,1
 L 04fff000,1
 L 05000000,1
 L fffff000,1
 L 100000000,1
I  04001000,1
EOF
reduce() {
	awk "$@" -f "$srcdir/traces/reduce.awk" "$work/raw" \
	    2>"$work/count" >"$work/said"
}

reduce
diff -u "$work/expected" "$work/said"
echo '18 references read, 14 kept: 9 reads, 2 writes, 3 fetches; 7 pages' |
	diff -u - "$work/count"

# -a: nothing is left out.
reduce -v every=1
test "$(wc -l <"$work/said")" -eq 18

# A limit counts references read, before the reduction.
reduce -v limit=3
head -n 2 "$work/expected" | diff -u - "$work/said"
