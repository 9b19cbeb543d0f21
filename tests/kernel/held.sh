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
    "$srcdir"/tests/kernel/files-*.tsv "$srcdir"/tests/kernel/unseen/*.tsv; do
	expect 0 python3 "$held" "$pagerace" "$file"
	cat out
done

# altered FILE PROGRAM: rows of the file as awk changes and prints them are refused.
altered() {
	awk 'BEGIN { FS = OFS = "\t" }
	    /^#/ { next }
	    /^lru/ { print; next }
	    '"$2" "$srcdir/tests/kernel/$1" >"$1"
	expect 1 python3 "$held" "$pagerace" "$1"
}
# Major faults and swap-outs of one trace, a tenth more than the kernel had.
altered linux-6.18.tsv \
    '$NF ~ /^zipf:pages=8192/ { $3 = int($3 * 1.1); $5 = int($5 * 1.1); print }'
grep -q 'linux 6.18, 1 conditions: pgmajfault .* exceeds' out || fail "no excess seen"
grep -q 'mglru 6.18, 1 conditions: pswpout .* exceeds' out || fail "no excess seen"

# A condition that was asked several times is held to the mean.
awk 'BEGIN { FS = OFS = "\t" }
	/^#/ { next }
	/^lru/ { print; next }
	$1 == "linux" && $NF ~ /^zipf:pages=8192/ {
		faults = $3
		for (by = 0.8; by < 1.3; by += 0.2) {
			$3 = int(faults * by)
			print
		}
	}' "$srcdir/tests/kernel/linux-6.18.tsv" >linux-6.18.tsv
expect 0 python3 "$held" "$pagerace" linux-6.18.tsv
grep -q 'linux 6.18, 1 conditions: pgmajfault' out || fail "not one condition: $(cat out)"
expect 0 python3 "$held" --table "$pagerace" linux-6.18.tsv
grep -q '([34][0-9]\.[0-9] %)' out || fail "no spread is told: $(cat out)"

# Swappiness and scope are those of the row.
altered files-6.12.117.tsv '$1 == "linux" && $3 == 10 { $3 = 150; print }'
grep -q 'linux files .*: file_reads .* exceeds' out || fail "swappiness has no effect"
altered files-6.12.117.tsv '$1 == "mglru" && $3 == 200 { $3 = 10; print }'
grep -q 'mglru files .*: pswpin .* exceeds' out || fail "swappiness has no effect"
# Dirty pages are written by the rule of the kernel: a sixth less is none.
altered files-6.12.117.tsv '{ $14 = int($14 * 1.2); print }'
grep -q 'linux files .*: file_writes .* exceeds' out || fail "no excess seen"
grep -q 'mglru files .*: file_writes .* exceeds' out || fail "no excess seen"
altered groups-6.12.117.tsv '$1 == "linux" && $2 == "local" { $2 = "global"; print }'
grep -q 'linux groups .* exceeds' out || fail "the scope has no effect"

# Rows of the folder 'unseen' have bounds of their own.
mkdir unseen
altered unseen/files-6.1.tsv '$1 == "linux" { $5 = int($5 * 1.1); print }'
grep -q 'linux unseen files 6.1, .*: pgmajfault .* exceeds' out ||
	fail "no excess seen"
finish
