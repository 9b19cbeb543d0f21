#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The policies 'linux' and 'mglru' against what kernels counted on the same traces.
# The comparison is tried on counts that are wrong, too: it must not accept them.
. "${srcdir:-.}/tests/shell/harness.sh"
need_python
held=$srcdir/tests/kernel/held.py

for file in "$srcdir"/tests/kernel/linux-*.tsv \
    "$srcdir"/tests/kernel/programs-*.tsv "$srcdir"/tests/kernel/groups-*.tsv \
    "$srcdir"/tests/kernel/files-*.tsv; do
	expect 0 python3 "$held" "$pagerace" "$file"
	cat out
done

# Major faults and swap-outs of one trace, a tenth more than the kernel had.
awk 'BEGIN { FS = OFS = "\t" }
	/^#/ { next }
	/^lru/ { print; next }
	$NF ~ /^zipf:pages=8192/ { $3 = int($3 * 1.1); $5 = int($5 * 1.1); print }
' "$srcdir/tests/kernel/linux-6.18.tsv" >linux-6.18.tsv
expect 1 python3 "$held" "$pagerace" linux-6.18.tsv
grep -q 'linux 6.18, 1 conditions: pgmajfault .* exceeds' out || fail "no excess seen"
grep -q 'mglru 6.18, 1 conditions: pswpout .* exceeds' out || fail "no excess seen"

# Swappiness and scope are those of the row.
awk 'BEGIN { FS = OFS = "\t" }
	/^#/ { next }
	/^lru/ { print; next }
	$1 == "linux" && $3 == 10 { $3 = 150; print }
' "$srcdir/tests/kernel/files-6.12.117.tsv" >files-6.12.117.tsv
expect 1 python3 "$held" "$pagerace" files-6.12.117.tsv
grep -q 'linux files .*: file_reads .* exceeds' out || fail "swappiness has no effect"
awk 'BEGIN { FS = OFS = "\t" }
	/^#/ { next }
	/^lru/ { print; next }
	$1 == "mglru" && $3 == 200 { $3 = 10; print }
' "$srcdir/tests/kernel/files-6.12.117.tsv" >files-6.12.117.tsv
expect 1 python3 "$held" "$pagerace" files-6.12.117.tsv
grep -q 'mglru files .*: pswpin .* exceeds' out || fail "swappiness has no effect"
awk 'BEGIN { FS = OFS = "\t" }
	/^#/ { next }
	/^lru/ { print; next }
	$1 == "linux" && $2 == "local" { $2 = "global"; print }
' "$srcdir/tests/kernel/groups-6.12.117.tsv" >groups-6.12.117.tsv
expect 1 python3 "$held" "$pagerace" groups-6.12.117.tsv
grep -q 'linux groups .* exceeds' out || fail "the scope has no effect"
finish
